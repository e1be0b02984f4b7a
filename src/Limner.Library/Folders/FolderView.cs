using Limner.Jobs;
using Limner.Kernel.Ids;

namespace Limner.Library;

/// <summary>A folder as the API shows it.</summary>
/// <param name="Id"><c>fld_…</c></param>
/// <param name="Exclude">Globs of what is left out.</param>
/// <param name="ImageCount">Images with a ready file in this folder.</param>
/// <param name="FileCount">Files known of, in any state.</param>
/// <param name="FailureCount">Files and directories that could not be read.</param>
/// <param name="ActiveJob">The scan that is queued or running.</param>
/// <param name="CoverImageIds">Up to four of its images.</param>
public sealed record FolderView(
    string Id,
    string Path,
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
    IReadOnlyList<string> CoverImageIds)
{
    internal static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.Folder, id);
}
