namespace Limner.Search.Fusion;

/// <summary>
/// Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009): lists whose scores cannot be compared are joined by their ranks alone. Each list gives
/// what it ranks at r the score 1 / (60 + r).
/// </summary>
internal static class ReciprocalRankFusion
{
    /// <summary>The constant of the paper: it keeps the first ranks of one list from outweighing agreement among several.</summary>
    public const int K = 60;

    /// <summary>The score of something by its ranks in all lists.</summary>
    /// <param name="ranks">1 or more; null where a list does not have it.</param>
    public static double Score(params ReadOnlySpan<int?> ranks)
    {
        var score = 0.0;
        foreach (var rank in ranks)
        {
            score += rank is { } r ? 1.0 / (K + r) : 0;
        }

        return score;
    }
}
