using System.Globalization;
using Limner.Documents.Layout;
using Limner.Documents.Pdf;

namespace Limner.Documents.Text;

/// <summary>
/// Measures the size of type in a picture, line by line, in two ways that err differently: how high the ink of its words is for letters that reach so far up and down, and how wide they are
/// for letters of such advances. Boxes of recognition are neither tight nor alike; ink is, to a pixel.
/// </summary>
internal static class TypeSizes
{
    /// <summary>In parts of the size, means of common faces (serif and sans): the height of x, and what reaches above and below it.</summary>
    private const double SmallLetter = 0.5;

    private const double Ascender = 0.23;
    private const double Descender = 0.21;

    /// <summary>The ink of a Hangul syllable, and the step from one to the next.</summary>
    private const double Syllable = 0.95;

    private const double SyllableAdvance = 0.92;

    /// <summary>What a word's advances have that its ink has not: the bearings at both ends.</summary>
    private const double Bearings = 0.08;

    /// <summary>The white inside letters, as under a dot or between the parts of a syllable, in parts of the height of their box: more is the line above or below.</summary>
    private const double WhiteInside = 0.16;

    /// <summary>Pixels from the top of a word to its bottom: beyond, it is a poster's or no word.</summary>
    private const int MostRows = 512;

    /// <summary>Letters of a line, or of a page, from which its widths say something.</summary>
    private const int LeastLetters = 4;

    private const int LeastOfPage = 60;

    /// <summary>Sizes of one page that differ by less are one size.</summary>
    private const double Same = 0.05;

    /// <summary>By how much faces of one size differ in height; text in another script that differs more is of another size.</summary>
    private const double MostOfFaces = 0.13;

    /// <param name="lines">The words of each recognised line, with a first estimate of its size: where nothing can be measured it is brought to the other lines' like a measured one.</param>
    /// <param name="picture">Of the upright page.</param>
    /// <param name="scale">Its pixels in a point.</param>
    /// <returns>The same words, line after line.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static List<PageWord> Apply(IReadOnlyList<IReadOnlyList<PageWord>> lines, GreyPicture picture, double scale, CancellationToken cancellation)
    {
        var measures = lines.Select(line =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Measure(line, picture, scale);
        }).ToList();
        var sizes = Sizes(measures, [.. lines.Select(line => line[0].Font.Size)]);
        return [.. lines.SelectMany((line, i) => line.Select(word => word with { Font = word.Font with { Size = sizes[i] } }))];
    }

    /// <param name="Height">The size by heights, in points; NaN where nothing can be measured.</param>
    /// <param name="Width">The size by widths, were its face of mean width.</param>
    private readonly record struct LineMeasure(bool IsHangul, int Letters, double Height, double Width);

    private static double[] Sizes(List<LineMeasure> measures, double[] first)
    {
        // How wide the page's syllables are beside their height; nothing where recognition gave boxes without width. Latin letters differ too much in width, from face to face and from light to bold.
        var hangul = measures.Where(line => line.IsHangul && line.Letters >= LeastLetters).ToList();
        var face = hangul.Sum(line => line.Letters) >= LeastOfPage ? Median(hangul.Select(line => (line.Width / line.Height, line.Letters))) : double.NaN;
        var sizes = new double[measures.Count];
        for (var i = 0; i < sizes.Length; i++)
        {
            var line = measures[i];
            sizes[i] = double.IsNaN(line.Height) ? first[i]
                : line.IsHangul && line.Letters >= LeastLetters && line.Width > 0 && face > 0 ? Math.Sqrt(line.Height * line.Width / face)
                : line.Height;
        }

        Level(sizes, measures);
        return Group(sizes, [.. measures.Select(line => line.Letters)]);
    }

    /// <summary>Where a page is in two scripts, the sizes of all lines without Hangul, estimated ones too, are taken as those of Hangul would be: faces of one size reach up differently far.</summary>
    private static void Level(double[] sizes, List<LineMeasure> measures)
    {
        var scripts = measures.Select((line, i) => (line.IsHangul, Size: sizes[i], line.Letters)).Where(line => line.Letters >= LeastLetters).ToLookup(line => line.IsHangul, line => (line.Size, line.Letters));
        if (scripts[true].Sum(line => line.Letters) < LeastOfPage || scripts[false].Sum(line => line.Letters) < LeastOfPage)
        {
            return;
        }

        var factor = Median(scripts[true]) / Median(scripts[false]);
        for (var i = 0; i < sizes.Length && Math.Abs(factor - 1) < MostOfFaces; i++)
        {
            sizes[i] *= measures[i].IsHangul ? 1 : factor;
        }
    }

    private static LineMeasure Measure(IReadOnlyList<PageWord> line, GreyPicture picture, double scale)
    {
        var isHangul = line.Sum(word => word.Text.Count(IsSyllable)) >= 2;
        var (letters, height, expected, width, advance) = (0, 0.0, 0.0, 0.0, 0.0);
        foreach (var word in line)
        {
            var count = word.Text.Count(letter => char.IsLetterOrDigit(letter));
            if (count == 0 || isHangul != word.Text.Any(IsSyllable) || word.IsVertical || Height(word.Text) is not { } inSize || InkHeight(word, picture, scale) is not { } ink)
            {
                continue;
            }

            letters += count;
            height += ink * count;
            expected += inSize * count;
            width += word.Box.Width;
            advance += word.Text.Sum(Advance) - Bearings;
        }

        return letters == 0 || advance <= 0 ? new LineMeasure(isHangul, 0, double.NaN, double.NaN) : new LineMeasure(isHangul, letters, height / expected, width / advance);
    }

    /// <summary>From the highest to the lowest ink of a word, in points; nothing where it has no contrast, or is higher than type is.</summary>
    private static double? InkHeight(PageWord word, GreyPicture picture, double scale)
    {
        var area = new PageCanvas(picture, scale, PageCanvas.NoiseOfScans).Pixels(word.Box);
        var (left, top, right, bottom) = area;
        if (bottom - top > MostRows || InkThreshold.Of(picture, area) is not { } limit)
        {
            return null;
        }

        Span<int> rows = stackalloc int[bottom - top];
        var darkest = 0;
        for (var y = 0; y < rows.Length; y++)
        {
            foreach (var value in picture.Pixels.Slice(((top + y) * picture.Width) + left, right - left))
            {
                rows[y] += value < limit ? 1 : 0;
            }

            darkest = rows[y] > rows[darkest] ? y : darkest;
        }

        var white = Math.Max(1, (int)(WhiteInside * rows.Length));
        return (Reach(rows, darkest, 1, white) + Reach(rows, darkest, -1, white) + 1) / scale;
    }

    /// <summary>Rows from the darkest to the last one with ink, over no more white than is inside letters.</summary>
    private static int Reach(ReadOnlySpan<int> rows, int from, int step, int white)
    {
        var last = from;
        for (var y = from + step; y >= 0 && y < rows.Length && Math.Abs(y - last) <= white + 1; y += step)
        {
            last = rows[y] > 0 ? y : last;
        }

        return Math.Abs(last - from);
    }

    private static bool IsSyllable(char letter) => letter is >= '\uAC00' and <= '\uD7A3';

    /// <summary>Han, Kana and Hangul, whose letters fill a square.</summary>
    private static bool IsSquare(char letter) => char.IsLetter(letter) && letter is (>= '\u2E80' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');

    /// <summary>Of the ink of a word, in parts of the size; nothing where it has letters whose height is not known.</summary>
    private static double? Height(string text)
    {
        if (text.Any(IsSyllable))
        {
            return Syllable + (text.AsSpan().ContainsAny("(),;[]") ? 0.06 : 0);
        }

        if (text.Any(IsSquare))
        {
            // One alone may be a single stroke.
            return text.Count(IsSquare) > 1 ? Syllable : null;
        }

        var (isHigh, isLow, isDeep) = (false, false, false);
        foreach (var letter in text)
        {
            // Accents make small letters about as high as ascenders. How far those on capitals reach, and other scripts, is not known.
            var isAccented = "àáâãäåèéêëìíîïñòóôõöùúûü".Contains(letter, StringComparison.Ordinal);
            if (!char.IsAscii(letter) && !isAccented && letter != 'ß' && (char.IsLetter(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark))
            {
                return null;
            }

            isHigh |= isAccented || char.IsUpper(letter) || char.IsDigit(letter) || "bdfhijkltß()[]{}/?!\"'“”‘’（）".Contains(letter, StringComparison.Ordinal);
            isLow |= "gjpqy()[]{}（）".Contains(letter, StringComparison.Ordinal);
            isDeep |= letter is ',' or ';';
        }

        return SmallLetter + (isHigh ? Ascender : 0) + (isLow ? Descender : isDeep ? 0.14 : 0);
    }

    /// <summary>From the beginning of a letter to that of the next, in parts of the size.</summary>
    private static double Advance(char letter) => letter switch
    {
        >= '\u1100' => SyllableAdvance,
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '\u2019' or '|' or '!' => 0.26,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '-' or '"' or '/' => 0.33,
        'm' or 'M' or 'W' or '\u2014' => 0.85,
        'w' => 0.72,
        _ when char.IsUpper(letter) => 0.67,
        _ => 0.53,
    };

    /// <summary>Lines around the most common sizes get one size each.</summary>
    private static double[] Group(double[] sizes, int[] letters)
    {
        var grouped = new double[sizes.Length];
        var left = Enumerable.Range(0, sizes.Length).OrderBy(i => sizes[i]).ToList();
        while (left.Count > 0)
        {
            var centre = sizes[left[Densest(left, sizes, letters)]];
            var first = left.FindIndex(i => sizes[i] >= centre * (1 - Same));
            var count = left.FindLastIndex(i => sizes[i] <= centre * (1 + Same)) - first + 1;
            var median = Median(left.Skip(first).Take(count).Select(i => (sizes[i], Math.Max(1, letters[i]))));
            left.GetRange(first, count).ForEach(i => grouped[i] = Math.Max(1, Math.Round(median * 4) / 4));
            left.RemoveRange(first, count);
        }

        return grouped;
    }

    /// <summary>Which of some lines, in the order of their sizes, has most letters of sizes around its own.</summary>
    private static int Densest(List<int> lines, double[] sizes, int[] letters)
    {
        var (best, most, from, to, sum) = (0, -1, 0, 0, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            var (size, reach) = (sizes[lines[i]], Same * 0.5 * sizes[lines[i]]);
            for (; to < lines.Count && sizes[lines[to]] <= size + reach; to++)
            {
                sum += letters[lines[to]];
            }

            for (; sizes[lines[from]] < size - reach; from++)
            {
                sum -= letters[lines[from]];
            }

            (best, most) = sum > most ? (i, sum) : (best, most);
        }

        return best;
    }

    private static double Median(IEnumerable<(double Value, int Weight)> values)
    {
        var ordered = values.OrderBy(value => value.Value).ToList();
        var half = ordered.Sum(value => value.Weight) / 2.0;
        foreach (var (value, weight) in ordered)
        {
            if ((half -= weight) <= 0)
            {
                return value;
            }
        }

        return ordered[^1].Value;
    }
}
