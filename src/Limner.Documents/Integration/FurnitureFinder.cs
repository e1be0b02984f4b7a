using System.Text.RegularExpressions;
using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>Running heads and feet and page numbers: what stands at the same height of several pages with the same words, numbers aside.</summary>
internal static partial class FurnitureFinder
{
    /// <summary>Shares of a page's height.</summary>
    private const double Zone = 0.12;

    private const double Edge = 0.085;

    /// <summary>Pages on which a line recurs that make it furniture.</summary>
    private const int Enough = 3;

    /// <summary>Rows from a page's edge.</summary>
    private const int Rows = 3;

    /// <summary>Texts of a row: one of more is no running head.</summary>
    private const int MostTexts = 12;

    /// <summary>In points: how far the same line may move from page to page.</summary>
    private const double Moves = 12;

    /// <summary>The furniture of each page, by its number.</summary>
    public static Dictionary<int, Dictionary<TextSegment, ElementClass>> Find(IReadOnlyList<PageLayout> pages, double bodySize)
    {
        var found = pages.ToDictionary(page => page.Page.Number, _ => new Dictionary<TextSegment, ElementClass>());
        foreach (var group in pages.SelectMany(Candidates).GroupBy(candidate => (candidate.IsTop, candidate.Key)))
        {
            var candidates = group.OrderBy(candidate => candidate.Segment.Box.Top).ToList();
            for (var i = 0; i < candidates.Count; i++)
            {
                // Left and right pages differ, chapters have heads of their own: three alike are enough.
                var alike = Alike(candidates, i);
                if (alike >= Enough || (alike >= 2 && alike * 2 >= pages.Count && group.Key.Key.Length > 0))
                {
                    found[candidates[i].Page][candidates[i].Segment] = ClassOf(candidates[i].Segment, candidates[i].IsTop);
                }
            }
        }

        AddNumbered(pages, found, bodySize);
        foreach (var page in pages)
        {
            AddLoneOnes(page, found[page.Page.Number], bodySize);
        }

        return found;
    }

    /// <summary>A row whose number counts with the pages is furniture with all that stands in it: heads of books change from chapter to chapter.</summary>
    private static void AddNumbered(IReadOnlyList<PageLayout> pages, Dictionary<int, Dictionary<TextSegment, ElementClass>> found, double bodySize)
    {
        foreach (var isTop in new[] { true, false })
        {
            var rows = pages.SelectMany(page => Outermost(page, isTop).Take(2).SelectMany(row => NumbersOf(row, isTop).Select(number => (Page: page, Row: row, Offset: number - page.Page.Number)))).ToList();
            foreach (var group in rows.GroupBy(row => row.Offset).Where(group => group.Select(row => row.Page).Distinct().Count() >= Enough))
            {
                foreach (var (page, row, _) in group)
                {
                    var box = PageBox.Around(row.Select(segment => segment.Box));
                    if (Apart(page, box, isTop, found[page.Page.Number]) > 0.4 * bodySize && row.Sum(segment => segment.Text.Length) < 150)
                    {
                        row.ForEach(segment => found[page.Page.Number].TryAdd(segment, ClassOf(segment, isTop)));
                    }
                }
            }
        }
    }

    /// <summary>The numbers at the two ends of a row; at the foot only such that stand by themselves, for notes are numbered too.</summary>
    private static IEnumerable<int> NumbersOf(List<TextSegment> row, bool isTop)
    {
        if (row.Count <= MostTexts && (isTop || row[0].Words.Count == 1 || row[^1].Words.Count == 1))
        {
            foreach (var word in new[] { row[0].Words[0].Text, row[^1].Words[^1].Text }.Distinct(StringComparer.Ordinal))
            {
                if (word.Length <= 5 && int.TryParse(word, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
                {
                    yield return number;
                }
            }
        }
    }

    /// <summary>On how many pages there is one at the same height, counted up to <see cref="Enough"/>.</summary>
    private static int Alike(List<(int Page, TextSegment Segment, bool IsTop, string Key)> candidates, int at)
    {
        var pages = new HashSet<int> { candidates[at].Page };
        foreach (var step in new[] { -1, 1 })
        {
            for (var i = at + step; i >= 0 && i < candidates.Count && pages.Count < Enough && Math.Abs(candidates[i].Segment.Box.Top - candidates[at].Segment.Box.Top) <= Moves; i += step)
            {
                pages.Add(candidates[i].Page);
            }
        }

        return pages.Count;
    }

    private static IEnumerable<(int Page, TextSegment Segment, bool IsTop, string Key)> Candidates(PageLayout page)
    {
        foreach (var isTop in new[] { true, false })
        {
            foreach (var segment in Outermost(page, isTop).Where(row => row.Count <= MostTexts).SelectMany(row => row))
            {
                // Rows of a table that goes on from page to page are numbers at the same height too.
                if (ListMarks.IsPageNumber(segment.Text) || segment.Text.Any(char.IsLetter))
                {
                    yield return (page.Page.Number, segment, isTop, Digits().Replace(segment.Text, "#").ToUpperInvariant());
                }
            }
        }
    }

    /// <summary>A single page tells its furniture by small type at the very edge, apart from all else; and numbers by what they are.</summary>
    private static void AddLoneOnes(PageLayout page, Dictionary<TextSegment, ElementClass> found, double bodySize)
    {
        foreach (var isTop in new[] { true, false })
        {
            foreach (var row in Outermost(page, isTop))
            {
                var box = PageBox.Around(row.Select(segment => segment.Box));
                var isAtEdge = isTop ? box.Bottom < Edge * page.Page.Height : box.Top > (1 - Edge) * page.Page.Height;
                var apart = Apart(page, box, isTop, found);
                var isNumber = row.Count == 1 && ListMarks.IsPageNumber(row[0].Text);
                // Sizes of scans are estimated.
                var smallest = (page.Page.Source == PageSource.Ocr ? 1.08 : 0.95) * bodySize;
                var isSmall = row.TrueForAll(segment => segment.Size < smallest && !segment.Bold) && row.Sum(segment => segment.Text.Length) < 150;
                var hasNumber = row.Count > 1 && row.Exists(segment => ListMarks.IsPageNumber(segment.Text)) && row.TrueForAll(segment => segment.Size <= 1.02 * bodySize);
                if (row.Exists(found.ContainsKey) || (isAtEdge && apart > 0.8 * bodySize && (isSmall || isNumber || hasNumber)) || (isNumber && apart > 1.2 * bodySize))
                {
                    row.ForEach(segment => found[segment] = ClassOf(segment, isTop));
                }
                else
                {
                    break;
                }
            }
        }
    }

    /// <summary>The white, in points, between a row and what is next to it inward.</summary>
    private static double Apart(PageLayout page, PageBox box, bool isTop, Dictionary<TextSegment, ElementClass> found)
    {
        var others = page.Segments.Where(segment => !found.ContainsKey(segment)).Select(segment => segment.Box)
            .Concat(page.Tables.Select(table => table.Box)).Concat(page.Figures.Select(figure => figure.Box))
            .Where(other => isTop ? other.CentreY > box.Bottom : other.CentreY < box.Top).ToList();
        return others.Count == 0 ? double.PositiveInfinity : isTop ? others.Min(other => other.Top) - box.Bottom : box.Top - others.Max(other => other.Bottom);
    }

    private static List<List<TextSegment>> Outermost(PageLayout page, bool isTop)
    {
        var rows = BorderlessTables.Rows(page.Segments
                .Where(segment => isTop ? segment.Box.CentreY < Zone * page.Page.Height : segment.Box.CentreY > (1 - Zone) * page.Page.Height)
                .Select(segment => new SegmentItem(segment)))
            .ConvertAll(row => row.Cast<SegmentItem>().Select(item => item.Segment).ToList());
        if (!isTop)
        {
            rows.Reverse();
        }

        return [.. rows.Take(Rows)];
    }

    private static ElementClass ClassOf(TextSegment segment, bool isTop)
        => ListMarks.IsPageNumber(segment.Text) ? ElementClass.PageNumber : isTop ? ElementClass.PageHeader : ElementClass.PageFooter;

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Digits();
}
