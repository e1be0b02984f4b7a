using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>One image that a full-text expression matches.</summary>
internal sealed class SearchHitRow
{
    private const string Bm25 = "CAST(rank * -1000000000 AS INTEGER)";

    private static readonly string RankedOwnAndShared = OwnAndShared(Bm25);
    private static readonly string AnyOwnAndShared = OwnAndShared("0");

    public long ImageId { get; set; }

    /// <summary>
    /// Higher is better: billionths of BM25 (Robertson and Zaragoza 2009, as in FTS5), whole so that the scores of two images can be equal. So
    /// fine because a word that more than half of the images share weighs 1e-6. It tells how often words stand with everybody's pictures, so it
    /// leaves the server neither as it is nor in a cursor.
    /// </summary>
    public long Score { get; set; }

    /// <summary>
    /// Images that match, with their score; the weights of the columns are stored with the index. To be joined with images that the user sees:
    /// with nothing but their own unless <paramref name="withShared"/>, for then every image is matched by all it is found by.
    /// </summary>
    public static IQueryable<SearchHitRow> Ranked(LimnerDb db, string match, long userId, bool withShared)
        => withShared
            ? db.Set<SearchHitRow>().FromSqlRaw(RankedOwnAndShared, match, ForOthers(match), userId)
            : db.Set<SearchHitRow>().FromSqlRaw($"SELECT rowid AS image_id, {Bm25} AS score FROM search_index WHERE search_index MATCH {{0}}", match);

    /// <summary>As <see cref="Ranked"/>; the score is not computed.</summary>
    public static IQueryable<long> Matching(LimnerDb db, string match, long userId, bool withShared)
        => (withShared
            ? db.Set<SearchHitRow>().FromSqlRaw(AnyOwnAndShared, match, ForOthers(match), userId)
            : db.Set<SearchHitRow>().FromSqlRaw("SELECT rowid AS image_id, 0 AS score FROM search_index WHERE search_index MATCH {0}", match)).Select(hit => hit.ImageId);

    /// <summary>The same expression on all columns but the one that is for owners alone.</summary>
    private static string ForOthers(string match) => $"{{name tags folder metadata}} : ({match})";

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
