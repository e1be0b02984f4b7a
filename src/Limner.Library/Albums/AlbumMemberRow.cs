using Limner.Library.Albums;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library;

/// <summary>One picture of an album, whether it was put there or lies in the folder that the album follows. Whoever asks has to see the picture too.</summary>
public sealed class AlbumMemberRow
{
    private static readonly string Sql =
        $"""
        SELECT album_id, image_id, position FROM album_images
        UNION ALL
        SELECT a.id, f.image_id, 0 FROM albums a JOIN image_files f ON f.folder_id = a.folder_id
        WHERE f.image_id IS NOT NULL AND {AlbumGrant.FileIsIn("f", "a")}
        GROUP BY a.id, f.image_id
        """;

    public long AlbumId { get; set; }

    public long ImageId { get; set; }

    /// <summary>0 in an album that follows a folder.</summary>
    public long Position { get; set; }

    public static IQueryable<AlbumMemberRow> All(LimnerDb db) => db.Set<AlbumMemberRow>().FromSqlRaw(Sql);
}
