using System.Globalization;
using System.Text.RegularExpressions;
using Limner.Testing.Documents;

namespace Limner.DocumentTruth.Scoring;

/// <summary>Whether what was printed is what was measured: the words that Poppler finds in a block's boxes are those of its text.</summary>
internal static partial class TruthCheck
{
    /// <summary>The share of blocks of which Poppler says otherwise: a word on the edge of two boxes, a scanned page.</summary>
    private const double Tolerated = 0.01;

    /// <returns>Whether nearly all are where they should be.</returns>
    public static async Task<bool> RunAsync(string folder)
    {
        var (blocks, wrong) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*.truth.json").Order(StringComparer.Ordinal))
        {
            var truth = LayoutDocument.Read(await File.ReadAllBytesAsync(file));
            var pages = PageStart().Split(await Programs.TextAsync("pdftotext", "-bbox", file.Replace(".truth.json", ".pdf", StringComparison.Ordinal), "-")).Skip(1).Select(Words).ToList();
            if (pages.Count != truth.Pages.Count)
            {
                throw new InvalidDataException($"{file}: {pages.Count} pages were printed, {truth.Pages.Count} measured.");
            }

            // Pages that are pictures have no words to ask for.
            foreach (var element in truth.Elements.Where(element => element.Class is not ("figure" or "formula") && (element.Continues ?? []).Select(place => place.Page).Append(element.Page).All(page => pages[page - 1].Count > 0)))
            {
                var places = (element.Continues ?? []).Prepend(new LayoutPlace(element.Page, element.Box));
                var found = string.Concat(places.SelectMany(place => pages[place.Page - 1].Where(word => Inside(word.X, word.Y, place.Box)).Select(word => word.Text)));
                blocks++;
                if (TextSimilarity.Of(Sorted(found), Sorted(element.Text)) < 0.97)
                {
                    wrong++;
                    Console.WriteLine($"{Path.GetFileName(file)} {element.Id} {element.Class}: {element.Text[..Math.Min(60, element.Text.Length)]} | {found[..Math.Min(60, found.Length)]}");
                }
            }
        }

        Console.WriteLine($"{blocks} blocks, {wrong} whose words are elsewhere");
        return blocks > 0 && wrong <= Tolerated * blocks;
    }

    private static bool Inside(double x, double y, IReadOnlyList<double> box) => x >= box[0] - 1 && x <= box[2] + 1 && y >= box[1] - 1 && y <= box[3] + 1;

    private static List<(double X, double Y, string Text)> Words(string page)
        => [.. Word().Matches(page).Select(match => ((Number(match, "left") + Number(match, "right")) / 2, (Number(match, "top") + Number(match, "bottom")) / 2, System.Net.WebUtility.HtmlDecode(match.Groups["text"].Value)))];

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>Poppler's order of the words is not asked here.</summary>
    private static string Sorted(string text) => string.Concat(text.Where(char.IsLetter).Order());

    [GeneratedRegex("<page ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PageStart();

    [GeneratedRegex("<word xMin=\"(?<left>[0-9.-]+)\" yMin=\"(?<top>[0-9.-]+)\" xMax=\"(?<right>[0-9.-]+)\" yMax=\"(?<bottom>[0-9.-]+)\">(?<text>[^<]*)</word>", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Word();
}
