namespace Limner.Testing.Documents;

/// <summary>Whether headings, the title among them, were recognised. Counts add up over documents.</summary>
/// <param name="Truth">How many there are.</param>
/// <param name="Read">How many were said to be there.</param>
/// <param name="Found">How many of both are the same heading: in order, with texts that are at least <see cref="SameText"/> alike.</param>
/// <param name="WithLevel">How many of these have the same level.</param>
public sealed record HeadingScore(int Truth, int Read, int Found, int WithLevel)
{
    /// <summary>From how much similarity on two texts are the same heading, 0..1.</summary>
    public const double SameText = 0.8;

    /// <summary>F1 of headings found, whatever their levels; 1 where there is none and none was read.</summary>
    public double F1 => Score(Found);

    /// <summary>F1 of headings found with their levels.</summary>
    public double F1WithLevels => Score(WithLevel);

    /// <summary>
    /// Compares the levels as ranks among those of the document, the title as the outermost: a document of which all headings are of one kind does not show whether they are of the first level or the second.
    /// </summary>
    public static HeadingScore Of(LayoutDocument truth, LayoutDocument read)
    {
        var (should, does) = (Headings(truth), Headings(read));
        var (found, withLevel) = (0, 0);
        var used = new bool[does.Count];
        foreach (var (text, rank) in should)
        {
            var best = Enumerable.Range(0, does.Count).Where(i => !used[i])
                .Select(i => (Index: i, Similarity: TextSimilarity.Of(text, does[i].Text)))
                .Where(candidate => candidate.Similarity >= SameText)
                .OrderByDescending(candidate => candidate.Similarity).Select(candidate => (int?)candidate.Index).FirstOrDefault();
            if (best is { } index)
            {
                used[index] = true;
                found++;
                withLevel += does[index].Rank == rank ? 1 : 0;
            }
        }

        return new HeadingScore(should.Count, does.Count, found, withLevel);
    }

    public static HeadingScore operator +(HeadingScore one, HeadingScore other)
        => new(one.Truth + other.Truth, one.Read + other.Read, one.Found + other.Found, one.WithLevel + other.WithLevel);

    private static List<(string Text, int Rank)> Headings(LayoutDocument document)
    {
        var headings = document.Elements.Where(element => element.Class is "title" or "heading").Select(element => (element.Text, Level: element.Class == "title" ? 0 : element.Level ?? 1)).ToList();
        var levels = headings.Select(heading => heading.Level).Distinct().Order().ToList();
        return [.. headings.Select(heading => (heading.Text, levels.IndexOf(heading.Level)))];
    }

    private double Score(int right) => Truth + Read == 0 ? 1 : 2.0 * right / (Truth + Read);
}
