using Limner.Kernel.Errors;
using Limner.Storage;
using Limner.Tagging.Vocabularies;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Operations;

/// <summary>What is to become of tags; nothing of it is done yet.</summary>
/// <param name="Husk">Of a rename: a tag that has the wanted name and nothing else, and gives way.</param>
internal sealed record TagPlan(TagOperationKind Kind, string Title, TagsChange Change, long? Husk = null);

/// <summary>Plans operations on tags of one owner.</summary>
internal static class TagOperationPlans
{
    /// <summary>Tags of one operation.</summary>
    public const int MaxTags = 500;

    /// <exception cref="LimnerException"><c>not_found</c>, <c>validation</c>; <c>conflict</c>: the word is another tag's.</exception>
    public static async Task<TagPlan> RenameAsync(LimnerDb db, long ownerId, long tagId, string newName, CancellationToken cancellation)
    {
        var name = TagName.Clean(newName);
        var key = TagName.KeyOf(name);
        var tag = (await RequireAsync(db, ownerId, [tagId], cancellation))[tagId];
        var title = $"Rename “{tag.Name}” to “{name}”";
        if (key == tag.NameKey)
        {
            return new TagPlan(TagOperationKind.Rename, title, new TagsChange([tagId], null, [tag], [tag with { Name = name }], []));
        }

        var word = await db.Set<VocabularyWordRow>().AsNoTracking().FirstOrDefaultAsync(row => row.OwnerId == ownerId && row.NameKey == key && row.TagId != tagId, cancellation);
        if (word is not null)
        {
            throw new LimnerException(ErrorCatalogue.Conflict.With(word.TagId is null ? "The word is on the deny list." : "The word stands for another tag: merge the two.", "name"));
        }

        var other = await db.Set<TagRow>().AsNoTracking().FirstOrDefaultAsync(row => row.OwnerId == ownerId && row.NameKey == key, cancellation);
        if (other is not null
            && (other.VocabularyPlace is not null
                || await db.Set<ImageTagRow>().AnyAsync(row => row.TagId == other.Id, cancellation)
                || await db.Set<TagRow>().AnyAsync(row => row.ParentId == other.Id, cancellation)))
        {
            throw new LimnerException(ErrorCatalogue.Conflict.With("There is a tag of that name: merge the two.", "name"));
        }

        var former = new WordShape(tag.NameKey, tag.Name, Former: true);
        var after = (tag with { Name = name, NameKey = key }).With([former]);
        return new TagPlan(TagOperationKind.Rename, title, new TagsChange([tagId], null, [tag], [after], []), other?.Id);
    }

    /// <param name="parentId">Null: to the top.</param>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>validation</c>; <c>conflict</c>: a tag would stand below itself.</exception>
    public static async Task<TagPlan> MoveAsync(LimnerDb db, long ownerId, IReadOnlyCollection<long> tagIds, long? parentId, CancellationToken cancellation)
    {
        var tags = await RequireAsync(db, ownerId, tagIds, cancellation);
        var parent = parentId is { } id ? (await RequireAsync(db, ownerId, [id], cancellation))[id] : null;
        if (parent is not null && (tags.ContainsKey(parent.Id) || await db.Set<TagAncestorRow>().AnyAsync(row => row.TagId == parent.Id && EF.Parameter(tagIds).Contains(row.AncestorId), cancellation)))
        {
            throw new LimnerException(ErrorCatalogue.Conflict.With("A tag cannot stand below itself.", "parent_id"));
        }

        var moved = tags.Values.Where(tag => tag.ParentId != parentId).ToList();
        var title = $"Move {Some(tags.Values)} {(parent is null ? "to the top" : $"below “{parent.Name}”")}";
        return new TagPlan(TagOperationKind.Move, title, new TagsChange([.. moved.Select(tag => tag.Id)], parentId, moved, [.. moved.Select(tag => tag with { ParentId = parentId })], []));
    }

    /// <summary>The others become part of one tag: their images have that one, their names and synonyms stand for it, what stood below them stands below it.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>validation</c>.</exception>
    public static async Task<TagPlan> MergeAsync(LimnerDb db, long ownerId, IReadOnlyCollection<long> tagIds, long into, CancellationToken cancellation)
    {
        var sources = tagIds.Where(id => id != into).Distinct().ToList();
        if (sources.Count == 0)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Name another tag to be merged.", "tag_ids"));
        }

        var tags = await RequireAsync(db, ownerId, [.. sources, into], cancellation);
        var target = tags[into];
        var children = await ChildrenAsync(db, ownerId, sources, cancellation);
        var above = await db.Set<TagAncestorRow>().Where(row => row.TagId == into).OrderBy(row => row.Steps).Select(row => row.AncestorId).ToListAsync(cancellation);

        // A target below one of the others takes the place of the highest of them.
        var highest = above.FindLastIndex(sources.Contains);
        var parentId = highest < 0 ? target.ParentId : highest + 1 < above.Count ? above[highest + 1] : null;
        var merged = sources.ConvertAll(id => tags[id]);
        var after = (target with { ParentId = parentId, Place = target.Place ?? merged.Min(tag => tag.Place) })
            .With(merged.SelectMany(tag => tag.Words.Prepend(new WordShape(tag.NameKey, tag.Name, Former: true))));
        var moved = children.Where(child => child.Id != into && !sources.Contains(child.Id)).ToList();
        return new TagPlan(
            TagOperationKind.Merge,
            $"Merge {Some(merged)} into “{target.Name}”",
            new TagsChange(
                sources,
                into,
                [.. merged, target, .. moved],
                [.. merged.Select(Emptied), after, .. moved.Select(child => child with { ParentId = into })],
                []));
    }

    /// <summary>Off every image, where no model and no file brings them back; out of the tree and the vocabulary.</summary>
    /// <param name="deny">Whether models must not give them to other images either.</param>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>validation</c>.</exception>
    public static async Task<TagPlan> DeleteAsync(LimnerDb db, long ownerId, IReadOnlyCollection<long> tagIds, bool deny, CancellationToken cancellation)
    {
        var tags = await RequireAsync(db, ownerId, tagIds, cancellation);
        var children = (await ChildrenAsync(db, ownerId, tagIds, cancellation)).Where(child => !tags.ContainsKey(child.Id)).ToList();
        var above = (await db.Set<TagAncestorRow>().AsNoTracking().Where(row => EF.Parameter(tagIds).Contains(row.TagId)).ToListAsync(cancellation)).ToLookup(row => row.TagId);
        var denied = deny ? tags.Values.SelectMany(tag => tag.Words.Prepend(new WordShape(tag.NameKey, tag.Name, Former: false))).DistinctBy(word => word.Key).ToList() : [];
        return new TagPlan(
            TagOperationKind.Delete,
            $"Delete {Some(tags.Values)}",
            new TagsChange(
                [.. tags.Keys],
                null,
                [.. tags.Values, .. children],
                [
                    .. tags.Values.Select(Emptied),
                    .. children.Select(child => child with { ParentId = above[child.ParentId!.Value].OrderBy(row => row.Steps).Select(row => (long?)row.AncestorId).FirstOrDefault(id => !tags.ContainsKey(id!.Value)) }),
                ],
                denied));
    }

    /// <summary>The owner's tags of these ids.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>: one of them is none of theirs; <c>validation</c>.</exception>
    public static async Task<IReadOnlyDictionary<long, TagShape>> RequireAsync(LimnerDb db, long ownerId, IReadOnlyCollection<long> tagIds, CancellationToken cancellation)
    {
        if (tagIds.Count is 0 or > MaxTags)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Name 1 to {MaxTags} tags.", "tag_ids"));
        }

        var tags = await TagShapes.LoadAsync(db, ownerId, tagIds, cancellation);
        return tagIds.All(tags.ContainsKey) ? tags : throw new LimnerException(ErrorCatalogue.NotFound, "No such tag of yours.");
    }

    private static async Task<IReadOnlyCollection<TagShape>> ChildrenAsync(LimnerDb db, long ownerId, IReadOnlyCollection<long> tagIds, CancellationToken cancellation)
    {
        var ids = await db.Set<TagRow>().Where(tag => tag.OwnerId == ownerId && tag.ParentId != null && EF.Parameter(tagIds).Contains(tag.ParentId.Value)).Select(tag => tag.Id).ToListAsync(cancellation);
        return ids.Count == 0 ? [] : [.. (await TagShapes.LoadAsync(db, ownerId, ids, cancellation)).Values];
    }

    /// <summary>What stays of a tag that is no more: the row, for what was rejected and for undoing. It is in no list.</summary>
    private static TagShape Emptied(TagShape tag) => tag with { ParentId = null, Place = null, Words = [] };

    private static string Some(IEnumerable<TagShape> tags)
    {
        var names = tags.Select(tag => $"“{tag.Name}”").Order(StringComparer.Ordinal).ToList();
        return names.Count <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(2))} and {names.Count - 2} more";
    }
}
