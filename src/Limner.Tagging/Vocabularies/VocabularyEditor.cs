using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Storage;
using Limner.Tagging.Operations;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Vocabularies;

/// <summary>Changes vocabularies: entry by entry, or by whole documents in a constant number of statements.</summary>
internal sealed class VocabularyEditor(IDatabase database, VocabularyChanges changes, TimeProvider clock)
{
    /// <summary>Whether models may give tags that are not in the vocabulary.</summary>
    public Task SetFreeTagsAsync(long userId, bool freeTags, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await changes.TouchAsync(db, userId, token);
                var changed = await db.Set<VocabularyRow>().Where(row => row.OwnerId == userId && row.FreeTags != freeTags)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.FreeTags, freeTags), token);
                if (changed > 0)
                {
                    await changes.ReapplyAsync(db, userId, keys: null, token);
                }
            },
            cancellation);

    /// <summary>Takes a document in.</summary>
    /// <param name="replace">Whether what it does not say goes out of the vocabulary; tags and former names stay.</param>
    /// <exception cref="LimnerException"><c>validation</c>: too much altogether; <c>conflict</c>: together with what is there a tag would stand below itself.</exception>
    public Task ImportAsync(long userId, CleanVocabulary document, bool replace, CancellationToken cancellation)
        => database.WriteAsync((db, token) => ImportAsync(db, userId, document, replace, token), cancellation);

    /// <summary>Allows one tag, and those it stands below.</summary>
    /// <exception cref="LimnerException"><c>validation</c>: too much altogether; <c>conflict</c>: a synonym is a tag of the vocabulary, or a tag would stand below itself.</exception>
    public Task AddAsync(long userId, CleanVocabulary tag, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await RequireFreeAsync(db, userId, [.. tag.Tags.SelectMany(entry => entry.Synonyms).Select(word => word.Key)], token);
                await ImportAsync(db, userId, tag, replace: false, token);
            },
            cancellation);

    /// <summary>Replaces the synonyms of a tag; its former names among them.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>; <c>validation</c>; <c>conflict</c>: a word is used otherwise.</exception>
    public Task SetSynonymsAsync(long userId, long tagId, IReadOnlyList<string> synonyms, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                if (synonyms.Count > VocabularyLimits.MaxSynonyms)
                {
                    throw new LimnerException(ErrorCatalogue.Validation.With($"A tag has at most {VocabularyLimits.MaxSynonyms} synonyms.", "synonyms"));
                }

                var tag = (await TagOperationPlans.RequireAsync(db, userId, [tagId], token))[tagId];
                var former = tag.Words.Where(word => word.Former).Select(word => word.Key).ToHashSet(StringComparer.Ordinal);
                var words = synonyms.Select(TagName.Clean).Select(name => new WordShape(TagName.KeyOf(name), name, former.Contains(TagName.KeyOf(name)))).ToList();
                var keys = words.ConvertAll(word => word.Key);
                await RequireFreeAsync(db, userId, keys, token);
                await TagShapes.WriteAsync(db, userId, [(tag with { Words = [] }).With(words)], token);
                await changes.TouchAsync(db, userId, token);
                await changes.ReapplyAsync(db, userId, [.. keys.Concat(tag.Words.Select(word => word.Key)).Append(tag.NameKey).Distinct()], token);
            },
            cancellation);

    /// <summary>Takes tags out of the vocabulary; they stay tags.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>validation</c>.</exception>
    public Task RemoveAsync(long userId, IReadOnlyCollection<long> tagIds, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var tags = await TagOperationPlans.RequireAsync(db, userId, tagIds, token);
                await db.Set<TagRow>().Where(tag => tag.OwnerId == userId && EF.Parameter(tagIds).Contains(tag.Id)).ExecuteUpdateAsync(set => set.SetProperty(tag => tag.VocabularyPlace, (long?)null), token);
                await changes.TouchAsync(db, userId, token);
                await changes.ReapplyAsync(db, userId, [.. tags.Values.SelectMany(tag => tag.Words.Select(word => word.Key).Prepend(tag.NameKey))], token);
            },
            cancellation);

    /// <summary>Puts words onto the deny list; a tag of that name goes out of the vocabulary.</summary>
    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public Task DenyAsync(long userId, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var words = Words(names);
        return database.WriteAsync(
            async (db, token) =>
            {
                var keys = words.ConvertAll(word => word.Key);
                if (await db.Set<VocabularyWordRow>().CountAsync(word => word.OwnerId == userId && word.TagId == null, token) + words.Count > VocabularyLimits.MaxDenied)
                {
                    throw new LimnerException(ErrorCatalogue.Validation.With($"At most {VocabularyLimits.MaxDenied:N0} words are denied.", "names"));
                }

                await db.Set<TagRow>().Where(tag => tag.OwnerId == userId && tag.VocabularyPlace != null && EF.Parameter(keys).Contains(tag.NameKey))
                    .ExecuteUpdateAsync(set => set.SetProperty(tag => tag.VocabularyPlace, (long?)null), token);
                await changes.DenyAsync(db, userId, words, token);
                await changes.TouchAsync(db, userId, token);
                await changes.ReapplyAsync(db, userId, keys, token);
            },
            cancellation);
    }

    /// <summary>Takes words off the deny list.</summary>
    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public Task AllowAsync(long userId, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var words = Words(names);
        return database.WriteAsync(
            async (db, token) =>
            {
                await changes.TouchAsync(db, userId, token);
                await changes.AllowAsync(db, userId, words.ConvertAll(word => word.Key), token);
            },
            cancellation);
    }

    /// <summary>The vocabulary as a document.</summary>
    public async Task<VocabularyDocument> ExportAsync(long userId, CancellationToken cancellation)
        => await database.SnapshotAsync(
            async (db, token) =>
            {
                var free = await db.Set<VocabularyRow>().Where(row => row.OwnerId == userId).Select(row => (bool?)row.FreeTags).FirstOrDefaultAsync(token) ?? true;
                var tags = await db.Set<TagRow>().AsNoTracking().Where(tag => tag.OwnerId == userId && tag.VocabularyPlace != null).OrderBy(tag => tag.VocabularyPlace).ThenBy(tag => tag.Id).ToListAsync(token);
                var words = await db.Set<VocabularyWordRow>().AsNoTracking().Where(word => word.OwnerId == userId).OrderBy(word => word.NameKey).ToListAsync(token);
                var wordsOf = words.Where(word => word.TagId is not null).ToLookup(word => word.TagId!.Value, word => word.Name);
                var names = tags.ToDictionary(tag => tag.Id, tag => tag.Name);
                return new VocabularyDocument(
                    free,
                    tags.ConvertAll(tag => new VocabularyEntry(tag.Name, tag.ParentId is { } parent ? names.GetValueOrDefault(parent) : null, [.. wordsOf[tag.Id]])),
                    [.. words.Where(word => word.TagId is null).Select(word => word.Name)]);
            },
            cancellation);

    private async Task ImportAsync(LimnerDb db, long userId, CleanVocabulary document, bool replace, CancellationToken cancellation)
    {
        var before = await KeysAsync(db, userId, cancellation);
        if (replace)
        {
            await db.Set<TagRow>().Where(tag => tag.OwnerId == userId && tag.VocabularyPlace != null)
                .ExecuteUpdateAsync(set => set.SetProperty(tag => tag.VocabularyPlace, (long?)null).SetProperty(tag => tag.ParentId, (long?)null), cancellation);
            await db.Set<VocabularyWordRow>().Where(word => word.OwnerId == userId && !word.Former).ExecuteDeleteAsync(cancellation);
        }

        var tags = JsonSerializer.Serialize(document.Tags.Select(tag => new[] { tag.Key, tag.Name, tag.ParentKey }));
        var words = JsonSerializer.Serialize(document.Tags.SelectMany(tag => tag.Synonyms.Select(word => new[] { word.Key, word.Name, tag.Key })));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tags (owner_id, name, name_key, created_at)
            SELECT {userId}, value ->> 1, value ->> 0, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM json_each({tags}) WHERE true
            ON CONFLICT (owner_id, name_key) DO NOTHING
            """,
            cancellation);

        // An upsert again, now that every parent is there: an UPDATE FROM leaves the order of the loops to the planner, which goes through the document for each tag.
        var last = await db.Set<TagRow>().Where(tag => tag.OwnerId == userId).MaxAsync(tag => tag.VocabularyPlace, cancellation) ?? 0;
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tags (owner_id, name, name_key, created_at, vocabulary_place, parent_id)
            SELECT {userId}, value ->> 1, value ->> 0, 0, {last} + key + 1, (SELECT parent.id FROM tags parent WHERE parent.owner_id = {userId} AND parent.name_key = value ->> 2)
            FROM json_each({tags}) WHERE true
            ON CONFLICT (owner_id, name_key) DO UPDATE SET vocabulary_place = COALESCE(vocabulary_place, excluded.vocabulary_place), parent_id = COALESCE(excluded.parent_id, parent_id)
            """,
            cancellation);
        if (await db.Set<TagRow>().CountAsync(tag => tag.OwnerId == userId && tag.VocabularyPlace != null, cancellation) > VocabularyLimits.MaxTags)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"A vocabulary has at most {VocabularyLimits.MaxTags:N0} tags; with what is there it would have more.", "text"));
        }

        // A tag's name stands for nothing else, and is not denied.
        await db.Database.ExecuteSqlAsync($"DELETE FROM vocabulary_words WHERE owner_id = {userId} AND name_key IN (SELECT value ->> 0 FROM json_each({tags}))", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO vocabulary_words (owner_id, name_key, name, tag_id)
            SELECT {userId}, item.value ->> 0, item.value ->> 1, tags.id FROM json_each({words}) item CROSS JOIN tags ON tags.owner_id = {userId} AND tags.name_key = item.value ->> 2
            WHERE NOT EXISTS (SELECT 1 FROM tags named WHERE named.owner_id = {userId} AND named.name_key = item.value ->> 0 AND named.vocabulary_place IS NOT NULL)
            ON CONFLICT (owner_id, name_key) DO UPDATE SET name = excluded.name, tag_id = excluded.tag_id, former = former AND vocabulary_words.tag_id = excluded.tag_id
            """,
            cancellation);
        await changes.DenyAsync(db, userId, [.. document.Denied.Select(word => new WordShape(word.Key, word.Name, Former: false))], cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE tags SET vocabulary_place = NULL WHERE owner_id = {userId} AND vocabulary_place IS NOT NULL
              AND EXISTS (SELECT 1 FROM vocabulary_words word WHERE word.owner_id = {userId} AND word.name_key = tags.name_key AND word.tag_id IS NULL)
            """,
            cancellation);
        var changed = replace
            ? await db.Set<TagRow>().Where(tag => tag.OwnerId == userId && (tag.VocabularyPlace != null || db.Set<TagAncestorRow>().Any(row => row.TagId == tag.Id))).Select(tag => tag.Id).ToListAsync(cancellation)
            : await db.Database.SqlQuery<long>($"SELECT tags.id AS Value FROM json_each({tags}) item CROSS JOIN tags ON tags.owner_id = {userId} AND tags.name_key = item.value ->> 0").ToListAsync(cancellation);
        var moved = await TagAncestors.RefreshAsync(db, changed, cancellation);
        await changes.TouchAsync(db, userId, cancellation);
        var wasFree = await db.Set<VocabularyRow>().Where(row => row.OwnerId == userId).Select(row => row.FreeTags).SingleAsync(cancellation);
        if (document.FreeTags is { } free && free != wasFree)
        {
            await db.Set<VocabularyRow>().Where(row => row.OwnerId == userId).ExecuteUpdateAsync(set => set.SetProperty(row => row.FreeTags, free), cancellation);
            await changes.ReapplyAsync(db, userId, keys: null, cancellation);
            return;
        }

        var after = await KeysAsync(db, userId, cancellation);
        before.SymmetricExceptWith(after);
        await changes.ReapplyAsync(db, userId, [.. before.Select(word => word.Key).Concat(moved).Distinct()], cancellation);
    }

    private static async Task RequireFreeAsync(LimnerDb db, long userId, IReadOnlyCollection<string> synonyms, CancellationToken cancellation)
    {
        if (await db.Set<TagRow>().Where(row => row.OwnerId == userId && row.VocabularyPlace != null && EF.Parameter(synonyms).Contains(row.NameKey)).Select(row => row.Name).FirstOrDefaultAsync(cancellation) is { } taken)
        {
            throw new LimnerException(ErrorCatalogue.Conflict.With($"“{taken}” is a tag of the vocabulary: merge the two.", "synonyms"));
        }
    }

    /// <summary>What every word of a vocabulary means: what differs before and after a change is what the change concerns.</summary>
    private static async Task<HashSet<(string Key, long Meaning)>> KeysAsync(LimnerDb db, long userId, CancellationToken cancellation)
    {
        var tags = await db.Set<TagRow>().Where(tag => tag.OwnerId == userId && tag.VocabularyPlace != null).Select(tag => tag.NameKey).ToListAsync(cancellation);
        var words = await db.Set<VocabularyWordRow>().Where(word => word.OwnerId == userId).Select(word => new { word.NameKey, word.TagId }).ToListAsync(cancellation);
        return [.. tags.Select(key => (key, 0L)), .. words.Select(word => (word.NameKey, word.TagId ?? -1))];
    }

    private static List<WordShape> Words(IReadOnlyList<string> names)
    {
        if (names.Count is 0 or > TagOperationPlans.MaxTags)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Name 1 to {TagOperationPlans.MaxTags} words.", "names"));
        }

        return [.. names.Select(TagName.Clean).Select(name => new WordShape(TagName.KeyOf(name), name, Former: false)).DistinctBy(word => word.Key)];
    }
}
