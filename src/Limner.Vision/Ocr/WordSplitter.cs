using System.Text;

namespace Limner.Vision.Ocr;

/// <summary>
/// Makes words of characters: at the spaces the network read, and where the white between two characters of a script that sets words apart is wide enough to be
/// one it left out.
/// </summary>
internal static class WordSplitter
{
    /// <summary>No white narrower than this share of the line's height (48 pixels) parts words.</summary>
    private const float LeastShare = 0.13f;

    /// <summary>Without small letters: capitals fill the height of the crop, so all whites are larger against it.</summary>
    private const float LeastShareOfCapitals = 0.2f;

    /// <summary>And none narrower than this where the letters themselves are set apart, as on signs.</summary>
    private const float LeastShareOfSpacedLetters = 0.5f;

    /// <param name="characters">In the order of their positions.</param>
    /// <param name="gaps">Whites of the line, in pixels of its crop.</param>
    /// <param name="width">Of the crop, in pixels.</param>
    public static ReadLine Split(IReadOnlyList<ReadCharacter> characters, IReadOnlyList<Gap> gaps, int width)
    {
        var wide = WideGaps(gaps, [.. characters.Where(character => !string.IsNullOrWhiteSpace(character.Text))]);
        var words = new List<ReadWord>();
        var pending = new List<(ReadCharacter Character, float X)>();
        var start = 0f;
        var previous = default((ReadCharacter Character, float X)?);
        foreach (var character in characters)
        {
            var x = Math.Min((character.Position + 0.5f) * LineReader.StepWidth, width);
            if (string.IsNullOrWhiteSpace(character.Text))
            {
                if (pending.Count > 0)
                {
                    End(x, x);
                }

                continue;
            }

            if (pending.Count > 0 && previous is { } before && MayPart(before.Character.Text, character.Text)
                && wide.FirstOrDefault(gap => gap.Middle > before.X - 2 && gap.Middle < x + 2) is { Width: > 0 } gap)
            {
                End(gap.From, gap.To);
            }

            pending.Add((character, x));
            previous = (character, x);
        }

        if (pending.Count > 0)
        {
            End(width, width);
        }

        if (words.Count == 0)
        {
            return ReadLine.Nothing;
        }

        var kept = characters.Where(character => !string.IsNullOrWhiteSpace(character.Text)).Average(character => character.Confidence);
        return new ReadLine(string.Join(' ', words.Select(word => word.Text)), kept, words);

        void End(float end, float next)
        {
            var text = new StringBuilder();
            pending.ForEach(item => text.Append(item.Character.Text));
            words.Add(new ReadWord(text.ToString(), pending.Average(item => item.Character.Confidence), start / width, Math.Max(start, end) / width));
            pending.Clear();
            start = next;
        }
    }

    /// <summary>The whites that part words: those of the wider kind where a line has two kinds.</summary>
    private static List<Gap> WideGaps(IReadOnlyList<Gap> gaps, List<ReadCharacter> characters)
    {
        if (gaps.Count == 0)
        {
            return [];
        }

        var isOfCapitals = characters.TrueForAll(character => character.Text[0] < 0x80 && !char.IsAsciiLetterLower(character.Text[0]));
        var least = (isOfCapitals ? LeastShareOfCapitals : LeastShare) * LineTensor.Height;
        var threshold = Threshold([.. gaps.Select(gap => gap.Width).Order()], least);
        List<Gap> wide = [.. gaps.Where(gap => gap.Width >= threshold)];

        // Words have two letters and more on the average: whites between nearly all characters are the spacing of letters.
        return 2 * wide.Count > characters.Count - 1 ? wide.FindAll(gap => gap.Width >= LeastShareOfSpacedLetters * LineTensor.Height) : wide;
    }

    /// <summary>Where the widths fall apart into two kinds (Otsu on the sorted widths), but at least <paramref name="least"/>.</summary>
    private static float Threshold(int[] widths, float least)
    {
        var (best, threshold) = (0.0, least);
        var total = widths.Sum();
        var sum = 0;
        for (var i = 1; i < widths.Length; i++)
        {
            sum += widths[i - 1];
            if (widths[i] == widths[i - 1])
            {
                continue;
            }

            var (low, high) = ((double)sum / i, (double)(total - sum) / (widths.Length - i));
            var between = i * (double)(widths.Length - i) * (high - low) * (high - low);
            if (between > best && high > 1.7 * low)
            {
                (best, threshold) = (between, (widths[i] + widths[i - 1]) / 2f);
            }
        }

        return Math.Max(least, threshold);
    }

    /// <summary>Han and kana are not set apart by spaces, however wide they stand.</summary>
    private static bool MayPart(string before, string after) => !IsIdeograph(before) && !IsIdeograph(after);

    private static bool IsIdeograph(string text) => text[0] is (>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF00' and <= '\uFFEF');
}
