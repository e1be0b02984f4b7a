using System.Text.Json;
using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library;

/// <summary>
/// Who is told that something changed: its owner and those it is shared with, as the transaction that changes it sees the shares. One query each.
/// </summary>
public static class Audiences
{
    /// <summary>Who sees a folder.</summary>
    public static Task<LiveAudience> AudienceOfFolderAsync(this LimnerDb db, long folderId, CancellationToken cancellation)
        => ReadAsync(
            db.Database.SqlQuery<Listener>(
                $"""
                SELECT owner_id AS UserId FROM folders WHERE id = {folderId}
                UNION SELECT user_id FROM folder_shares WHERE folder_id = {folderId}
                """),
            cancellation);

    /// <summary>Who sees an album.</summary>
    public static Task<LiveAudience> AudienceOfAlbumAsync(this LimnerDb db, long albumId, CancellationToken cancellation)
        => ReadAsync(
            db.Database.SqlQuery<Listener>(
                $"""
                SELECT owner_id AS UserId FROM albums WHERE id = {albumId}
                UNION SELECT user_id FROM album_shares WHERE album_id = {albumId}
                """),
            cancellation);

    /// <summary>Who sees any of these images.</summary>
    public static Task<LiveAudience> AudienceOfImagesAsync(this LimnerDb db, IEnumerable<long> imageIds, CancellationToken cancellation)
    {
        // A cross join fixes the order of the loops: from the few ids to their rows, whatever the planner believes about the tables' sizes.
        var ids = JsonSerializer.Serialize(imageIds);
        return ReadAsync(
            db.Database.SqlQuery<Listener>(
                $"""
                SELECT images.owner_id AS UserId FROM json_each({ids}) item CROSS JOIN images ON images.id = item.value
                UNION SELECT shares.user_id FROM json_each({ids}) item
                CROSS JOIN image_files files ON files.image_id = item.value AND files.state IN ('ready', 'pending')
                CROSS JOIN folder_shares shares ON shares.folder_id = files.folder_id
                UNION SELECT shares.user_id FROM json_each({ids}) item
                CROSS JOIN images ON images.id = item.value
                CROSS JOIN album_images members ON members.image_id = images.id AND members.added_by = images.owner_id
                CROSS JOIN (SELECT album_id, user_id FROM album_shares UNION ALL SELECT id, owner_id FROM albums) shares ON shares.album_id = members.album_id
                UNION SELECT shares.user_id FROM json_each({ids}) item
                CROSS JOIN image_files files ON files.image_id = item.value
                CROSS JOIN albums ON albums.folder_id = files.folder_id
                  AND files.state IN ('ready', 'pending') AND (albums.sub_path = '' OR (files.relative_path > albums.sub_path || '/' AND files.relative_path < albums.sub_path || '0'))
                CROSS JOIN album_shares shares ON shares.album_id = albums.id
                """),
            cancellation);
    }

    private static async Task<LiveAudience> ReadAsync(IQueryable<Listener> listeners, CancellationToken cancellation)
    {
        var users = await listeners.Select(listener => listener.UserId).ToListAsync(cancellation);
        return new LiveAudience([.. users.OfType<long>()], users.Contains(null));
    }

    private sealed record Listener(long? UserId);
}
