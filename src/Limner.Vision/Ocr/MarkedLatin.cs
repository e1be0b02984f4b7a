using System.Text;

namespace Limner.Vision.Ocr;

/// <summary>
/// Puts marks back that the built-in recogniser leaves out: its dictionary has no ö, ß, ç, ñ or ł, and those that it has it often reads without their mark, with great
/// confidence. What it read stands; only letters with marks are taken from Tesseract's reading of the same line, where the two otherwise agree.
/// </summary>
internal static class MarkedLatin
{
    /// <summary>Difference in so many characters at one place is a disagreement about the letter (ß for ss, œ for oe); more is another reading.</summary>
    private const int LongestRun = 3;

    /// <summary>Below this Tesseract guesses.</summary>
    private const float LeastConfidence = 0.5f;

    /// <summary>Longer lines are none of print, and the comparison is quadratic.</summary>
    private const int MaximumLength = 500;

    /// <summary>Languages in Latin letters, by Tesseract's names, some of whose letters the dictionary lacks.</summary>
    private static readonly HashSet<string> Languages = new(StringComparer.Ordinal)
    {
        "afr", "aze", "bos", "bre", "cat", "ces", "cos", "cym", "dan", "deu", "epo", "est", "eus", "fao", "fin", "fra", "frm", "fry", "gla", "gle", "glg", "hat", "hrv", "hun", "isl", "ita",
        "lat", "lav", "lit", "ltz", "mlt", "mri", "nld", "nor", "oci", "pol", "por", "que", "ron", "slk", "slv", "spa", "sqi", "swe", "tur", "uzb", "vie", "yor",
    };

    public static bool IsLanguage(string language) => Languages.Contains(language);

    /// <summary>Whether at least half of a line's letters are Latin, so that marks may be missing.</summary>
    public static bool MayLackMarks(string text)
    {
        var letters = text.Count(char.IsLetter);
        return letters > 0 && text.Length <= MaximumLength && text.Count(letter => char.IsLetter(letter) && letter < '\u0250') * 2 >= letters;
    }

    /// <summary>The network's line with the marks that it lacks.</summary>
    public static ReadLine Restore(ReadLine network, ReadLine tesseract)
    {
        if (tesseract.Confidence < LeastConfidence || tesseract.Text.Length is 0 or > MaximumLength || !tesseract.Text.Any(IsMarked))
        {
            return network;
        }

        var text = Merge(network.Text, tesseract.Text.Normalize(NormalizationForm.FormC));
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return text == network.Text || words.Length != network.Words.Count
            ? network
            : network with { Text = text, Words = [.. network.Words.Select((word, i) => word with { Text = words[i] })] };
    }

    private static bool IsMarked(char letter) => letter is >= '\u00C0' and < '\u0250' && char.IsLetter(letter);

    /// <summary>Goes along the shortest way from one text to the other (Levenshtein), run by run of differences.</summary>
    private static string Merge(string network, string tesseract)
    {
        var distances = Distances(network, tesseract);
        var merged = new List<string>();
        var (i, j, runI, runJ) = (network.Length, tesseract.Length, network.Length, tesseract.Length);
        while (i > 0 || j > 0)
        {
            if (i > 0 && j > 0 && network[i - 1] == tesseract[j - 1] && distances[i, j] == distances[i - 1, j - 1])
            {
                merged.Add(Choose(network[i..runI], tesseract[j..runJ]));
                merged.Add(network[(i - 1)..i]);
                (runI, runJ) = (--i, --j);
            }
            else if (i > 0 && j > 0 && distances[i, j] == distances[i - 1, j - 1] + 1)
            {
                (i, j) = (i - 1, j - 1);
            }
            else if (i > 0 && distances[i, j] == distances[i - 1, j] + 1)
            {
                i--;
            }
            else
            {
                j--;
            }
        }

        merged.Add(Choose(network[..runI], tesseract[..runJ]));
        merged.Reverse();
        return string.Concat(merged);
    }

    private static string Choose(string network, string tesseract)
        => network.Length is > 0 and <= LongestRun && tesseract.Length is > 0 and <= LongestRun && tesseract.Any(IsMarked)
            && !network.Any(char.IsWhiteSpace) && !tesseract.Any(char.IsWhiteSpace)
            ? tesseract
            : network;

    private static int[,] Distances(string from, string to)
    {
        var distances = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                distances[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    distances[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1),
                    Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1);
            }
        }

        return distances;
    }
}
