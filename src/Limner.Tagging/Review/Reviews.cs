using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Operations;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Review;

/// <summary>Takes down what people say of models' tags, as an operation that can be taken back, and counts it.</summary>
internal sealed class Reviews(IDatabase database, Visibility visibility, TagOperations operations, TimeProvider clock)
{
    /// <summary>Verdicts of one request.</summary>
    private const int MaxItems = 500;

    /// <exception cref="LimnerException">
    /// <c>validation</c>; <c>not_found</c>: no such picture for this user; <c>authorization</c>: they see it, no more.
    /// </exception>
    public Task<TagOperationView> ReviewAsync(long userId, ReviewRequest request, CancellationToken cancellation)
    {
        if (request.Items.Count is 0 or > MaxItems)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Say something of 1 to {MaxItems} suggestions.", "items"));
        }

        var items = request.Items.Select(Parse).ToList();
        return database.WriteAsync(
            async (db, token) =>
            {
                var imageIds = items.Select(item => item.ImageId).Distinct().ToList();
                var owners = await visibility.EditableBy(db, userId).Where(image => EF.Parameter(imageIds).Contains(image.Id)).ToDictionaryAsync(image => image.Id, image => image.OwnerId, token);
                if (imageIds.Except(owners.Keys).Select(id => (long?)id).FirstOrDefault() is { } refused)
                {
                    // Says which of the two it is.
                    await visibility.RequireEditableAsync(db, userId, refused, token);
                }

                var replacements = await ReplacementsAsync(db, items, owners, token);
                var verdicts = items.GroupBy(item => item.ImageId).Select(image => new object?[]
                {
                    image.Key,
                    JsonSerializer.Serialize(new ImageVerdicts([.. image.Select(item => new ImageVerdict(
                        item.TagId, item.Verdict, item.Replacement is { } name ? replacements[(owners[item.ImageId], TagName.KeyOf(name))] : null))])),
                }).ToList();
                var accepted = items.Count(item => item.Verdict == TagVerdict.Accepted);
                var title = (accepted, items.Count - accepted) switch
                {
                    (var yes, 0) => $"Accept {yes} tags of models",
                    (0, var no) => $"Reject {no} tags of models",
                    var (yes, no) => $"Accept {yes} and reject {no} tags of models",
                };
                return await operations.RecordAsync(db, userId, new TagPlan(TagOperationKind.Review, title, TagsChange.None), verdicts, token);
            },
            cancellation);
    }

    /// <summary>Of the tags of one's own pictures.</summary>
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
            [
                .. rows.Where(row => (string.IsNullOrEmpty(model) || row.Model == model) && row.TagKey.Contains(key, StringComparison.Ordinal))
                    .OrderByDescending(row => row.Suggested).ThenBy(row => row.TagKey, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal).Take(MaxItems)
                    .Select(row => new ReviewStatisticView(
                        PublicId.Format(IdPrefixes.Tag, row.TagId), row.TagName, row.Model, row.Suggested, row.Waiting, row.Accepted, row.Rejected, Precision(row.Accepted, row.Rejected))),
            ]);
    }

    private static double? Precision(int accepted, int rejected) => accepted + rejected == 0 ? null : Math.Round((double)accepted / (accepted + rejected), 3);

    /// <summary>The tags that are right instead, as words of the images' owners.</summary>
    private async Task<IReadOnlyDictionary<(long OwnerId, string Key), long>> ReplacementsAsync(LimnerDb db, IReadOnlyList<Item> items, IReadOnlyDictionary<long, long> owners, CancellationToken cancellation)
    {
        var wanted = items.Where(item => item.Replacement is not null).Select(item => (OwnerId: owners[item.ImageId], Name: item.Replacement!)).DistinctBy(tag => (tag.OwnerId, TagName.KeyOf(tag.Name))).ToList();
        if (wanted.Count == 0)
        {
            return new Dictionary<(long, string), long>();
        }

        var rows = JsonSerializer.Serialize(wanted.Select(tag => new object[] { tag.OwnerId, tag.Name, TagName.KeyOf(tag.Name) }));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tags (owner_id, name, name_key, created_at)
            SELECT value ->> 0, value ->> 1, value ->> 2, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM json_each({rows}) WHERE true
            ON CONFLICT (owner_id, name_key) DO NOTHING
            """,
            cancellation);
        var found = await db.Set<TagRow>()
            .FromSql($"SELECT tags.* FROM json_each({rows}) item CROSS JOIN tags ON tags.owner_id = item.value ->> 0 AND tags.name_key = item.value ->> 2")
            .AsNoTracking().ToListAsync(cancellation);
        return found.ToDictionary(tag => (tag.OwnerId, tag.NameKey), tag => tag.Id);
    }

    private static Item Parse(ReviewItem? item)
    {
        if (item is null || !PublicId.TryParse(IdPrefixes.Image, item.ImageId, out var imageId) || !PublicId.TryParse(IdPrefixes.Tag, item.TagId, out var tagId))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Name each suggestion by its picture and its tag.", "items"));
        }

        if (item.Replacement is not null && item.Verdict == TagVerdict.Accepted)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("What is accepted needs no replacement.", "items"));
        }

        return new Item(imageId, tagId, item.Verdict, item.Replacement is null ? null : TagName.Clean(item.Replacement));
    }

    private sealed record Item(long ImageId, long TagId, TagVerdict Verdict, string? Replacement);

    private sealed record Count(long TagId, string TagName, string TagKey, string Model, int Suggested, int Waiting, int Accepted, int Rejected);
}
