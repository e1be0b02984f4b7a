using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Library;

/// <summary>What can be done to many images at once.</summary>
public enum BulkActionKind
{
    AddTag,
    RemoveTag,
    Favourite,
    Unfavourite,
    Rate,
    Archive,
    Unarchive,
    AddToAlbum,
    RemoveFromAlbum,
    MoveToTrash,
    SetTakenAt,
    ShiftTakenAt,

    /// <summary>What somebody decided of pictures that look alike; begun where those are listed, and taken back like any other edit.</summary>
    ResolveDuplicates,
}

/// <summary>One thing to do to many images.</summary>
/// <param name="Value">
/// A tag's name, an album's id, 0 to 5 stars (left out: no rating), a time of the clock on the wall as <c>2024-05-31T14:22:05</c> (left out: what the
/// file says), seconds by which a clock was wrong (<c>-3600</c>); nothing for the others.
/// </param>
public sealed record BulkAction(BulkActionKind Kind, string? Value);

/// <summary>Why an image stays as it is.</summary>
public enum BulkRefusal
{
    /// <summary>It is no longer there for this person.</summary>
    Gone,

    /// <summary>It is somebody else's, and only its owner does that.</summary>
    NotYours,

    /// <summary>It is shared with this person for viewing only.</summary>
    ViewOnly,

    /// <summary>Nothing says when it was taken, or it would have been taken before there were pictures, or tomorrow.</summary>
    NoDate,
}

/// <summary>What an action would do to some images.</summary>
/// <param name="Changes">The images it would change, each with what undoing needs to know, as the editor itself writes and reads it.</param>
/// <param name="Refused">Those that this person may not change so. Images in neither are already as they would be.</param>
public sealed record BulkPlan(IReadOnlyDictionary<long, string> Changes, IReadOnlyDictionary<long, BulkRefusal> Refused)
{
    public static readonly BulkPlan Nothing = new(new Dictionary<long, string>(), new Dictionary<long, BulkRefusal>());
}

/// <summary>
/// Does some kinds of actions to images, and takes them back. Each module contributes what it knows how to change; the statements are as many for one image
/// as for five hundred. Registered as a singleton.
/// </summary>
public interface IBulkEditor
{
    IReadOnlyCollection<BulkActionKind> Kinds { get; }

    /// <summary>Refuses an action that makes no sense, whatever the images.</summary>
    /// <returns>What the action is about, as people read it; null when its kind says all.</returns>
    /// <exception cref="LimnerException"><c>validation</c>, <c>not_found</c>, <c>authorization</c>.</exception>
    Task<string?> CheckAsync(LimnerDb db, long userId, BulkAction action, CancellationToken cancellation);

    /// <summary>What the action would do now, by what the person may do now. Changes nothing.</summary>
    Task<BulkPlan> PlanAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyCollection<long> imageIds, CancellationToken cancellation);

    /// <summary>Does what was planned in the same transaction.</summary>
    /// <param name="changes"><see cref="BulkPlan.Changes"/>.</param>
    Task ApplyAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation);

    /// <summary>Takes back what was done, where it still stands and the person may still change it.</summary>
    /// <returns>The images that are as before; the others have been changed since, or are no longer the person's to change.</returns>
    Task<IReadOnlyCollection<long>> UndoAsync(LimnerDb db, long userId, BulkAction action, IReadOnlyDictionary<long, string> changes, CancellationToken cancellation);
}
