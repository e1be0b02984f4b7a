using Limner.Jobs;
using Limner.Kernel.Ids;

namespace Limner.Tagging.Operations;

/// <summary>Something done to tags, or what would be done.</summary>
/// <param name="Id"><c>tgo_…</c>; left out of a preview.</param>
/// <param name="State">Left out of a preview.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="ImageCount">Pictures whose tags, or whose words to be searched for, it changes.</param>
/// <param name="DoneCount">Of those, dealt with so far.</param>
/// <param name="Restored">Put back by undoing.</param>
/// <param name="Kept">Left by undoing, as they have been changed since.</param>
/// <param name="UndoUntil">When it is forgotten.</param>
/// <param name="Job">What does it or takes it back, while that is under way.</param>
internal sealed record TagOperationView(
    string? Id,
    TagOperationKind Kind,
    TagOperationState? State,
    string Title,
    long ImageCount,
    long DoneCount,
    long Restored,
    long Kept,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UndoUntil,
    JobView? Job)
{
    /// <summary>How long an operation can be taken back.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(30);

    public static TagOperationView From(TagOperationRow row, JobView? job) => new(
        PublicIdOf(row.Id), row.Kind, row.State, row.Title, row.ImageCount, row.DoneCount, row.Restored, row.Kept, row.CreatedAt, row.CreatedAt + UndoTime, job);

    public static TagOperationView Preview(TagPlan plan, long images) => new(null, plan.Kind, null, plan.Title, images, 0, 0, 0, null, null, null);

    public static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.TagOperation, id);
}
