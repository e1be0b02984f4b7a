using Limner.Testing.Documents;

namespace Limner.DocumentTruth.Scoring;

/// <summary>How one document was read.</summary>
/// <param name="Order">Of the blocks.</param>
/// <param name="Text">2 · LCS / (|a| + |b|), 0..1.</param>
internal sealed record TextScore(OrderScore Order, double Text)
{
    public static TextScore Of(LayoutDocument truth, string read) => new(ReadingOrder.Tau(truth, read), LinearText.Orders(truth).Max(order => TextSimilarity.Of(order, read)));
}

/// <summary>What only a program that says what is what can be scored by.</summary>
/// <param name="Ruled">TEDS of each ruled table of the truth, 0 for one that was not found.</param>
/// <param name="Open">TEDS of each table without lines between its cells.</param>
/// <param name="FalseTables">Tables read where none is.</param>
/// <param name="Classes">Of each block whose text was found whole: what it is, and what it was read as.</param>
/// <param name="Blocks">Blocks with words.</param>
/// <param name="Figures">Figures, and how many of them were found: boxes that overlap by half of their union.</param>
internal sealed record StructureScore(
    HeadingScore Headings, IReadOnlyList<double> Ruled, IReadOnlyList<double> Open, int FalseTables, IReadOnlyList<(string Truth, string Read)> Classes, int Blocks, (int Truth, int Found) Figures)
{
    public static StructureScore Of(LayoutDocument truth, LayoutDocument read)
    {
        var (ruled, open, falseTables) = Tables(truth, read);
        var (classes, blocks) = Match(truth, read);
        var figures = truth.Elements.Where(element => element.Class == "figure").ToList();
        var seen = read.Elements.Where(element => element.Class == "figure").ToList();
        return new StructureScore(
            HeadingScore.Of(truth, read), ruled, open, falseTables, classes, blocks,
            (figures.Count, figures.Count(figure => seen.Any(other => other.Page == figure.Page && Overlap(figure.Box, other.Box) >= 0.5))));
    }

    /// <summary>Intersection over union.</summary>
    public static double Overlap(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var common = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0])) * Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        var all = ((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - common;
        return all <= 0 ? 0 : common / all;
    }

    /// <summary>A table of the truth is compared with the one read that overlaps it most, at all; one read counts once.</summary>
    private static (List<double> Ruled, List<double> Open, int False) Tables(LayoutDocument truth, LayoutDocument read)
    {
        var (ruled, open) = (new List<double>(), new List<double>());
        var left = read.Elements.Where(element => element is { Class: "table", Cells: not null }).ToList();
        foreach (var table in truth.Elements.Where(element => element.Class == "table"))
        {
            var best = left.Where(other => other.Page == table.Page && Overlap(table.Box, other.Box) > 0.05).OrderByDescending(other => Overlap(table.Box, other.Box)).FirstOrDefault();
            if (best is not null)
            {
                left.Remove(best);
            }

            (table.Ruled == true ? ruled : open).Add(best is null ? 0 : TableSimilarity.Of(table.Cells!, best.Cells!));
        }

        return (ruled, open, left.Count);
    }

    private static (List<(string, string)> Classes, int Blocks) Match(LayoutDocument truth, LayoutDocument read)
    {
        var classes = new List<(string, string)>();
        var blocks = truth.Elements.Where(element => element.Text.Length > 0 && element.Class is not ("figure" or "table")).ToList();
        var left = read.Elements.Where(element => element.Text is { Length: > 0 }).ToList();
        foreach (var block in blocks)
        {
            var best = left.Where(other => Math.Abs(other.Text.Length - block.Text.Length) <= 2 + (0.3 * block.Text.Length))
                .Select(other => (Element: other, Similarity: TextSimilarity.Of(block.Text, other.Text)))
                .Where(candidate => candidate.Similarity >= 0.85)
                .OrderByDescending(candidate => candidate.Similarity).ThenBy(candidate => Math.Abs(candidate.Element.Page - block.Page)).Select(candidate => candidate.Element).FirstOrDefault();
            if (best is not null)
            {
                left.Remove(best);
                classes.Add((block.Class, best.Class));
            }
        }

        return (classes, blocks.Count);
    }
}
