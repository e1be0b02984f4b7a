using System.Text;

namespace Limner.Documents.Integration;

/// <summary>Headings that the file's own outline names: that says more than how they are set.</summary>
internal static class OutlineHeadings
{
    private const int MostLines = 5;

    /// <summary>The share of entries that must be found on their pages: outlines may be another document's, or a list of figures.</summary>
    private const double Believed = 0.5;

    private const int LongestNumber = 12;

    /// <returns>What level the outline gives to blocks; nothing where it is not to be believed.</returns>
    public static IReadOnlyDictionary<Block, int> Find(IReadOnlyList<Block> blocks, IReadOnlyList<OutlineEntry> outline)
    {
        var found = new Dictionary<Block, int>();
        var entries = outline.Where(entry => entry.Page is not null && Key(entry.Title).Length > 1).ToList();
        if (entries.Count < 2)
        {
            return found;
        }

        var byPage = blocks.Where(block => !block.IsFurniture && !block.IsFigure && block.Table is null && block.Lines.Count is > 0 and <= MostLines)
            .ToLookup(block => block.Page);
        var missing = 0;
        foreach (var entry in entries)
        {
            var title = Key(entry.Title);
            var block = byPage[entry.Page!.Value].FirstOrDefault(block => !found.ContainsKey(block) && IsSame(Key(block.Text), title));
            if (block is null)
            {
                missing++;
            }
            else
            {
                found[block] = entry.Level;
            }
        }

        if (missing > (1 - Believed) * entries.Count)
        {
            found.Clear();
        }

        return found;
    }

    /// <summary>The number before a heading may be in one of the two only.</summary>
    private static bool IsSame(string text, string title)
    {
        var (longer, shorter) = text.Length > title.Length ? (text, title) : (title, text);
        var number = longer.AsSpan(0, longer.Length - shorter.Length);
        return shorter.Length > 1 && longer.EndsWith(shorter, StringComparison.Ordinal) && (number.IsEmpty || (number.Length <= LongestNumber && Layout.ListMarks.IsNumbering(number)));
    }

    /// <summary>Letters and digits only: writers of outlines leave out spaces, dashes and quotes.</summary>
    private static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.IsLetterOrDigit(letter))
            {
                key.Append(char.ToLowerInvariant(letter));
            }
        }

        return key.ToString();
    }
}
