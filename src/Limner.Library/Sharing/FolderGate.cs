using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Sharing;

/// <summary>Lets a request for one folder through when the person's access to it is enough.</summary>
internal sealed class FolderGate(Visibility visibility)
{
    /// <returns>The folder, not tracked.</returns>
    /// <exception cref="LimnerException">
    /// <c>not_found</c> when the person does not see the folder, exactly as if it were not there; <c>authorization</c> when they see it but may
    /// not do this.
    /// </exception>
    public async Task<FolderRow> RequireAsync(LimnerDb db, long userId, long folderId, FolderAccess least, CancellationToken cancellation)
    {
        var found = await visibility.FoldersVisibleTo(db, userId)
            .Where(folder => folder.Id == folderId)
            .Select(folder => new
            {
                Folder = folder,
                MayEdit = db.Set<FolderShareRow>().Any(share => share.FolderId == folder.Id && share.Access == FolderAccess.Edit && (share.UserId == userId || share.UserId == null)),
            })
            .FirstOrDefaultAsync(cancellation) ?? throw NoFolder();
        var access = found.Folder.OwnerId == userId ? FolderAccess.Owner : found.MayEdit ? FolderAccess.Edit : FolderAccess.View;
        return access >= least
            ? found.Folder
            : throw new LimnerException(ErrorCatalogue.Authorization, least == FolderAccess.Owner ? "Only the folder's owner may do that." : "The folder is shared with you for viewing only.");
    }

    public static long ParseId(string id) => PublicId.TryParse(IdPrefixes.Folder, id, out var number) ? number : throw NoFolder();

    public static LimnerException NoFolder() => new(ErrorCatalogue.NotFound, "No such folder.");
}
