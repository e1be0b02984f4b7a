using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Bulk;

/// <summary>Which images were chosen, parsed and checked: by name, or by a filter but for some.</summary>
internal sealed record BulkSelection(IReadOnlyCollection<long>? Ids, ImageFilter? Filter, IReadOnlyCollection<long> Except)
{
    private const int MaxIds = 10_000;

    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static BulkSelection Parse(IReadOnlyList<string?>? imageIds, FilterParameters? filter, IReadOnlyList<string?>? except, Gazetteer gazetteer)
    {
        if ((imageIds is null) == (filter is null))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Choose images by image_ids or by filter.", "image_ids"));
        }

        return filter is null
            ? new BulkSelection(Ids: Parse(imageIds!, "image_ids"), Filter: null, Except: [])
            : new BulkSelection(Ids: null, ImageFilter.Parse(filter, gazetteer), Parse(except ?? [], "except"));
    }

    /// <summary>Those of them that the person sees now, in no particular order.</summary>
    public async Task<List<long>> FindAsync(LimnerDb db, Searcher searcher, CancellationToken cancellation)
    {
        if (Ids is not null)
        {
            return await searcher.Images(db, Ids).Select(image => image.Id).ToListAsync(cancellation);
        }

        var found = await Filter!.Apply(db, searcher).Select(image => image.Id).ToListAsync(cancellation);
        return Except.Count == 0 ? found : [.. found.Except(Except)];
    }

    private static HashSet<long> Parse(IReadOnlyList<string?> texts, string field)
        => texts.Count <= MaxIds
            ? [.. texts.Select(text => PublicId.TryParse(IdPrefixes.Image, text, out var id) ? id : throw new LimnerException(ErrorCatalogue.Validation.With("Name each picture by its id.", field)))]
            : throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxIds} pictures; choose more by a filter.", field));
}
