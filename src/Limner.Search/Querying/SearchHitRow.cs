using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>One image that a full-text expression matches.</summary>
internal sealed class SearchHitRow
{
    private const string Bm25 = "CAST(rank * -1000000000 AS INTEGER)";

    private const string RankedOwn = $"SELECT rowid AS image_id, {Bm25} AS score FROM search_index WHERE search_index MATCH {{0}}";
    private const string AnyOwn = "SELECT rowid AS image_id, 0 AS score FROM search_index WHERE search_index MATCH {0}";

    private static readonly string RankedOwnAndShared = OwnAndShared(Bm25);
    private static readonly string AnyOwnAndShared = OwnAndShared("0");
    private static readonly string RankedWithAlbums = RankedOwnAndShared + ByAlbumsAlone(Bm25);
    private static readonly string AnyWithAlbums = AnyOwnAndShared + ByAlbumsAlone("0");

    public long ImageId { get; set; }

    /// <summary>
    /// Higher is better: billionths of BM25 (Robertson and Zaragoza 2009, as in FTS5), whole so that the scores of two images can be equal. So
    /// fine because a word that more than half of the images share weighs 1e-6. It tells how often words stand with everybody's pictures, so it
    /// leaves the server neither as it is nor in a cursor.
    /// </summary>
    public long Score { get; set; }

    /// <summary>
    /// Images that match, with their score; the weights of the columns are stored with the index. To be joined with images that the user sees:
    /// with nothing but their own unless <see cref="Searcher.WithShared"/>, for then every image is matched by all it is found by.
    /// </summary>
    public static IQueryable<SearchHitRow> Ranked(LimnerDb db, string match, Searcher searcher) => Find(db, match, searcher, RankedOwn, RankedOwnAndShared, RankedWithAlbums);

    /// <summary>As <see cref="Ranked"/>; the score is not computed.</summary>
    public static IQueryable<long> Matching(LimnerDb db, string match, Searcher searcher)
        => Find(db, match, searcher, AnyOwn, AnyOwnAndShared, AnyWithAlbums).Select(hit => hit.ImageId);

    private static IQueryable<SearchHitRow> Find(LimnerDb db, string match, Searcher searcher, string own, string shared, string withAlbums)
    {
        var hits = db.Set<SearchHitRow>();
        return searcher switch
        {
            { WithShared: false } => hits.FromSqlRaw(own, match),
            { WithAlbums: false } => hits.FromSqlRaw(shared, match, In("name tags folder metadata text", match), searcher.UserId),
            _ => hits.FromSqlRaw(withAlbums, match, In("name tags folder metadata text", match), searcher.UserId, In("name tags metadata text", match), In("tags metadata text", match)),
        };
    }

    /// <summary>The same expression on some columns: never on the one that is for owners alone.</summary>
    private static string In(string columns, string match) => $"{{{columns}}} : ({match})";

    /// <summary>
    /// Images that albums alone give user {2} view of: by their tags and metadata ({4}), and by their name ({3}) where every file of the image is called
    /// so. Another name, or a folder's, would tell where else it lies.
    /// </summary>
    private static string ByAlbumsAlone(string score)
    {
        string Branch(string match, string condition) => $$"""

            UNION ALL
            SELECT search_index.rowid, {{score}}
            FROM search_index CROSS JOIN images i ON i.id = search_index.rowid
            WHERE search_index MATCH {{match}} AND i.owner_id <> {2} AND {{Visibility.AlbumGivesViewSql("i", "{2}")}}
              AND NOT EXISTS (SELECT 1 FROM image_files f WHERE f.image_id = i.id AND f.state IN ('ready', 'pending') AND f.folder_id IN ({{Visibility.SharedFoldersSql("{2}")}}))
              AND {{condition}} EXISTS (SELECT 1 FROM image_files f WHERE f.image_id = i.id AND f.name <> i.name)
            """;
        return Branch("{3}", "NOT") + Branch("{4}", "");
    }

    /// <summary>
    /// Images of user {2} by {0}, images of others by {1}. An image of somebody else's that also lies where the user sees nothing is found by its
    /// entries for the folders they do see, so that no word of its names elsewhere finds it, or excludes it.
    /// </summary>
    private static string OwnAndShared(string score)
    {
        var elsewhere = $"SELECT 1 FROM image_files f WHERE f.image_id = i.id AND f.folder_id NOT IN ({Visibility.SharedFoldersSql("{2}")})";
        return $$"""
            SELECT search_index.rowid AS image_id, {{score}} AS score
            FROM search_index CROSS JOIN images i ON i.id = search_index.rowid
            WHERE search_index MATCH {0} AND i.owner_id = {2}
            UNION ALL
            SELECT search_index.rowid, {{score}}
            FROM search_index CROSS JOIN images i ON i.id = search_index.rowid
            WHERE search_index MATCH {1} AND i.owner_id <> {2} AND NOT EXISTS ({{elsewhere}})
            UNION ALL
            SELECT p.image_id, MAX({{score}})
            FROM search_index CROSS JOIN search_places p ON p.id = -search_index.rowid CROSS JOIN images i ON i.id = p.image_id
            WHERE search_index MATCH {1} AND i.owner_id <> {2} AND p.folder_id IN ({{Visibility.SharedFoldersSql("{2}")}}) AND EXISTS ({{elsewhere}})
            GROUP BY p.image_id
            """;
    }
}
