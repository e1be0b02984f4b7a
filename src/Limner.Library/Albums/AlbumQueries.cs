using Limner.Accounts;
using Limner.Kernel.Ids;
using Limner.Library.Folders;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Albums;

/// <summary>Albums with what the API shows of them, in a constant number of queries however many there are.</summary>
internal sealed class AlbumQueries(Visibility visibility, IAccounts accounts)
{
    /// <summary>All albums that somebody sees, by name.</summary>
    public Task<IReadOnlyList<AlbumView>> ListAsync(LimnerDb db, Viewer viewer, CancellationToken cancellation)
        => ListAsync(db, viewer, visibility.AlbumsVisibleTo(db, viewer.UserId), cancellation);

    /// <summary>One album as somebody sees it; null when they do not.</summary>
    public async Task<AlbumView?> FindAsync(LimnerDb db, Viewer viewer, long id, CancellationToken cancellation)
        => (await ListAsync(db, viewer, visibility.AlbumsVisibleTo(db, viewer.UserId).Where(album => album.Id == id), cancellation)).FirstOrDefault();

    private async Task<IReadOnlyList<AlbumView>> ListAsync(LimnerDb db, Viewer viewer, IQueryable<AlbumRow> albums, CancellationToken cancellation)
    {
        var rows = await albums.OrderBy(album => album.Name).ThenBy(album => album.Id)
            .Select(album => new { Album = album, FolderName = db.Set<FolderRow>().Where(folder => folder.Id == album.FolderId).Select(folder => folder.Name).FirstOrDefault() })
            .ToListAsync(cancellation);
        var ids = rows.ConvertAll(row => row.Album.Id);
        var visible = visibility.AllVisibleTo(db, viewer.UserId);
        var contents = await AlbumMemberRow.All(db).Where(member => EF.Parameter(ids).Contains(member.AlbumId))
            .Join(visible, member => member.ImageId, image => image.Id, (member, image) => new { member.AlbumId, ImageId = image.Id })
            .GroupBy(member => member.AlbumId)
            .Select(album => new { AlbumId = album.Key, Count = album.LongCount(), Last = album.Max(member => member.ImageId) })
            .ToDictionaryAsync(album => album.AlbumId, cancellation);
        var chosen = rows.Select(row => row.Album.CoverImageId).OfType<long>().ToList();
        var covers = await AlbumMemberRow.All(db).Where(member => EF.Parameter(ids).Contains(member.AlbumId) && EF.Parameter(chosen).Contains(member.ImageId) && visible.Any(image => image.Id == member.ImageId))
            .Select(member => new { member.AlbumId, member.ImageId })
            .ToListAsync(cancellation);
        var shares = (await db.Set<AlbumShareRow>().AsNoTracking().Where(share => EF.Parameter(ids).Contains(share.AlbumId)).ToListAsync(cancellation)).ToLookup(share => share.AlbumId);
        var owners = await accounts.FindAsync(db, rows.Select(row => row.Album.OwnerId).ToHashSet(), cancellation);
        var parents = rows.Select(row => row.Album.ParentId).OfType<long>().ToList();
        var seenParents = (await visibility.AlbumsVisibleTo(db, viewer.UserId).Where(album => EF.Parameter(parents).Contains(album.Id)).Select(album => album.Id).ToListAsync(cancellation)).ToHashSet();
        return rows.ConvertAll(row =>
        {
            var album = row.Album;
            var isOwner = album.OwnerId == viewer.UserId;
            var isGivenEdit = viewer.MayWrite && shares[album.Id].Any(share => share.Access == FolderAccess.Edit && (share.UserId is null || share.UserId == viewer.UserId));
            var content = contents.GetValueOrDefault(album.Id);
            var cover = covers.Exists(member => member.AlbumId == album.Id && member.ImageId == album.CoverImageId) ? album.CoverImageId : content?.Last;
            return new AlbumView(
                AlbumView.PublicIdOf(album.Id),
                album.Name,
                album.Description,
                album.ParentId is { } parent && seenParents.Contains(parent) ? AlbumView.PublicIdOf(parent) : null,
                PersonView.From(owners[album.OwnerId]),
                isOwner ? FolderAccess.Owner : isGivenEdit ? FolderAccess.Edit : FolderAccess.View,
                isOwner ? shares[album.Id].Any() : null,
                album.Sort,
                album.FolderId is not null,
                isOwner && album.FolderId is { } folder ? new AlbumFolderView(FolderView.PublicIdOf(folder), row.FolderName ?? "", album.SubPath ?? "") : null,
                content?.Count ?? 0,
                cover is { } image ? PublicId.Format(IdPrefixes.Image, image) : null,
                album.CreatedAt,
                album.UpdatedAt);
        });
    }
}
