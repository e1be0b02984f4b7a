using System.Globalization;
using Limner.Jobs;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Querying;

namespace Limner.Search.Bulk;

/// <summary>What to do to which images.</summary>
/// <param name="ImageIds">The images, up to 10,000; or else a filter.</param>
/// <param name="Filter">As of <c>GET /images</c> with <c>mode=text</c>; an empty one is everything that it lists. What was found by meaning is named by its ids.</param>
/// <param name="Except">Images of the filter that are left alone, up to 10,000.</param>
/// <param name="Actions">1 to 10, done in this order.</param>
/// <param name="Preview">Only tells what would change.</param>
internal sealed record BulkRequest(
    IReadOnlyList<string?>? ImageIds, FilterParameters? Filter, IReadOnlyList<string?>? Except, IReadOnlyList<BulkAction?> Actions, bool Preview = false);

/// <summary>A bulk edit, or what one would do.</summary>
/// <param name="Id"><c>edt_…</c>; left out of a preview.</param>
/// <param name="State">Left out of a preview.</param>
/// <param name="ImageCount">Images that were chosen.</param>
/// <param name="DoneCount">Of those, dealt with so far.</param>
/// <param name="SampleIds">A few of the images that change; in a preview only.</param>
/// <param name="UndoUntil">When it is forgotten.</param>
/// <param name="Job">What does it or takes it back, while that is under way.</param>
internal sealed record BulkEditView(
    string? Id,
    BulkEditState? State,
    long ImageCount,
    long DoneCount,
    IReadOnlyList<BulkActionView> Actions,
    IReadOnlyList<string> SampleIds,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UndoUntil,
    JobView? Job)
{
    /// <summary>How long a bulk edit can be taken back.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static BulkEditView From(BulkEditRow edit, IEnumerable<BulkEditActionRow> actions, JobView? job) => new(
        PublicIdOf(edit.Id), edit.State, edit.ImageCount, edit.DoneCount, [.. actions.OrderBy(action => action.Place).Select(BulkActionView.From)], [], edit.CreatedAt, edit.CreatedAt + Kept, job);

    public static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.BulkEdit, id);

    /// <summary>One line for the list of jobs.</summary>
    public static string Title(long images) => string.Create(CultureInfo.InvariantCulture, $"Edit {images:N0} pictures");
}

/// <summary>One action of a bulk edit; the numbers are images.</summary>
/// <param name="Label">What it is about: a tag, an album's name.</param>
/// <param name="Changed">Changed by it, or to be changed.</param>
/// <param name="Gone">No longer there for the person.</param>
/// <param name="NotYours">Somebody else's, where only the owner does that.</param>
/// <param name="ViewOnly">Shared for viewing only.</param>
/// <param name="NoDate">Without a date that could be shifted so far.</param>
/// <param name="Restored">Taken back.</param>
/// <param name="Kept">Not taken back because they have been changed since, or are no longer the person's to change.</param>
internal sealed record BulkActionView(BulkActionKind Kind, string? Value, string? Label, long Changed, long Gone, long NotYours, long ViewOnly, long NoDate, long Restored, long Kept)
{
    public static BulkActionView From(BulkEditActionRow row)
        => new(row.Kind, row.Value, row.Label, row.Changed, row.Gone, row.NotYours, row.ViewOnly, row.NoDate, row.Restored, row.Kept);
}
