using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Review;

/// <summary>How often models were right, as people have said.</summary>
internal sealed class ReviewStatistics(IDatabase database)
{
    /// <summary>Tags in one answer.</summary>
    private const int MaxTags = 500;

    /// <summary>Of one's own pictures.</summary>
    /// <param name="model">Null: of every model.</param>
    public async Task<ReviewStatisticsView> CountAsync(long userId, string? model, string? tag, CancellationToken cancellation)
    {
        var key = TagName.KeyOf(tag ?? "");
        await using var db = database.Read();
        var rows = await db.Database.SqlQuery<Count>(
                $"""
                SELECT counted.tag_id AS TagId, tags.name AS TagName, tags.name_key AS TagKey, counted.model AS Model,
                    SUM(suggested) AS Suggested, SUM(waiting) AS Waiting, SUM(accepted) AS Accepted, SUM(rejected) AS Rejected
                FROM (
                    SELECT given.tag_id, given.model, 1 AS suggested,
                        NOT EXISTS (SELECT 1 FROM image_tags other WHERE other.image_id = given.image_id AND other.tag_id = given.tag_id AND other.source IN ('manual', 'file')) AS waiting,
                        0 AS accepted, 0 AS rejected
                    FROM tags CROSS JOIN image_tags given ON given.tag_id = tags.id WHERE tags.owner_id = {userId} AND given.source = 'model'
                    UNION ALL
                    SELECT review.tag_id, review.model, review.verdict = 'rejected', 0, review.verdict = 'accepted', review.verdict = 'rejected'
                    FROM tags CROSS JOIN tag_reviews review ON review.tag_id = tags.id WHERE tags.owner_id = {userId}
                ) counted CROSS JOIN tags ON tags.id = counted.tag_id
                GROUP BY counted.tag_id, counted.model
                """)
            .ToListAsync(cancellation);
        return new ReviewStatisticsView(
            [
                .. rows.GroupBy(row => row.Model, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new ModelStatisticView(
                    group.Key, group.Sum(row => row.Suggested), group.Sum(row => row.Waiting), group.Sum(row => row.Accepted), group.Sum(row => row.Rejected),
                    Precision(group.Sum(row => row.Accepted), group.Sum(row => row.Rejected)))),
            ],
            await CaptionsAsync(db, userId, cancellation),
            [
                .. rows.Where(row => (string.IsNullOrEmpty(model) || row.Model == model) && row.TagKey.Contains(key, StringComparison.Ordinal))
                    .OrderByDescending(row => row.Suggested).ThenBy(row => row.TagKey, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal).Take(MaxTags)
                    .Select(row => new ReviewStatisticView(
                        PublicId.Format(IdPrefixes.Tag, row.TagId), row.TagName, row.Model, row.Suggested, row.Waiting, row.Accepted, row.Rejected, Precision(row.Accepted, row.Rejected))),
            ]);
    }

    private static async Task<IReadOnlyList<CaptionStatisticView>> CaptionsAsync(LimnerDb db, long userId, CancellationToken cancellation)
    {
        var rows = await db.Database.SqlQuery<CaptionCount>(
                $"""
                SELECT model AS Model, SUM(written) AS Written, SUM(waiting) AS Waiting, SUM(accepted) AS Accepted, SUM(edited) AS Edited, SUM(rejected) AS Rejected
                FROM (
                    SELECT described.model, 1 AS written, NOT described.rejected AND shown.sources ->> '$.description' = 'model' AS waiting, 0 AS accepted, 0 AS edited, 0 AS rejected
                    FROM images
                    CROSS JOIN model_descriptions described ON described.image_id = images.id AND described.content_id = images.content_id
                    CROSS JOIN image_values shown ON shown.image_id = images.id
                    WHERE images.owner_id = {userId} AND described.text IS NOT NULL
                    UNION ALL
                    SELECT review.model,
                        NOT EXISTS (SELECT 1 FROM model_descriptions now WHERE now.image_id = images.id AND now.content_id = images.content_id AND now.model = review.model AND now.text IS NOT NULL),
                        0, review.verdict = 'accepted', review.verdict = 'edited', review.verdict = 'rejected'
                    FROM images CROSS JOIN model_description_reviews review ON review.image_id = images.id WHERE images.owner_id = {userId}
                )
                GROUP BY model ORDER BY model
                """)
            .ToListAsync(cancellation);
        return [.. rows.Select(row => new CaptionStatisticView(row.Model, row.Written, row.Waiting, row.Accepted, row.Edited, row.Rejected, Precision(row.Accepted, row.Edited + row.Rejected)))];
    }

    private static double? Precision(int accepted, int others) => accepted + others == 0 ? null : Math.Round((double)accepted / (accepted + others), 3);

    private sealed record Count(long TagId, string TagName, string TagKey, string Model, int Suggested, int Waiting, int Accepted, int Rejected);

    private sealed record CaptionCount(string Model, int Written, int Waiting, int Accepted, int Edited, int Rejected);
}
