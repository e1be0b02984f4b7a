namespace Limner.Vision.Layout;

/// <summary>What is left of a network's answer: what it is sure of, each part of the page once.</summary>
internal static class RegionFilter
{
    private const double LeastScore = 0.5;

    /// <summary>Of what is looked at: an answer may hold a box for each place of the picture.</summary>
    private const int MostCandidates = 2000;

    /// <summary>Boxes of one kind that share this much of what both cover are one.</summary>
    private const double SameKind = 0.6;

    /// <summary>So are boxes of two kinds that are nearly the same.</summary>
    private const double OtherKind = 0.98;

    /// <summary>The share of a page, upright and lying, above which a figure is the picture of the page itself.</summary>
    private const double WholeUpright = 0.93;

    private const double WholeLying = 0.82;

    /// <summary>The share inside another from which a part belongs to that.</summary>
    private const double Inside = 0.9;

    /// <param name="width">Of the picture, in pixels.</param>
    /// <returns>The surest first.</returns>
    public static IReadOnlyList<LayoutRegion> Filter(IEnumerable<LayoutRegion> regions, int width, int height)
    {
        var whole = (width > height ? WholeLying : WholeUpright) * width * height;
        var kept = new List<LayoutRegion>();
        foreach (var region in regions.Where(region => region.Score >= LeastScore).OrderByDescending(region => region.Score).Take(MostCandidates)
            .Select(region => region with { Left = Math.Clamp(region.Left, 0, width), Right = Math.Clamp(region.Right, 0, width), Top = Math.Clamp(region.Top, 0, height), Bottom = Math.Clamp(region.Bottom, 0, height) }))
        {
            if (region.Right - region.Left >= 1 && region.Bottom - region.Top >= 1 && !(region.Kind == LayoutKind.Figure && Area(region) > whole)
                && kept.Count < LayoutRegion.Most && !kept.Exists(other => Overlap(region, other) > (other.Kind == region.Kind ? SameKind : OtherKind)))
            {
                kept.Add(region);
            }
        }

        // Nothing else swallows what lies in it: formulas and code stand in text and in lists.
        return kept.FindAll(region => !kept.Exists(other => other != region && other.Kind is LayoutKind.Table or LayoutKind.Figure && Area(other) > Area(region) && Shared(region, other) >= Inside * Area(region)));
    }

    private static double Area(LayoutRegion region) => (region.Right - region.Left) * (region.Bottom - region.Top);

    private static double Shared(LayoutRegion one, LayoutRegion other)
        => Math.Max(0, Math.Min(one.Right, other.Right) - Math.Max(one.Left, other.Left)) * Math.Max(0, Math.Min(one.Bottom, other.Bottom) - Math.Max(one.Top, other.Top));

    /// <summary>What both cover, in parts of what either does.</summary>
    private static double Overlap(LayoutRegion one, LayoutRegion other) => Shared(one, other) is var shared && shared <= 0 ? 0 : shared / (Area(one) + Area(other) - shared);
}
