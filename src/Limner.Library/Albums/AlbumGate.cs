using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Albums;

/// <summary>Lets a request for one album through when the person's access to it is enough.</summary>
internal sealed class AlbumGate(Visibility visibility)
{
    /// <returns>The album, not tracked.</returns>
    /// <exception cref="LimnerException">
    /// <c>not_found</c> when the person does not see the album, exactly as if it were not there; <c>authorization</c> when they see it but may not do this.
    /// </exception>
    public async Task<AlbumRow> RequireAsync(LimnerDb db, long userId, long albumId, FolderAccess least, CancellationToken cancellation)
    {
        var found = await visibility.AlbumsVisibleTo(db, userId)
            .Where(album => album.Id == albumId)
            .Select(album => new
            {
                Album = album,
                MayEdit = db.Set<AlbumShareRow>().Any(share => share.AlbumId == album.Id && share.Access == FolderAccess.Edit && (share.UserId == userId || share.UserId == null)),
            })
            .FirstOrDefaultAsync(cancellation) ?? throw NoAlbum();
        var access = found.Album.OwnerId == userId ? FolderAccess.Owner : found.MayEdit ? FolderAccess.Edit : FolderAccess.View;
        return access >= least
            ? found.Album
            : throw new LimnerException(ErrorCatalogue.Authorization, least == FolderAccess.Owner ? "Only the album's owner may do that." : "The album is shared with you for viewing only.");
    }

    public static long ParseId(string id) => PublicId.TryParse(IdPrefixes.Album, id, out var number) ? number : throw NoAlbum();

    public static LimnerException NoAlbum() => new(ErrorCatalogue.NotFound, "No such album.");
}
