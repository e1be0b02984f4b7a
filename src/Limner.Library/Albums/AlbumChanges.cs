using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Text;
using Limner.Library.Folders;
using Limner.Library.Sharing;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Albums;

/// <summary>Makes, changes and removes albums; never a picture.</summary>
internal sealed class AlbumChanges(IDatabase database, AlbumGate gate, AlbumQueries queries, FolderGate folders, Visibility visibility, ILiveFeed live, TimeProvider clock)
{
    private const int MaxAlbums = 5_000;
    private const int MaxDepth = 8;
    private const int MaxName = 200;
    private const int MaxDescription = 4_000;
    private const int MaxSubPath = 4_000;

    /// <exception cref="LimnerException"><c>validation</c>, <c>not_found</c> (the folder), <c>authorization</c> (it is not one's own), <c>conflict</c> (too many).</exception>
    public Task<AlbumView> AddAsync(Viewer viewer, NewAlbum album, CancellationToken cancellation)
    {
        var name = PlainText.Check(album.Name, MaxName, "name");
        var description = Description(album.Description);
        var subPath = album.FolderId is null ? null : SubPath(album.SubPath);
        var sort = album.Sort ?? (album.FolderId is null ? AlbumSort.Manual : AlbumSort.Newest);
        RefuseByHand(sort, followsFolder: album.FolderId is not null);
        return database.WriteAsync(
            async (db, token) =>
            {
                long? folderId = album.FolderId is null ? null : (await folders.RequireAsync(db, viewer.UserId, FolderGate.ParseId(album.FolderId), FolderAccess.Owner, token)).Id;
                var own = await TreeAsync(db, viewer.UserId, token);
                if (own.Count >= MaxAlbums)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, $"A person has {MaxAlbums} albums at most.");
                }

                var parent = Parent(album.ParentId, own);
                RefuseDepth(own, parent, height: 1);
                var now = clock.GetUtcNow();
                var row = new AlbumRow
                {
                    OwnerId = viewer.UserId,
                    ParentId = parent,
                    Name = name,
                    Description = description,
                    Sort = sort,
                    FolderId = folderId,
                    SubPath = subPath,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                db.Add(row);
                await db.SaveChangesAsync(token);
                db.AfterCommit(() => live.AlbumsChanged(LiveAudience.Of(viewer.UserId)));
                return (await queries.FindAsync(db, viewer, row.Id, token))!;
            },
            cancellation);
    }

    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>, <c>validation</c>.</exception>
    public Task<AlbumView> ChangeAsync(Viewer viewer, long albumId, AlbumChange change, CancellationToken cancellation)
    {
        var name = change.Name is null ? null : PlainText.Check(change.Name, MaxName, "name");
        var description = Description(change.Description);
        return database.WriteAsync(
            async (db, token) =>
            {
                await gate.RequireAsync(db, viewer.UserId, albumId, FolderAccess.Owner, token);
                var album = await db.Set<AlbumRow>().AsTracking().SingleAsync(row => row.Id == albumId, token);
                album.Name = name ?? album.Name;
                album.Description = change.Description is null ? album.Description : description;
                if (change.Sort is { } sort)
                {
                    RefuseByHand(sort, album.FolderId is not null);
                    album.Sort = sort;
                }

                if (change.ParentId is not null)
                {
                    var own = await TreeAsync(db, viewer.UserId, token);
                    var parent = Parent(change.ParentId, own);
                    RefuseCycle(own, albumId, parent);
                    RefuseDepth(own, parent, HeightOf(own, albumId));
                    album.ParentId = parent;
                }

                if (change.CoverImageId is not null)
                {
                    album.CoverImageId = change.CoverImageId.Length == 0 ? null : await CoverAsync(db, viewer.UserId, albumId, change.CoverImageId, token);
                }

                album.UpdatedAt = clock.GetUtcNow();
                await db.SaveChangesAsync(token);
                var audience = await db.AudienceOfAlbumAsync(albumId, token);
                db.AfterCommit(() => live.AlbumsChanged(audience));
                return (await queries.FindAsync(db, viewer, albumId, token))!;
            },
            cancellation);
    }

    /// <summary>Removes an album. The albums in it move to where it was; its pictures stay where they are.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>authorization</c>.</exception>
    public Task RemoveAsync(long userId, long albumId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var album = await gate.RequireAsync(db, userId, albumId, FolderAccess.Owner, token);
                var audience = await db.AudienceOfAlbumAsync(albumId, token);
                await db.Set<AlbumRow>().Where(row => row.ParentId == albumId).ExecuteUpdateAsync(set => set.SetProperty(row => row.ParentId, album.ParentId), token);
                await db.Set<AlbumRow>().Where(row => row.Id == albumId).ExecuteDeleteAsync(token);
                await db.PublishAsync(new SharedAlbumChanged(albumId), token);
                db.AfterCommit(() =>
                {
                    live.AlbumsChanged(audience);
                    live.ImagesChanged(audience);
                });
            },
            cancellation);

    private async Task<long> CoverAsync(LimnerDb db, long userId, long albumId, string imageId, CancellationToken cancellation)
        => PublicId.TryParse(IdPrefixes.Image, imageId, out var id)
            && await AlbumMemberRow.All(db).AnyAsync(member => member.AlbumId == albumId && member.ImageId == id, cancellation)
            && await visibility.VisibleTo(db, userId).AnyAsync(image => image.Id == id, cancellation)
            ? id
            : throw new LimnerException(ErrorCatalogue.Validation.With("The album has no such picture.", "cover_image_id"));

    /// <summary>The parent of each of somebody's albums.</summary>
    private static Task<Dictionary<long, long?>> TreeAsync(LimnerDb db, long userId, CancellationToken cancellation)
        => db.Set<AlbumRow>().Where(album => album.OwnerId == userId).ToDictionaryAsync(album => album.Id, album => album.ParentId, cancellation);

    private static long? Parent(string? text, Dictionary<long, long?> own)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return PublicId.TryParse(IdPrefixes.Album, text, out var id) && own.ContainsKey(id)
            ? id
            : throw new LimnerException(ErrorCatalogue.Validation.With("You have no such album.", "parent_id"));
    }

    private static void RefuseCycle(Dictionary<long, long?> own, long albumId, long? parent)
    {
        for (var at = parent; at is { } id; at = own[id])
        {
            if (id == albumId)
            {
                throw new LimnerException(ErrorCatalogue.Validation.With("An album cannot lie in itself.", "parent_id"));
            }
        }
    }

    private static void RefuseDepth(Dictionary<long, long?> own, long? parent, int height)
    {
        var depth = height;
        for (var at = parent; at is { } id; at = own[id])
        {
            depth++;
        }

        if (depth > MaxDepth)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Albums lie in one another {MaxDepth} deep at most.", "parent_id"));
        }
    }

    /// <summary>How many albums stand on top of one another from this one down.</summary>
    private static int HeightOf(Dictionary<long, long?> own, long albumId)
    {
        var children = own.ToLookup(album => album.Value, album => album.Key);
        int Height(long id) => 1 + children[id].Select(Height).DefaultIfEmpty(0).Max();
        return Height(albumId);
    }

    private static void RefuseByHand(AlbumSort sort, bool followsFolder)
    {
        if (followsFolder && sort == AlbumSort.Manual)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The pictures of a folder are not put in order by hand.", "sort"));
        }
    }

    private static string? Description(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length > MaxDescription || PlainText.FindInvisible(trimmed, linesAllowed: true) is not null)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxDescription} characters that can be seen.", "description"));
        }

        return trimmed.Length == 0 ? null : trimmed;
    }

    /// <summary>It is compared with paths and never opened; one that leads nowhere shows nothing.</summary>
    private static string SubPath(string? text)
    {
        var trimmed = (text ?? "").Trim('/');
        return trimmed.Length <= MaxSubPath && !trimmed.Contains('\0') && !trimmed.Split('/').Any(part => part is "." or "..")
            ? trimmed
            : throw new LimnerException(ErrorCatalogue.Validation.With("A directory below the folder.", "sub_path"));
    }
}
