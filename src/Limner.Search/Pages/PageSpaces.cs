using Limner.Search.Likeness;
using Limner.Search.Meaning;
using Limner.Search.Vectors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Pages;

/// <summary>
/// The spaces in which pages of documents have their vectors: one beside each space of pictures, of the same model, so that what is asked of the one can be asked of
/// the other. They are told apart because pages and contents are counted each for themselves (docs/decisions/0042-pages-by-likeness.md).
/// </summary>
internal static class PageSpaces
{
    public const string Visual = "page_" + VisualSpace.Kind;

    public const string Meaning = "page_" + MeaningSpace.Kind;

    public static readonly string[] Kinds = [Visual, Meaning];

    /// <summary>The one beside a space of pictures; null where no page has a vector of that model. One statement.</summary>
    public static async Task<VectorSpace?> BesideAsync(LimnerDb db, VectorSpace pictures, CancellationToken cancellation)
        => (await db.Set<VectorSpaceRow>().FirstOrDefaultAsync(row => EF.Constant(Kinds).Contains(row.Kind) && row.Model == pictures.Model, cancellation))?.ToSpace();
}
