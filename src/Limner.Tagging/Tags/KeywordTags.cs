using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

/// <summary>
/// Makes keywords of files and sidecars tags of the source <c>file</c>, and takes those away again that the files no longer say. A keyword with a path
/// becomes the tag it ends with; the path itself stays with the image's values. A word that stands for another tag becomes that one. What somebody took off a picture is not put back.
/// </summary>
/// <remarks>A query or two and three statements for a batch of images, the statements only where anything is another. Search indexes tags in a handler of the same event, registered after this one.</remarks>
internal sealed class KeywordTags(ILiveFeed feed, TimeProvider clock) : IDomainEventHandler<ImagesChanged>
{
    private const int BatchSize = 500;

    public Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation) => RefreshAsync(db, message.ImageIds, cancellation);

    /// <returns>The images whose tags are others than before.</returns>
    public async Task<IReadOnlyList<long>> RefreshAsync(LimnerDb db, IEnumerable<long> imageIds, CancellationToken cancellation)
    {
        var changed = new List<long>();
        foreach (var ids in imageIds.Chunk(BatchSize))
        {
            changed.AddRange(await ApplyAsync(db, ids, cancellation));
        }

        return changed;
    }

    private async Task<List<long>> ApplyAsync(LimnerDb db, long[] ids, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);

        // Each for itself, by the ids: asked for as parts of one row, SQLite would read these tables from end to end for every batch.
        var tagged = (await db.Set<ImageTagRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId) && row.Source == TagSource.File)
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.NameKey }).ToListAsync(cancellation)).ToLookup(row => row.ImageId, row => row.NameKey);
        var rejected = (await db.Set<RejectedTagRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId))
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.NameKey }).ToListAsync(cancellation)).ToLookup(row => row.ImageId, row => row.NameKey);
        var images = (await db.Set<ImageRow>().AsNoTracking()
            .Where(image => EF.Parameter(ids).Contains(image.Id))
            .LeftJoin(db.Set<ImageValuesRow>().AsNoTracking().Where(values => values.Keywords != null), image => image.Id, values => values.ImageId, (image, values) => new { image.Id, image.OwnerId, Values = values })
            .ToListAsync(cancellation))
            .Where(image => image.Values is not null || tagged.Contains(image.Id))
            .ToList();

        var meant = await MeaningsAsync(db, images.SelectMany(image => Tags(image.Values).Select(tag => (image.OwnerId, tag.Key))), cancellation);
        var changed = new List<long>();
        var wanted = new List<object[]>();
        foreach (var image in images)
        {
            var tags = Tags(image.Values).Select(tag => meant.GetValueOrDefault((image.OwnerId, tag.Key), tag)).DistinctBy(tag => tag.Key).Where(tag => !rejected[image.Id].Contains(tag.Key)).ToList();
            if (!tags.Select(tag => tag.Key).ToHashSet().SetEquals(tagged[image.Id]))
            {
                changed.Add(image.Id);
                wanted.AddRange(tags.Select(tag => new object[] { image.Id, image.OwnerId, tag.Name, tag.Key }));
            }
        }

        if (changed.Count == 0)
        {
            return changed;
        }

        var (idsJson, wantedJson) = (JsonSerializer.Serialize(changed), JsonSerializer.Serialize(wanted));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tags (owner_id, name, name_key, created_at)
            SELECT value ->> 1, value ->> 2, value ->> 3, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM json_each({wantedJson}) WHERE true
            ON CONFLICT (owner_id, name_key) DO NOTHING
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM image_tags WHERE source = 'file' AND image_id IN (SELECT value FROM json_each({idsJson}))", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO image_tags (image_id, tag_id, source)
            SELECT item.value ->> 0, tags.id, 'file'
            FROM json_each({wantedJson}) item CROSS JOIN tags ON tags.owner_id = item.value ->> 1 AND tags.name_key = item.value ->> 3
            """,
            cancellation);
        var audience = await db.AudienceOfImagesAsync(changed, cancellation);
        db.AfterCommit(() => feed.TagsChanged(audience));
        return changed;
    }

    /// <summary>The tags that words stand for which are a synonym or the former name of one. No query where there are no keywords.</summary>
    private static async Task<IReadOnlyDictionary<(long OwnerId, string Key), (string Name, string Key)>> MeaningsAsync(LimnerDb db, IEnumerable<(long OwnerId, string Key)> words, CancellationToken cancellation)
    {
        var asked = words.Distinct().Select(word => new object[] { word.OwnerId, word.Key }).ToList();
        if (asked.Count == 0)
        {
            return new Dictionary<(long, string), (string, string)>();
        }

        var found = await db.Database.SqlQuery<Meaning>(
                $"""
                SELECT word.owner_id AS OwnerId, word.name_key AS Word, tags.name AS Name, tags.name_key AS NameKey
                FROM json_each({JsonSerializer.Serialize(asked)}) item
                CROSS JOIN vocabulary_words word ON word.owner_id = item.value ->> 0 AND word.name_key = item.value ->> 1
                CROSS JOIN tags ON tags.id = word.tag_id
                """)
            .ToListAsync(cancellation);
        return found.ToDictionary(meaning => (meaning.OwnerId, meaning.Word), meaning => (meaning.Name, meaning.NameKey));
    }

    private static IEnumerable<(string Name, string Key)> Tags(ImageValuesRow? values)
        => (values?.KeywordPaths() ?? []).Select(path => Clean(path[^1])).OfType<string>().Select(name => (Name: name, Key: TagName.KeyOf(name))).DistinctBy(tag => tag.Key);

    /// <summary>Null for a keyword that can be no tag: it is shown as what the file says, and that is all.</summary>
    private static string? Clean(string keyword)
    {
        try
        {
            return TagName.Clean(keyword);
        }
        catch (LimnerException)
        {
            return null;
        }
    }

    private sealed record Meaning(long OwnerId, string Word, string Name, string NameKey);
}
