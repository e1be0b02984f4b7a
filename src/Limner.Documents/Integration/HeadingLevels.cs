using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Which heading is the document's title, and how deep the others are: by size first, by weight, by numbers.</summary>
internal static class HeadingLevels
{
    private const int Deepest = 6;

    /// <summary>Sizes that differ by less are the same.</summary>
    private const double Same = 0.05;

    private const double SameOfScans = 0.16;

    /// <summary>In parts of the running text's size: titles are larger than any section's heading (LaTeX: 1.7 to 1.4, browsers: 2 to 1.5).</summary>
    private const double Title = 1.6;

    /// <summary>The least for what is centred, or what the file names as its title.</summary>
    private const double LeastTitle = 1.25;

    /// <summary>Headings from which on a style that occurs once is no level of its own.</summary>
    private const int Many = 8;

    /// <param name="outlined">The levels that the file's outline gives; these blocks are headings, whatever they look like.</param>
    public static void Assign(IReadOnlyList<Block> blocks, DocumentFacts facts, IReadOnlyDictionary<Block, int> outlined)
    {
        foreach (var block in outlined.Keys)
        {
            block.Class = ElementClass.Heading;
        }

        var headings = blocks.Where(block => block.Class == ElementClass.Heading).ToList();
        if (headings.Count == 0)
        {
            return;
        }

        if (FindTitle(blocks, headings, facts) is { } title)
        {
            title.Class = ElementClass.Title;
            headings.Remove(title);
        }

        var sizes = Sizes(headings);

        // Sizes of scans are estimated: there numbers say more.
        foreach (var group in headings.Where(heading => heading.Source == PageSource.Ocr && ListMarks.HeadingDepth(heading.Text) > 0).GroupBy(heading => ListMarks.HeadingDepth(heading.Text)))
        {
            var ordered = group.Select(heading => heading.Size).Order().ToList();
            foreach (var heading in group)
            {
                heading.SizeOfKind = ordered[ordered.Count / 2];
            }
        }

        var styles = headings.GroupBy(heading => StyleOf(heading, sizes)).Select(group => group.Key).OrderBy(style => style.Size).ThenBy(style => style.Light).ThenBy(style => style.Depth).ToList();
        var levels = new Dictionary<(int Size, bool Light, int Depth), int>();
        var counts = headings.GroupBy(heading => StyleOf(heading, sizes)).ToDictionary(style => style.Key, style => style.Count());
        foreach (var style in styles)
        {
            if (headings.Count >= Many && counts[style] == 1 && style.Depth == 1 && levels.Count > 0 && !headings.Exists(heading => StyleOf(heading, sizes) == style && ListMarks.HeadingDepth(heading.Text) > 0))
            {
                // Set like no other of many: a cover, a name. It says nothing of how deep those are that are set smaller.
                levels[style] = levels.Values.Max();
                continue;
            }

            // A number says how deep a heading is, also where the outer ones are on other pages.
            levels[style] = Math.Max(levels.Count == 0 ? 1 : levels.Values.Max() + 1, style.Depth);
        }

        // Numbers count from the outermost that are numbered, whatever styles come between.
        var outermost = headings.Where(heading => ListMarks.HeadingDepth(heading.Text) == 1).Select(heading => levels[StyleOf(heading, sizes)]).DefaultIfEmpty(0).Min();
        foreach (var style in styles.Where(style => style.Depth > 1 && outermost > 0))
        {
            levels[style] = outermost + style.Depth - 1;
        }

        foreach (var heading in headings)
        {
            heading.Level = Math.Min(Deepest, levels[StyleOf(heading, sizes)]);
        }

        Follow(outlined, headings, sizes);
    }

    /// <summary>Headings that the outline leaves out are as deep as those of their style that it names; below the deepest of it where it names none.</summary>
    private static void Follow(IReadOnlyDictionary<Block, int> outlined, List<Block> headings, List<double> sizes)
    {
        var named = headings.Where(outlined.ContainsKey).ToList();
        if (named.Count == 0)
        {
            return;
        }

        var ofStyle = named.GroupBy(heading => StyleOf(heading, sizes)).ToDictionary(style => style.Key, style => style.GroupBy(heading => outlined[heading]).MaxBy(group => group.Count())!.Key);
        var deepest = outlined.Values.Max();
        var others = headings.Where(heading => !outlined.ContainsKey(heading) && !ofStyle.ContainsKey(StyleOf(heading, sizes))).Select(heading => heading.Level ?? 1).Distinct().Order().ToList();
        foreach (var heading in headings)
        {
            var level = outlined.TryGetValue(heading, out var own) ? own : ofStyle.TryGetValue(StyleOf(heading, sizes), out var style) ? style : deepest + 1 + others.IndexOf(heading.Level ?? 1);
            heading.Level = Math.Min(Deepest, level);
        }
    }

    /// <summary>The one heading on the first page that has text which is larger than all others, in its upper half.</summary>
    private static Block? FindTitle(IReadOnlyList<Block> blocks, List<Block> headings, DocumentFacts facts)
    {
        var first = blocks.FirstOrDefault(block => !block.IsFurniture && block.Lines.Count > 0)?.Page;
        var largest = headings.MaxBy(heading => heading.Size)!;
        var isCentred = largest.Lines.All(line => Math.Abs(line.Box.CentreX - ((largest.ColumnLeft + largest.ColumnRight) / 2)) < 6 && line.Box.Left > largest.ColumnLeft + (2 * largest.Size));
        return largest.Page == first && largest.Size >= (isCentred ? LeastTitle : Title) * facts.BodySize && !headings.Exists(other => other != largest && other.Size > 0.96 * largest.Size)
            && ListMarks.HeadingDepth(largest.Text) == 0 && headings.IndexOf(largest) <= 1
            ? largest
            : null;
    }

    private static List<double> Sizes(List<Block> headings)
    {
        var sizes = new List<double>();
        foreach (var heading in headings.OrderByDescending(heading => heading.Size))
        {
            if (sizes.Count == 0 || heading.Size < sizes[^1] * (1 - (heading.Source == PageSource.Ocr ? SameOfScans : Same)))
            {
                sizes.Add(heading.Size);
            }
        }

        return sizes;
    }

    private static (int Size, bool Light, int Depth) StyleOf(Block heading, List<double> sizes)
    {
        var size = sizes.FindLastIndex(size => (heading.SizeOfKind ?? heading.Size) <= size);
        return (Math.Max(0, size), heading.Source != PageSource.Ocr && !heading.Bold, ListMarks.HeadingDepth(heading.Text) is > 1 and var depth ? depth : 1);
    }
}
