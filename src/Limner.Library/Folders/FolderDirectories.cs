using System.Globalization;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library.Images;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Folders;

/// <summary>A directory of a folder as its pictures are seen: by what the library holds of it, not by what lies on the disk.</summary>
/// <param name="Path">Below the folder, with forward slashes.</param>
/// <param name="ImageCount">Images anywhere below it.</param>
/// <param name="CoverImageId">The image below it that was found last.</param>
public sealed record SubdirectoryView(string Name, string Path, long ImageCount, string CoverImageId);

/// <summary>The directories of a folder that hold images a person sees.</summary>
internal sealed class FolderDirectories(Visibility visibility)
{
    private const string Order = "directory";

    /// <param name="path">The directory to look into; empty: the folder itself.</param>
    /// <exception cref="LimnerException"><c>validation</c>: the cursor is not one of this list.</exception>
    public async Task<Page<SubdirectoryView>> ListAsync(LimnerDb db, long userId, long folderId, DirectoryPath path, int take, string? cursorText, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursorText, Order, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor is not one of this list.", "cursor"));
        }

        var images = visibility.AllVisibleTo(db, userId).Listed().Select(image => image.Id);
        var files = path.Narrow(visibility.FilesVisibleTo(db, userId).Where(file => file.FolderId == folderId))
            .Where(file => (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending) && file.ImageId != null && images.Contains(file.ImageId.Value));
        var skipped = path.Skipped;
        var directories = await files
            .Select(file => new { Rest = file.RelativePath.Substring(skipped), file.ImageId })
            .Where(file => file.Rest.Contains("/"))
            .GroupBy(file => file.Rest.Substring(0, file.Rest.IndexOf("/")))
            .Select(directory => new { Name = directory.Key, Count = directory.Select(file => file.ImageId).Distinct().Count(), Cover = directory.Max(file => file.ImageId) })
            .Where(directory => after == null || string.Compare(directory.Name, after.Key) > 0)
            .OrderBy(directory => directory.Name)
            .Take(take + 1)
            .ToListAsync(cancellation);
        var next = directories.Count > take ? new Cursor(Order, directories[take - 1].Name, 0).Encode() : null;
        return new Page<SubdirectoryView>(
            [.. directories.Take(take).Select(directory => new SubdirectoryView(
                directory.Name, path.Child(directory.Name), directory.Count, PublicId.Format(IdPrefixes.Image, directory.Cover!.Value)))],
            next);
    }
}
