using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging;

/// <summary>Keeps <c>tag_ancestors</c> in step with the tags' parents, and answers who stands below whom.</summary>
public static class TagAncestors
{
    /// <summary>Levels of a tree of tags. Enough for any thesaurus in use; it bounds every walk.</summary>
    public const int MaxDepth = 16;

    /// <summary>The ids of these tags and of all that stand below them.</summary>
    public static IQueryable<long> WithNarrower(this IQueryable<TagRow> tags, LimnerDb db)
    {
        // IN rather than EXISTS: from the few tags to what stands below them, never through all that stands below anything.
        var ids = tags.Select(tag => tag.Id);
        return ids.Concat(db.Set<TagAncestorRow>().Where(row => ids.Contains(row.AncestorId)).Select(row => row.TagId));
    }

    /// <summary>Derives the ancestors of these tags, and of all that stand below them, anew. Four statements.</summary>
    /// <returns>The keys of the tags that stand elsewhere than before: their images are found by other words now.</returns>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Conflict"/>: a tag stands below itself, or too deep.</exception>
    internal static async Task<IReadOnlyList<string>> RefreshAsync(LimnerDb db, IEnumerable<long> tagIds, CancellationToken cancellation)
    {
        var ids = JsonSerializer.Serialize(tagIds);

        // One level more than allowed is derived, so that what is too deep, a cycle among it, is seen.
        var rows = await db.Database.SqlQuery<Derived>(
                $"""
                WITH RECURSIVE below (id) AS (
                    SELECT value FROM json_each({ids})
                    UNION SELECT tag_ancestors.tag_id FROM json_each({ids}) item CROSS JOIN tag_ancestors ON tag_ancestors.ancestor_id = item.value
                ),
                above (tag_id, ancestor_id, steps) AS (
                    SELECT tags.id, tags.parent_id, 1 FROM below CROSS JOIN tags ON tags.id = below.id WHERE tags.parent_id IS NOT NULL
                    UNION ALL
                    SELECT above.tag_id, tags.parent_id, above.steps + 1 FROM above CROSS JOIN tags ON tags.id = above.ancestor_id
                    WHERE tags.parent_id IS NOT NULL AND above.steps < {MaxDepth}
                )
                SELECT tag_id AS TagId, ancestor_id AS AncestorId, steps AS Steps FROM above UNION ALL SELECT id, NULL, 0 FROM below
                """)
            .ToListAsync(cancellation);
        if (rows.Any(row => row.Steps >= MaxDepth || row.TagId == row.AncestorId))
        {
            throw new LimnerException(ErrorCatalogue.Conflict.With($"A tag cannot stand below itself, nor more than {MaxDepth} levels deep.", "parent_id"));
        }

        var all = JsonSerializer.Serialize(rows.Where(row => row.AncestorId is not null).Select(row => new[] { row.TagId, row.AncestorId!.Value }));
        var moved = await db.Database.SqlQuery<string>(
                $"""
                WITH present AS (SELECT tag_id, ancestor_id FROM tag_ancestors WHERE tag_id IN (SELECT value FROM json_each({JsonSerializer.Serialize(rows.Select(row => row.TagId).Distinct())}))),
                derived AS (SELECT value ->> 0 AS tag_id, value ->> 1 AS ancestor_id FROM json_each({all}))
                SELECT name_key AS Value FROM tags WHERE id IN (
                    SELECT tag_id FROM (SELECT * FROM present EXCEPT SELECT * FROM derived)
                    UNION SELECT tag_id FROM (SELECT * FROM derived EXCEPT SELECT * FROM present))
                """)
            .ToListAsync(cancellation);
        var subjects = JsonSerializer.Serialize(rows.Select(row => row.TagId).Distinct());
        await db.Database.ExecuteSqlAsync($"DELETE FROM tag_ancestors WHERE tag_id IN (SELECT value FROM json_each({subjects}))", cancellation);
        var derived = JsonSerializer.Serialize(rows.Where(row => row.AncestorId is not null).Select(row => new[] { row.TagId, row.AncestorId!.Value, row.Steps }));
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO tag_ancestors (tag_id, ancestor_id, steps) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each({derived})", cancellation);
        return moved;
    }

    private sealed record Derived(long TagId, long? AncestorId, int Steps);
}
