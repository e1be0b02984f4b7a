using Limner.Jobs;
using Limner.Kernel.Ids;

namespace Limner.Library;

/// <summary>Files of a folder that are not there, and are not believed to be deleted.</summary>
/// <param name="FileCount">How many.</param>
public sealed record AbsenceView(FolderAbsence Reason, DateTimeOffset Since, long FileCount);

/// <summary>A folder as the API shows it.</summary>
/// <param name="Id"><c>fld_…</c></param>
/// <param name="Path">Where it lies on the server; for its owner only, and not for a managed one.</param>
/// <param name="Owner">Whose folder it is.</param>
/// <param name="Access">What the asking person may do with it.</param>
/// <param name="Shared">Whether it is shared with anybody; for its owner only.</param>
/// <param name="Exclude">Globs of what is left out; empty for others than the owner.</param>
/// <param name="ImageCount">Images with a ready file in this folder.</param>
/// <param name="FileCount">Files known of, in any state.</param>
/// <param name="FailureCount">Files and directories that could not be read; 0 for people who may only view the folder.</param>
/// <param name="ActiveJob">The scan that is queued or running. It is the owner's job: others cannot ask for it by its id.</param>
/// <param name="CoverImageIds">Up to four of its images.</param>
/// <param name="Watch">Whether its changes are to be followed.</param>
/// <param name="Absence">Which of its files are away and how that looks; left out: none are. Their images are listed and marked offline.</param>
/// <param name="Watching">How its changes are noticed at the moment.</param>
/// <param name="Managed">The server made it for its owner's uploads and keeps it; it cannot be removed.</param>
/// <param name="WriteSidecars">Whether what people say of its pictures is written into <c>.xmp</c> files beside them.</param>
/// <param name="SidecarProblem">Why that could not be done, the last time it was tried; for its owner only.</param>
public sealed record FolderView(
    string Id,
    string? Path,
    PersonView Owner,
    FolderAccess Access,
    bool? Shared,
    string Name,
    bool Watch,
    bool Recursive,
    IReadOnlyList<string> Exclude,
    FolderState State,
    long ImageCount,
    long FileCount,
    long FailureCount,
    DateTimeOffset? LastScanAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    JobView? ActiveJob,
    IReadOnlyList<string> CoverImageIds,
    FolderWatching Watching,
    bool Managed,
    bool WriteSidecars,
    string? SidecarProblem,
    AbsenceView? Absence)
{
    internal static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.Folder, id);
}
