namespace Limner.Search.Retrieval;

/// <summary>
/// Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): one after the other is chosen what is relevant and unlike what has been chosen already,
/// by the largest <c>lambda * relevance - (1 - lambda) * likeness to the most alike of the chosen</c>.
/// </summary>
internal static class MaximalMarginalRelevance
{
    /// <summary>What is chosen, in the order of its choice. Of equals the first candidate is taken, so the same candidates give the same choice.</summary>
    /// <param name="relevance">0..1 of each candidate, best first.</param>
    /// <param name="likeness">0..1 of two candidates, by their indexes.</param>
    /// <param name="count">How many; fewer where there are fewer candidates.</param>
    /// <param name="lambda">0..1: 1 looks at nothing but relevance, 0 at nothing but variety.</param>
    public static IReadOnlyList<int> Choose(IReadOnlyList<double> relevance, Func<int, int, double> likeness, int count, double lambda)
    {
        var chosen = new List<int>(count);
        var most = new double[relevance.Count]; // likeness to the most alike of the chosen
        var left = Enumerable.Range(0, relevance.Count).ToList();
        while (chosen.Count < count && left.Count > 0)
        {
            var best = left[0];
            foreach (var candidate in left)
            {
                if (Value(candidate) > Value(best))
                {
                    best = candidate;
                }
            }

            chosen.Add(best);
            left.Remove(best);
            foreach (var candidate in left)
            {
                most[candidate] = Math.Max(most[candidate], likeness(candidate, best));
            }
        }

        return chosen;

        double Value(int candidate) => (lambda * relevance[candidate]) - ((1 - lambda) * most[candidate]);
    }
}
