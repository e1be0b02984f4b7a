using Limner.Documents.Layout;
using Limner.Vision.Layout;

namespace Limner.Documents.Integration;

/// <summary>What the regions of a layout model say of blocks and of what belongs to the page alone.</summary>
internal static class RegionClasses
{
    /// <summary>Gives blocks the classes of their regions; those that stand in none are left to the rules.</summary>
    public static void Apply(IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
        {
            if (block.Region is null || block.IsFurniture || block.Table is not null)
            {
                continue;
            }

            if ((block.IsFigure ? ClassOfFigure(block.Region.Kind) : ClassOfText(block.Region.Kind)) is { } kind)
            {
                block.Class = kind;
            }
            else
            {
                // Text in a table that has no cells, or beside a figure that has its own box: the region says nothing of it.
                block.Region = null;
            }
        }
    }

    /// <summary>Puts right what the rules take for furniture: what the model has seen as such is, and what it has seen as part of the text is not.</summary>
    public static void Apply(PageLayout page, Dictionary<TextSegment, ElementClass> furniture)
    {
        foreach (var segment in page.Regions.Count == 0 ? [] : page.Segments)
        {
            if (PageRegion.Around(segment.Box, page.Regions) is not { } region)
            {
                continue;
            }

            if (region.IsFurniture)
            {
                furniture[segment] = ListMarks.IsPageNumber(segment.Text) ? ElementClass.PageNumber : region.Kind switch
                {
                    LayoutKind.PageHeader => ElementClass.PageHeader,
                    LayoutKind.PageFooter => ElementClass.PageFooter,
                    LayoutKind.PageNumber => ElementClass.PageNumber,
                    _ => segment.Box.CentreY < page.Page.Height / 2 ? ElementClass.PageHeader : ElementClass.PageFooter,
                };
            }
            else
            {
                furniture.Remove(segment);
            }
        }
    }

    private static ElementClass? ClassOfFigure(LayoutKind kind) => kind switch
    {
        LayoutKind.Figure => ElementClass.Figure,
        LayoutKind.Formula => ElementClass.Formula,
        _ => null,
    };

    private static ElementClass? ClassOfText(LayoutKind kind) => kind switch
    {
        LayoutKind.Title => ElementClass.Title,
        LayoutKind.Heading => ElementClass.Heading,
        LayoutKind.ListItem => ElementClass.ListItem,
        LayoutKind.Caption => ElementClass.Caption,
        LayoutKind.Formula => ElementClass.Formula,
        LayoutKind.Footnote => ElementClass.Footnote,
        LayoutKind.Code => ElementClass.Code,
        _ => null,
    };
}
