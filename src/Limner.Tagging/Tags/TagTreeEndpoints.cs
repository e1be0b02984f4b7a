using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Operations;
using Limner.Tagging.Vocabularies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

/// <summary>A tag of one's own in the tree.</summary>
/// <param name="Path">Names of the tags above it, the topmost first.</param>
/// <param name="Count">Pictures that have it or a tag below it.</param>
/// <param name="Own">Of those, the ones that have the tag itself.</param>
/// <param name="Children">Tags directly below it.</param>
/// <param name="InVocabulary">Whether models may give it by name.</param>
/// <param name="Synonyms">Words that stand for it, its former names among them.</param>
internal sealed record TagNodeView(string Id, string Name, string? ParentId, IReadOnlyList<string> Path, int Count, int Own, int Children, bool InVocabulary, IReadOnlyList<string> Synonyms);

/// <summary>One tag, and who says it of how many pictures.</summary>
internal sealed record TagDetailsView(TagNodeView Tag, IReadOnlyList<TagSourceCountView> Sources);

/// <param name="Model">For models only.</param>
/// <param name="Count">Pictures.</param>
/// <param name="MeanConfidence">0..1; for models only.</param>
internal sealed record TagSourceCountView(TagSource Source, string? Model, int Count, double? MeanConfidence);

internal static class TagTreeEndpoints
{
    private const string ByName = "name_key";

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/tags").WithTags("Tags");
        group.MapGet("/tree", TreeAsync).WithName("ListTagTree").WithSummary("Your own tags: those below one tag or at the top, or, with q, those of any level that read like it");
        group.MapGet("/{id}", GetAsync).WithName("GetTag").WithSummary("One of your tags, and who says it of how many pictures");
    }

    private static async Task<Ok<Page<TagNodeView>>> TreeAsync(
        IDatabase database, TagCounts counts, ICurrentUser user, string? parent, string? q, bool? vocabulary, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, ByName, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        var counted = await counts.OfAsync(user.Id, cancellation);
        var used = counted.Where(tag => tag.Count > 0).Select(tag => tag.Id).ToHashSet();
        await using var db = database.Read();
        var wanted = TextFolding.Fold(q ?? "").Trim();
        var tags = db.Set<TagRow>().AsNoTracking().Where(tag => tag.OwnerId == user.Id);
        if (wanted.Length > 0)
        {
            tags = tags.Where(tag => tag.NameKey.StartsWith(wanted) || tag.NameKey.Contains(" " + wanted)
                || db.Set<VocabularyWordRow>().Any(word => word.TagId == tag.Id && word.NameKey.StartsWith(wanted)));
        }
        else if (vocabulary != true)
        {
            var parentId = string.IsNullOrEmpty(parent) ? (long?)null : ParseId(parent);
            tags = tags.Where(tag => tag.ParentId == parentId);
        }

        // A row without pictures, place and tags below it is what is left of one that was deleted or merged.
        tags = vocabulary == true
            ? tags.Where(tag => tag.VocabularyPlace != null)
            : tags.Where(tag => tag.VocabularyPlace != null || tag.ParentId != null || EF.Parameter(used).Contains(tag.Id) || db.Set<TagRow>().Any(child => child.ParentId == tag.Id));
        var total = await tags.CountAsync(cancellation);
        var take = PageLimits.Clamp(limit);
        var rows = await tags.Where(tag => after == null || string.Compare(tag.NameKey, after.Key) > 0).OrderBy(tag => tag.NameKey).Take(take + 1).ToListAsync(cancellation);
        var next = rows.Count > take ? new Cursor(ByName, rows[take - 1].NameKey, rows[take - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<TagNodeView>(await ViewsAsync(db, [.. rows.Take(take)], counted, cancellation), next, total));
    }

    private static async Task<Ok<TagDetailsView>> GetAsync(string id, IDatabase database, TagCounts counts, ICurrentUser user, CancellationToken cancellation)
    {
        var number = ParseId(id);
        var counted = await counts.OfAsync(user.Id, cancellation);
        await using var db = database.Read();
        var row = await db.Set<TagRow>().AsNoTracking().FirstOrDefaultAsync(tag => tag.Id == number && tag.OwnerId == user.Id, cancellation)
            ?? throw new LimnerException(ErrorCatalogue.NotFound, "No such tag of yours.");
        var visible = Visibility.OwnedBy(db, user.Id).Listed();
        var sources = await db.Set<ImageTagRow>().Where(given => given.TagId == number && visible.Any(image => image.Id == given.ImageId))
            .GroupBy(given => new { given.Source, given.Model })
            .Select(group => new { group.Key.Source, group.Key.Model, Count = group.Count(), Mean = group.Average(given => given.Confidence) })
            .ToListAsync(cancellation);
        return TypedResults.Ok(new TagDetailsView(
            (await ViewsAsync(db, [row], counted, cancellation))[0],
            [
                .. sources.OrderBy(source => source.Source switch { TagSource.Manual => 0, TagSource.File => 1, _ => 2 }).ThenBy(source => source.Model, StringComparer.Ordinal)
                    .Select(source => new TagSourceCountView(source.Source, source.Source == TagSource.Model ? source.Model : null, source.Count, source.Mean is { } mean ? Math.Round(mean, 3) : null)),
            ]));
    }

    /// <summary>Tags of one owner as the tree shows them, in three queries.</summary>
    private static async Task<IReadOnlyList<TagNodeView>> ViewsAsync(LimnerDb db, IReadOnlyList<TagRow> rows, IReadOnlyList<TagCount> counted, CancellationToken cancellation)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var children = await db.Set<TagRow>().Where(tag => tag.ParentId != null && EF.Parameter(ids).Contains(tag.ParentId.Value))
            .GroupBy(tag => tag.ParentId!.Value).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);
        var above = (await db.Set<TagAncestorRow>().Where(row => EF.Parameter(ids).Contains(row.TagId))
            .Join(db.Set<TagRow>(), row => row.AncestorId, tag => tag.Id, (row, tag) => new { row.TagId, row.Steps, tag.Name })
            .ToListAsync(cancellation)).ToLookup(row => row.TagId);
        var words = (await db.Set<VocabularyWordRow>().AsNoTracking().Where(word => word.TagId != null && EF.Parameter(ids).Contains(word.TagId.Value)).ToListAsync(cancellation))
            .ToLookup(word => word.TagId!.Value, word => word.Name);
        var counts = counted.ToDictionary(tag => tag.NameKey, StringComparer.Ordinal);
        return
        [
            .. rows.Select(row => new TagNodeView(
                PublicId.Format(IdPrefixes.Tag, row.Id),
                row.Name,
                row.ParentId is { } parent ? PublicId.Format(IdPrefixes.Tag, parent) : null,
                [.. above[row.Id].OrderByDescending(item => item.Steps).Select(item => item.Name)],
                counts.GetValueOrDefault(row.NameKey)?.Count ?? 0,
                counts.GetValueOrDefault(row.NameKey)?.Own ?? 0,
                children.GetValueOrDefault(row.Id),
                row.VocabularyPlace is not null,
                [.. words[row.Id]])),
        ];
    }

    private static long ParseId(string text) => PublicId.TryParse(IdPrefixes.Tag, text, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound, "No such tag of yours.");
}
