using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>One image that a full-text expression matches.</summary>
internal sealed class SearchHitRow
{
    public long ImageId { get; set; }

    /// <summary>
    /// Higher is better: billionths of BM25 (Robertson and Zaragoza 2009, as in FTS5), whole so that a cursor can carry it. So fine because
    /// a word that more than half of the images share weighs 1e-6.
    /// </summary>
    public long Score { get; set; }

    /// <summary>Images that match, with their score; the weights of the columns are stored with the index.</summary>
    public static IQueryable<SearchHitRow> Ranked(LimnerDb db, string match)
        => db.Set<SearchHitRow>().FromSql($"SELECT rowid AS image_id, CAST(rank * -1000000000 AS INTEGER) AS score FROM search_index WHERE search_index MATCH {match}");

    /// <summary>Images that match; the score is not computed.</summary>
    public static IQueryable<long> Matching(LimnerDb db, string match)
        => db.Set<SearchHitRow>().FromSql($"SELECT rowid AS image_id, 0 AS score FROM search_index WHERE search_index MATCH {match}").Select(hit => hit.ImageId);
}
