using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Detections;

/// <summary>
/// Stores what models said, in their own words, and gives images the tags that follow by their owner's vocabulary. Always a batch with a constant
/// number of statements: a scan does this many times a second while it holds the only writer.
/// </summary>
internal sealed class ModelTags(IOptionsMonitor<TaggingOptions> options, ILiveFeed feed, TimeProvider clock) : IModelTags
{
    private const int MaxModelLength = 100;

    // CROSS JOIN fixes the order of the loops: from the few ids to their rows, whatever the planner believes about the tables' sizes.
    private static readonly Statements OfContents = Statements.For(
        "SELECT images.id, images.content_id, images.owner_id FROM json_each({0}) item CROSS JOIN images ON images.content_id = item.value");

    private static readonly Statements OfImages = Statements.For(
        "SELECT images.id, images.content_id, images.owner_id FROM json_each({0}) item CROSS JOIN images ON images.id = item.value");

    /// <summary>Replaces the detections of these contents, and the detector's tags on every image that shows one of them.</summary>
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
        await ApplyAsync(db, OfContents, contents, TagModels.Detector, cancellation);
    }

    /// <summary>Gives images whose contents have been looked at before the tags that follow, and takes away those of an earlier content, of every model.</summary>
    public Task AttachAsync(LimnerDb db, IEnumerable<long> imageIds, CancellationToken cancellation)
        => ApplyAsync(db, OfImages, JsonSerializer.Serialize(imageIds), model: "", cancellation);

    /// <summary>Gives the images that show these contents the tag that says of text in them, or takes it away.</summary>
    public Task ApplyTextAsync(LimnerDb db, IReadOnlyCollection<long> contentIds, CancellationToken cancellation)
        => ApplyAsync(db, OfContents, JsonSerializer.Serialize(contentIds), TagModels.Text, cancellation);

    public async Task ReplaceAsync(LimnerDb db, string model, IReadOnlyCollection<ModelAnswer> batch, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        if (model.Length > MaxModelLength || string.Equals(model, TagModels.Detector, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The name of a model is up to {MaxModelLength} characters and not the detector's.", nameof(model));
        }

        var images = JsonSerializer.Serialize(batch.Select(answer => answer.ImageId));
        var words = JsonSerializer.Serialize(batch.SelectMany(answer => Words(answer.Tags).Select(word => new object[] { answer.ImageId, word.Key, word.Name, answer.ContentId, word.Confidence })));
        await db.Database.ExecuteSqlAsync($"DELETE FROM suggested_tags WHERE model = {model} AND image_id IN (SELECT value FROM json_each({images}))", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO suggested_tags (image_id, model, name_key, name, content_id, confidence)
            SELECT value ->> 0, {model}, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each({words})
            """,
            cancellation);
        await ApplyAsync(db, OfImages, images, model, cancellation);
    }

    /// <summary>Gives these images the model tags that follow from what was said and the vocabulary as it is now.</summary>
    /// <returns>Those whose tags are others than before: they are still to be announced.</returns>
    public async Task<IReadOnlyList<long>> ReapplyAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        object[] parameters = [JsonSerializer.Serialize(imageIds), options.CurrentValue.DetectionThreshold, clock.GetUtcNow().ToUnixTimeMilliseconds(), ""];
        await db.Database.ExecuteSqlRawAsync(OfImages.CreateTags, parameters, cancellation);
        var changed = await db.Database.SqlQueryRaw<long>(OfImages.Changed, parameters).ToListAsync(cancellation);
        if (changed.Count > 0)
        {
            await ApplyAsync(db, OfImages, JsonSerializer.Serialize(changed), model: "", cancellation);
        }

        return changed;
    }

    /// <param name="model">Whose tags; empty: every model's.</param>
    private async Task ApplyAsync(LimnerDb db, Statements statements, string json, string model, CancellationToken cancellation)
    {
        object[] parameters = [json, options.CurrentValue.DetectionThreshold, clock.GetUtcNow().ToUnixTimeMilliseconds(), model];
        await db.Database.ExecuteSqlRawAsync(statements.CreateTags, parameters, cancellation);
        await db.Database.ExecuteSqlRawAsync(statements.Clear, parameters, cancellation);
        await db.Database.ExecuteSqlRawAsync(statements.Assign, parameters, cancellation);
        var changed = await db.Database.SqlQueryRaw<long>(statements.Images, parameters).ToListAsync(cancellation);
        var audience = await db.AudienceOfImagesAsync(changed, cancellation);
        db.AfterCommit(() => feed.TagsChanged(audience));
    }

    private static IEnumerable<(string Key, string Name, double Confidence)> Words(IEnumerable<SuggestedTag> tags)
        => tags.OrderByDescending(tag => tag.Confidence)
            .Select(tag => (Name: Clean(tag.Name), Confidence: double.IsFinite(tag.Confidence) ? Math.Round(Math.Clamp(tag.Confidence, 0, 1), 4) : 0))
            .Where(tag => tag.Name is not null)
            .Select(tag => (TagName.KeyOf(tag.Name!), tag.Name!, tag.Confidence))
            .DistinctBy(tag => tag.Item1)
            .Take(IModelTags.MaxTags);

    private static string? Clean(string name)
    {
        try
        {
            return TagName.Clean(name);
        }
        catch (LimnerException)
        {
            return null;
        }
    }

    /// <summary>What ApplyAsync runs: {0} is a JSON array of ids, {1} the threshold, {2} the time, {3} the model or empty for all.</summary>
    private sealed record Statements(string CreateTags, string Clear, string Assign, string Changed, string Images)
    {
        /// <param name="targets">The images (id, content_id, owner_id) that the ids stand for.</param>
        public static Statements For(string targets)
        {
            // said: the models' own words; meant: what they stand for; given: what the vocabulary lets through. That there is text is a fact and nobody's choice of
            // words: a closed vocabulary keeps it, a denied word does not.
            var given =
                $$"""
                WITH target AS MATERIALIZED ({{targets}}),
                said AS (
                    SELECT target.id AS image_id, target.owner_id, '{{TagModels.Detector}}' AS model, detections.label AS word, detections.label AS name, detections.confidence
                    FROM target CROSS JOIN detections ON detections.content_id = target.content_id
                    WHERE detections.confidence >= {1} AND {3} IN ('', '{{TagModels.Detector}}')
                    UNION ALL
                    SELECT target.id, target.owner_id, '{{TagModels.Text}}', 'text', 'text', content_texts.confidence
                    FROM target CROSS JOIN content_texts ON content_texts.content_id = target.content_id
                    WHERE content_texts.line_count > 0 AND {3} IN ('', '{{TagModels.Text}}')
                    UNION ALL
                    SELECT target.id, target.owner_id, suggested.model, suggested.name_key, suggested.name, suggested.confidence
                    FROM target CROSS JOIN suggested_tags suggested ON suggested.image_id = target.id AND suggested.content_id = target.content_id
                    WHERE {3} IN ('', suggested.model)
                ),
                meant AS (
                    SELECT said.image_id, said.owner_id, said.model, said.confidence, COALESCE(tags.name, said.name) AS name, COALESCE(tags.name_key, said.word) AS name_key
                    FROM said
                    LEFT JOIN vocabulary_words word ON word.owner_id = said.owner_id AND word.name_key = said.word
                    LEFT JOIN tags ON tags.id = word.tag_id
                    WHERE word.name_key IS NULL OR word.tag_id IS NOT NULL
                ),
                given AS (
                    SELECT meant.*
                    FROM meant
                    LEFT JOIN vocabularies ON vocabularies.owner_id = meant.owner_id
                    LEFT JOIN tags ON tags.owner_id = meant.owner_id AND tags.name_key = meant.name_key
                    WHERE (COALESCE(vocabularies.free_tags, 1) = 1 OR tags.vocabulary_place IS NOT NULL OR meant.model = '{{TagModels.Text}}')
                      AND NOT EXISTS (SELECT 1 FROM vocabulary_words denied WHERE denied.owner_id = meant.owner_id AND denied.name_key = meant.name_key AND denied.tag_id IS NULL)
                ),
                fitting AS (
                    SELECT given.image_id, tags.id AS tag_id, given.model, MAX(given.confidence) AS confidence
                    FROM given CROSS JOIN tags ON tags.owner_id = given.owner_id AND tags.name_key = given.name_key
                    WHERE NOT EXISTS (SELECT 1 FROM rejected_tags WHERE rejected_tags.image_id = given.image_id AND rejected_tags.tag_id = tags.id)
                    GROUP BY given.image_id, tags.id, given.model
                )
                """;
            return new Statements(
                $$"""
                {{given}}
                INSERT INTO tags (owner_id, name, name_key, created_at)
                SELECT owner_id, MIN(name), name_key, {2} FROM given GROUP BY owner_id, name_key
                ON CONFLICT (owner_id, name_key) DO NOTHING
                """,
                $$"""DELETE FROM image_tags WHERE source = 'model' AND {3} IN ('', model) AND image_id IN (SELECT id FROM ({{targets}}))""",
                $$"""
                {{given}}
                INSERT INTO image_tags (image_id, tag_id, source, model, confidence)
                SELECT image_id, tag_id, 'model', model, confidence FROM fitting
                """,
                $$"""
                {{given}},
                present AS (
                    SELECT image_tags.image_id, image_tags.tag_id, image_tags.model, image_tags.confidence
                    FROM target CROSS JOIN image_tags ON image_tags.image_id = target.id WHERE image_tags.source = 'model'
                )
                SELECT DISTINCT image_id AS Value FROM (SELECT * FROM (SELECT * FROM fitting EXCEPT SELECT * FROM present) UNION ALL SELECT * FROM (SELECT * FROM present EXCEPT SELECT * FROM fitting))
                """,
                $"SELECT id AS Value FROM ({targets})");
        }
    }
}
