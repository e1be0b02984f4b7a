using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Which heading is the document's title, and how deep the others are: by size first, by weight, by numbers.</summary>
internal static class HeadingLevels
{
    private const int Deepest = 6;

    /// <summary>Sizes that differ by less are the same.</summary>
    private const double Same = 0.05;

    private const double SameOfScans = 0.095;

    private const double SameOfLone = 0.12;

    /// <summary>By how much a size that was measured is off at most.</summary>
    private const double MostOff = 0.25;

    /// <summary>In parts of the running text's size: titles are larger than any section's heading (LaTeX: 1.7 to 1.4, browsers: 2 to 1.5).</summary>
    private const double Title = 1.6;

    /// <summary>The least for what is centred, or what the file names as its title.</summary>
    private const double LeastTitle = 1.25;

    /// <summary>Headings from which on a style that occurs once is no level of its own.</summary>
    private const int Many = 8;

    /// <param name="outlined">The levels that the file's outline gives; these blocks are headings, whatever they look like.</param>
    /// <exception cref="OperationCanceledException"/>
    public static void Assign(IReadOnlyList<Block> blocks, DocumentFacts facts, IReadOnlyDictionary<Block, int> outlined, CancellationToken cancellation)
    {
        foreach (var block in outlined.Keys.Where(block => block.Class != ElementClass.Title))
        {
            block.Class = ElementClass.Heading;
        }

        var headings = blocks.Where(block => block.Class == ElementClass.Heading).ToList();
        if (headings.Count == 0)
        {
            return;
        }

        // One that a model has seen is the title.
        if (!blocks.Any(block => block.Class == ElementClass.Title) && FindTitle(blocks, headings, facts) is { } title)
        {
            title.Class = ElementClass.Title;
            headings.Remove(title);
        }

        // Sizes of scans are estimated: there numbers say more.
        foreach (var group in headings.Where(heading => heading.Source == PageSource.Ocr && ListMarks.HeadingDepth(heading.Text) > 0).GroupBy(heading => ListMarks.HeadingDepth(heading.Text)))
        {
            var ordered = group.Select(heading => heading.Size).Order().ToList();
            foreach (var heading in group)
            {
                heading.SizeOfKind = ordered[ordered.Count / 2];
            }
        }

        FollowPrinted(headings, facts);
        var sizes = Sizes(headings, facts, cancellation);
        var ofStyle = headings.GroupBy(heading => StyleOf(heading, sizes, facts)).ToDictionary(style => style.Key, style => style.ToList());
        var styles = ofStyle.Keys.OrderBy(style => style.Size).ThenBy(style => style.Light).ThenBy(style => style.Depth).ToList();
        var levels = new Dictionary<(int Size, bool Light, int Depth), int>();
        foreach (var style in styles)
        {
            if (headings.Count >= Many && ofStyle[style] is [var lone] && style.Depth == 1 && levels.Count > 0 && ListMarks.HeadingDepth(lone.Text) == 0)
            {
                // Set like no other of many: a cover, a name. It says nothing of how deep those are that are set smaller.
                levels[style] = levels.Values.Max();
                continue;
            }

            // A number says how deep a heading is, also where the outer ones are on other pages.
            levels[style] = Math.Max(levels.Count == 0 ? 1 : levels.Values.Max() + 1, style.Depth);
        }

        // Numbers count from the outermost that are numbered, whatever styles come between.
        var outermost = headings.Where(heading => ListMarks.HeadingDepth(heading.Text) == 1).Select(heading => levels[StyleOf(heading, sizes, facts)]).DefaultIfEmpty(0).Min();
        foreach (var style in styles.Where(style => style.Depth > 1 && outermost > 0))
        {
            levels[style] = outermost + style.Depth - 1;
        }

        foreach (var heading in headings)
        {
            heading.Level = Math.Min(Deepest, levels[StyleOf(heading, sizes, facts)]);
        }

        Follow(outlined, headings, sizes, facts);
    }

    /// <summary>The printed pages around a scanned one tell what sizes headings have: those that were measured are taken for the nearest of them.</summary>
    private static void FollowPrinted(List<Block> headings, DocumentFacts facts)
    {
        var printed = headings.Where(heading => heading.Source != PageSource.Ocr).Select(heading => (heading.Size, heading.Bold)).Distinct().ToList();
        foreach (var heading in headings.Where(heading => heading.Source == PageSource.Ocr && printed.Count > 0))
        {
            var size = SizeOf(heading, facts);
            var nearest = printed.MinBy(other => Math.Abs(other.Size - size));
            if (Math.Abs(nearest.Size - size) < MostOff * size)
            {
                heading.BoldOfKind = nearest.Bold;
                heading.SizeOfKind = nearest.Size * facts.BodySizeOf(PageSource.Ocr) / facts.BodySize;
            }
        }
    }

    /// <summary>Headings that the outline leaves out are as deep as those of their style that it names; below the deepest of it where it names none.</summary>
    private static void Follow(IReadOnlyDictionary<Block, int> outlined, List<Block> headings, List<double> sizes, DocumentFacts facts)
    {
        var named = headings.Where(outlined.ContainsKey).ToList();
        if (named.Count == 0)
        {
            return;
        }

        var ofStyle = named.GroupBy(heading => StyleOf(heading, sizes, facts)).ToDictionary(style => style.Key, style => style.GroupBy(heading => outlined[heading]).MaxBy(group => group.Count())!.Key);
        var deepest = outlined.Values.Max();
        var others = headings.Where(heading => !outlined.ContainsKey(heading) && !ofStyle.ContainsKey(StyleOf(heading, sizes, facts))).Select(heading => heading.Level ?? 1).Distinct().Order().ToList();
        foreach (var heading in headings)
        {
            var level = outlined.TryGetValue(heading, out var own) ? own : ofStyle.TryGetValue(StyleOf(heading, sizes, facts), out var style) ? style : deepest + 1 + others.IndexOf(heading.Level ?? 1);
            heading.Level = Math.Min(Deepest, level);
        }
    }

    /// <summary>The one heading on the first page that has text which is larger than all others, in its upper half.</summary>
    private static Block? FindTitle(IReadOnlyList<Block> blocks, List<Block> headings, DocumentFacts facts)
    {
        var first = blocks.FirstOrDefault(block => !block.IsFurniture && block.Lines.Count > 0)?.Page;
        var largest = headings.MaxBy(heading => SizeOf(heading, facts))!;
        var size = SizeOf(largest, facts);
        var isCentred = largest.Lines.All(line => Math.Abs(line.Box.CentreX - ((largest.ColumnLeft + largest.ColumnRight) / 2)) < 6 && line.Box.Left > largest.ColumnLeft + (2 * largest.Size));
        return largest.Page == first && size >= (isCentred ? LeastTitle : Title) * facts.BodySize && !headings.Exists(other => other != largest && SizeOf(other, facts) > 0.96 * size)
            && ListMarks.HeadingDepth(largest.Text) == 0 && headings.IndexOf(largest) <= 1
            ? largest
            : null;
    }

    /// <summary>The largest size of each kind, from the largest: what was measured is put together by the means of its neighbours, so that one heading between two kinds does not join them.</summary>
    private static List<double> Sizes(List<Block> headings, DocumentFacts facts, CancellationToken cancellation)
    {
        // Each round looks at all kinds: those of equal size, which would be put together first, are so from the start. Sizes are quarter points: there are not many.
        var kinds = headings.GroupBy(heading => (Size: SizeOf(heading, facts), Measured: heading.Source == PageSource.Ocr)).OrderByDescending(kind => kind.Key.Size)
            .Select(kind => (Largest: kind.Key.Size, Sum: kind.Key.Size * kind.Count(), Count: kind.Count(), kind.Key.Measured)).ToList();
        while (kinds.Count > 1)
        {
            cancellation.ThrowIfCancellationRequested();

            // How far beyond what is one kind the two nearest are: of many headings, one that is set like no other is more likely measured wrongly.
            var (excess, at) = Enumerable.Range(1, kinds.Count - 1).Min(i =>
            {
                var (larger, smaller) = (kinds[i - 1], kinds[i]);
                var same = !larger.Measured && !smaller.Measured ? Same : headings.Count >= Many && Math.Min(larger.Count, smaller.Count) == 1 ? SameOfLone : SameOfScans;
                return (1 - (smaller.Sum / smaller.Count / (larger.Sum / larger.Count)) - same, i);
            });
            if (excess > 0)
            {
                break;
            }

            kinds[at - 1] = (kinds[at - 1].Largest, kinds[at - 1].Sum + kinds[at].Sum, kinds[at - 1].Count + kinds[at].Count, kinds[at - 1].Measured || kinds[at].Measured);
            kinds.RemoveAt(at);
        }

        return kinds.ConvertAll(kind => kind.Largest);
    }

    /// <summary>Sizes of scanned pages are brought to those of the printed ones among which they are.</summary>
    private static double SizeOf(Block heading, DocumentFacts facts) => (heading.SizeOfKind ?? heading.Size) * facts.BodySize / facts.BodySizeOf(heading.Source);

    private static (int Size, bool Light, int Depth) StyleOf(Block heading, List<double> sizes, DocumentFacts facts)
    {
        var own = SizeOf(heading, facts);
        return (Math.Max(0, sizes.FindLastIndex(size => own <= size)), !(heading.BoldOfKind ?? (heading.Source == PageSource.Ocr || heading.Bold)), ListMarks.HeadingDepth(heading.Text) is > 1 and var depth ? depth : 1);
    }
}
