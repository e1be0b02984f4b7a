using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;

namespace Limner.Tagging.Review;

/// <summary>Suggestions of pictures in one folder.</summary>
internal static class FolderFilter
{
    /// <summary>The folder's files that the person sees.</summary>
    /// <exception cref="LimnerException"><c>validation</c>: no id of a folder.</exception>
    public static IQueryable<ImageFileRow> Files(Visibility visibility, LimnerDb db, long userId, string folder)
    {
        var folderId = PublicId.TryParse(IdPrefixes.Folder, folder, out var id) ? id : throw new LimnerException(ErrorCatalogue.Validation.With("This is not the id of a folder.", "folder"));
        return visibility.FilesVisibleTo(db, userId).Where(file => file.FolderId == folderId && file.ImageId != null && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending));
    }
}
