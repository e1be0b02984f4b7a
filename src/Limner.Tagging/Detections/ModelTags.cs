using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Detections;

/// <summary>
/// Stores what the detector saw and gives images the tags that follow from it. Always a batch with a constant number of statements: a
/// scan does this many times a second while it holds the only writer.
/// </summary>
internal sealed class ModelTags(IOptionsMonitor<TaggingOptions> options, ILiveFeed feed, TimeProvider clock)
{
    // CROSS JOIN fixes the order of the loops: from the few ids to their rows, whatever the planner believes about the tables' sizes.
    private static readonly Statements OfContents = Statements.For(
        "SELECT images.id, images.content_id, images.owner_id FROM json_each({0}) item CROSS JOIN images ON images.content_id = item.value");

    private static readonly Statements OfImages = Statements.For(
        "SELECT images.id, images.content_id, images.owner_id FROM json_each({0}) item CROSS JOIN images ON images.id = item.value");

    /// <summary>Replaces the detections of these contents, and the model's tags on every image that shows one of them.</summary>
    public async Task SaveAsync(LimnerDb db, IReadOnlyCollection<(long ContentId, IReadOnlyList<DetectionRow> Detections)> batch, CancellationToken cancellation)
    {
        var contents = JsonSerializer.Serialize(batch.Select(item => item.ContentId));
        var detections = JsonSerializer.Serialize(batch.SelectMany(item => item.Detections.Select(detection => new object[]
        {
            item.ContentId, TextFolding.Fold(detection.Label), detection.Confidence, detection.X, detection.Y, detection.Width, detection.Height,
        })));
        await db.Database.ExecuteSqlAsync($"DELETE FROM detections WHERE content_id IN (SELECT value FROM json_each({contents}))", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO detections (content_id, label, confidence, x, y, width, height)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each({detections})
            """,
            cancellation);
        await ApplyAsync(db, OfContents, contents, cancellation);
    }

    /// <summary>Gives images whose contents have been looked at before the tags that follow, and takes away those of an earlier content.</summary>
    public Task AttachAsync(LimnerDb db, IEnumerable<long> imageIds, CancellationToken cancellation)
        => ApplyAsync(db, OfImages, JsonSerializer.Serialize(imageIds), cancellation);

    /// <summary>Gives the images that show these contents the tags that now follow.</summary>
    public Task ApplyAsync(LimnerDb db, IReadOnlyCollection<long> contentIds, CancellationToken cancellation)
        => ApplyAsync(db, OfContents, JsonSerializer.Serialize(contentIds), cancellation);

    private async Task ApplyAsync(LimnerDb db, Statements statements, string json, CancellationToken cancellation)
    {
        object[] parameters = [json, options.CurrentValue.DetectionThreshold, clock.GetUtcNow().ToUnixTimeMilliseconds()];
        await db.Database.ExecuteSqlRawAsync(statements.CreateTags, parameters, cancellation);
        await db.Database.ExecuteSqlRawAsync(statements.Clear, parameters, cancellation);
        await db.Database.ExecuteSqlRawAsync(statements.Assign, parameters, cancellation);
        var changed = await db.Database.SqlQueryRaw<long>(statements.Images, parameters).ToListAsync(cancellation);
        var audience = await db.AudienceOfImagesAsync(changed, cancellation);
        db.AfterCommit(() => feed.TagsChanged(audience));
    }

    /// <summary>What ApplyAsync runs: {0} is a JSON array of ids, {1} the threshold, {2} the time.</summary>
    private sealed record Statements(string CreateTags, string Clear, string Assign, string Images)
    {
        /// <param name="targets">The images (id, content_id, owner_id) that the ids stand for.</param>
        public static Statements For(string targets) => new(
            $$"""
            INSERT INTO tags (owner_id, name, name_key, created_at)
            SELECT DISTINCT owner_id, label, label, {2} FROM ({{Said(targets)}}) said WHERE true
            ON CONFLICT (owner_id, name_key) DO NOTHING
            """,
            $"DELETE FROM image_tags WHERE source = 'model' AND image_id IN (SELECT id FROM ({targets}))",
            $$"""
            INSERT INTO image_tags (image_id, tag_id, source, confidence)
            SELECT said.id, tags.id, 'model', MAX(said.confidence)
            FROM ({{Said(targets)}}) said
            CROSS JOIN tags ON tags.owner_id = said.owner_id AND tags.name_key = said.label
            WHERE NOT EXISTS (SELECT 1 FROM rejected_tags WHERE rejected_tags.image_id = said.id AND rejected_tags.tag_id = tags.id)
            GROUP BY said.id, tags.id
            """,
            $"SELECT id AS Value FROM ({targets})");

        /// <summary>What models say of the targets: what was seen in them, and that there is text in them.</summary>
        private static string Said(string targets) =>
            $$"""
            SELECT target.id, target.owner_id, detections.label, detections.confidence
            FROM ({{targets}}) target CROSS JOIN detections ON detections.content_id = target.content_id
            WHERE detections.confidence >= {1}
            UNION ALL
            SELECT target.id, target.owner_id, 'text', content_texts.confidence
            FROM ({{targets}}) target CROSS JOIN content_texts ON content_texts.content_id = target.content_id
            WHERE content_texts.line_count > 0
            """;
    }
}
