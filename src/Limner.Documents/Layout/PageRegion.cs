using System.Text.Json.Serialization;
using Limner.Vision.Layout;

namespace Limner.Documents.Layout;

/// <summary>A part of a page that a layout model has found.</summary>
/// <param name="Score">How sure it was, 0 to 1.</param>
internal sealed record PageRegion(PageBox Box, LayoutKind Kind, double Score)
{
    /// <summary>The share of a line that must lie inside for the region to say what it is.</summary>
    private const double LeastInside = 0.6;

    /// <summary>Boxes of models end at the ink or a little before it; in points.</summary>
    private const double Tolerance = 2;

    [JsonIgnore]
    public bool IsFurniture => Kind is LayoutKind.PageHeader or LayoutKind.PageFooter or LayoutKind.PageNumber or LayoutKind.Furniture;

    /// <summary>One thing by all its lines; lists and notes have several.</summary>
    [JsonIgnore]
    public bool IsOne => Kind is LayoutKind.Title or LayoutKind.Heading or LayoutKind.Caption or LayoutKind.Formula or LayoutKind.Code;

    /// <summary>Which region says what a line is: the smallest in which it lies. Null: none, and rules decide.</summary>
    public static PageRegion? Around(PageBox line, IReadOnlyList<PageRegion> regions)
    {
        PageRegion? found = null;
        foreach (var region in regions)
        {
            if (line.ShareIn(region.Box.Grown(Tolerance)) >= LeastInside && (found is null || region.Box.Area < found.Box.Area))
            {
                found = region;
            }
        }

        return found;
    }

    /// <summary>The region of one of these kinds that is about the same part of the page as a box.</summary>
    public static PageRegion? Matching(PageBox box, IReadOnlyList<PageRegion> regions, params ReadOnlySpan<LayoutKind> kinds)
    {
        PageRegion? found = null;
        foreach (var region in regions)
        {
            if (kinds.Contains(region.Kind) && (box.ShareIn(region.Box) >= LeastInside || region.Box.ShareIn(box) >= LeastInside) && (found is null || region.Score > found.Score))
            {
                found = region;
            }
        }

        return found;
    }
}
