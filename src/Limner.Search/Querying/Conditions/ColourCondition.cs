using System.Linq.Expressions;
using Limner.Imaging;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>A colour is one of its main ones.</summary>
/// <param name="Colour">One of <see cref="ColourNames.All"/>.</param>
internal sealed record ColourCondition(string Colour) : ImageCondition
{
    /// <summary>A name, or <c>#2f8f8f</c> for the name that is nearest to it.</summary>
    public static ColourCondition? Read(string text)
        => (text[0] == '#' ? ColourNames.Of(text) : ColourNames.Find(text)) is { } colour ? new ColourCondition(colour) : null;

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var colour = Colour;
        var coloured = db.Set<ContentColourRow>().Where(row => row.Colour == colour).Select(row => row.ContentId);
        return image => coloured.Contains(image.ContentId);
    }
}

/// <summary>
/// That a colour covers at least <see cref="LeastShare"/> of a content (table <c>content_colours</c>), by its palette. Kept in step by
/// <see cref="Indexing.ImageIndexer"/>.
/// </summary>
internal sealed class ContentColourRow
{
    /// <summary>Less is a detail that nobody remembers a picture by.</summary>
    public const double LeastShare = 0.1;

    public required string Colour { get; set; }

    public long ContentId { get; set; }
}
