namespace Limner.Testing.Ocr;

/// <summary>How well a text was read.</summary>
public static class CharacterErrors
{
    /// <summary>Character error rate: the edits (insertions, deletions, substitutions) that make one text the other, by the length of what should stand there. Runs of white space count as one space.</summary>
    public static double Rate(string expected, string actual)
    {
        var (should, does) = (Normalise(expected), Normalise(actual));
        var previous = Enumerable.Range(0, does.Length + 1).ToArray();
        var current = new int[previous.Length];
        for (var i = 1; i <= should.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= does.Length; j++)
            {
                var substitution = previous[j - 1] + (should[i - 1] == does[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, 1 + Math.Min(previous[j], current[j - 1]));
            }

            (previous, current) = (current, previous);
        }

        return should.Length == 0 ? does.Length : previous[^1] / (double)should.Length;
    }

    private static string Normalise(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
