using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Storage;
using Limner.Tagging.Vocabularies;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Operations;

/// <summary>A word that stands for a tag.</summary>
internal sealed record WordShape(string Key, string Name, bool Former);

/// <summary>A tag, apart from the images that have it.</summary>
internal sealed record TagShape(long Id, string Name, string NameKey, long? ParentId, long? Place, IReadOnlyList<WordShape> Words)
{
    public bool Is(TagShape other) => this with { Words = [] } == other with { Words = [] } && Words.ToHashSet().SetEquals(other.Words);

    /// <summary>With another word that stands for it; its own name is none.</summary>
    public TagShape With(IEnumerable<WordShape> words) => this with { Words = [.. Words.Concat(words).Where(word => word.Key != NameKey).DistinctBy(word => word.Key)] };
}

/// <summary>What an operation did to tags themselves.</summary>
/// <param name="TagIds">The tags it was asked of.</param>
/// <param name="Into">Of a merge: which tag the others become part of.</param>
/// <param name="Before">The tags it changes, as they were.</param>
/// <param name="After">The same, as it leaves them.</param>
/// <param name="Denied">Words it put onto the deny list.</param>
internal sealed record TagsChange(IReadOnlyList<long> TagIds, long? Into, IReadOnlyList<TagShape> Before, IReadOnlyList<TagShape> After, IReadOnlyList<WordShape> Denied)
{
    public static readonly TagsChange None = new([], null, [], [], []);
}

/// <summary>Reads and writes tags as wholes, in a constant number of statements.</summary>
internal static class TagShapes
{
    /// <summary>The owner's tags of these ids; ids of others are left out.</summary>
    public static async Task<IReadOnlyDictionary<long, TagShape>> LoadAsync(LimnerDb db, long ownerId, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        var words = (await db.Set<VocabularyWordRow>().AsNoTracking().Where(word => word.OwnerId == ownerId && word.TagId != null && EF.Parameter(ids).Contains(word.TagId.Value)).ToListAsync(cancellation))
            .ToLookup(word => word.TagId!.Value, word => new WordShape(word.NameKey, word.Name, word.Former));
        return (await db.Set<TagRow>().AsNoTracking().Where(tag => tag.OwnerId == ownerId && EF.Parameter(ids).Contains(tag.Id)).ToListAsync(cancellation))
            .ToDictionary(tag => tag.Id, tag => new TagShape(tag.Id, tag.Name, tag.NameKey, tag.ParentId, tag.VocabularyPlace, [.. words[tag.Id]]));
    }

    /// <summary>Makes these tags, all of one owner, what is said here, and derives their ancestors.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Conflict"/>: a name or a word is another tag's by now, or a tag would stand below itself.</exception>
    public static async Task WriteAsync(LimnerDb db, long ownerId, IReadOnlyCollection<TagShape> shapes, CancellationToken cancellation)
    {
        var ids = JsonSerializer.Serialize(shapes.Select(shape => shape.Id));
        var tags = JsonSerializer.Serialize(shapes.Select(shape => new object?[] { shape.Id, shape.Name, shape.NameKey, shape.ParentId, shape.Place }));
        var words = JsonSerializer.Serialize(shapes.SelectMany(shape => shape.Words.Select(word => new object[] { word.Key, word.Name, shape.Id, word.Former ? 1 : 0 })));
        await db.Database.ExecuteSqlAsync($"DELETE FROM vocabulary_words WHERE owner_id = {ownerId} AND tag_id IN (SELECT value FROM json_each({ids}))", cancellation);
        var taken = await db.Database.SqlQuery<string>(
                $"""
                SELECT tags.name AS Value FROM json_each({tags}) item CROSS JOIN tags ON tags.owner_id = {ownerId} AND tags.name_key = item.value ->> 2 AND tags.id <> item.value ->> 0
                UNION ALL
                SELECT word.name FROM json_each({words}) item CROSS JOIN vocabulary_words word ON word.owner_id = {ownerId} AND word.name_key = item.value ->> 0
                """)
            .FirstOrDefaultAsync(cancellation);
        if (taken is not null)
        {
            throw new LimnerException(ErrorCatalogue.Conflict, $"The word “{taken}” is used otherwise.");
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE tags SET name = item.value ->> 1, name_key = item.value ->> 2, parent_id = item.value ->> 3, vocabulary_place = item.value ->> 4
            FROM json_each({tags}) item WHERE tags.id = item.value ->> 0
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO vocabulary_words (owner_id, name_key, name, tag_id, former)
            SELECT {ownerId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each({words})
            """,
            cancellation);
        await TagAncestors.RefreshAsync(db, shapes.Select(shape => shape.Id), cancellation);
    }
}
