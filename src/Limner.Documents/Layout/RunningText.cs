namespace Limner.Documents.Layout;

/// <summary>
/// Tells lines of running text from the cells of a column: running text breaks where the next word has no more room, a cell ends where its text does.
/// </summary>
internal static class RunningText
{
    private const int LeastLines = 4;

    /// <summary>In words and in characters: single words fill a column of dates too.</summary>
    private const double LeastWords = 2.3;

    private const double LeastLength = 10;

    /// <summary>The white between two lines of a text, in parts of the type's size: rows of a table are further apart, mostly.</summary>
    private const double MostLeading = 0.8;

    /// <summary>The share of lines that end because the next word has no room. Paragraphs end too.</summary>
    private const double LeastWrapped = 0.6;

    /// <param name="segments">Of one column.</param>
    public static bool Is(List<TextSegment> segments)
    {
        // Words of justified text may stand so far apart that a line is several segments.
        var lines = BorderlessTables.Rows(segments.Select(segment => new SegmentItem(segment)))
            .ConvertAll(row => row.Count == 1 ? ((SegmentItem)row[0]).Segment : new TextSegment([.. row.Cast<SegmentItem>().SelectMany(item => item.Segment.Words)]));
        if (lines.Count < LeastLines || lines.Average(line => line.Words.Count) < LeastWords || lines.Average(line => line.Text.Length) < LeastLength)
        {
            return false;
        }

        var right = lines.Max(line => line.Box.Right);
        var (pairs, wrapped) = (0, 0);
        for (var i = 1; i < lines.Count; i++)
        {
            var (line, next) = (lines[i - 1], lines[i]);
            if (next.Box.Top - line.Box.Bottom < MostLeading * line.Size && next.Box.CentreY - line.Box.CentreY > 0.5 * line.Size)
            {
                pairs++;
                wrapped += line.Box.Right + FirstWord(next) + (0.15 * line.Size) > right ? 1 : 0;
            }
        }

        return pairs >= 0.6 * (lines.Count - 1) && wrapped >= LeastWrapped * pairs;
    }

    /// <summary>How much room its first word takes, with the space before it. Hangul may be divided between any two syllables.</summary>
    private static double FirstWord(TextSegment line)
    {
        var word = line.Words[0];
        return (0.25 * line.Size) + word.Box.Width;
    }
}
