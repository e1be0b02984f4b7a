namespace Limner.Benchmarks.Likeness;

/// <summary>Normalized discounted cumulative gain (Järvelin and Kekäläinen 2002) where something is relevant or is not.</summary>
internal static class NormalizedGain
{
    /// <summary>0..1: 1 where the first <paramref name="depth"/> places hold relevant things as far as there are any.</summary>
    /// <param name="ranked">Whether what stands at each place is relevant.</param>
    /// <param name="relevant">How many relevant things there are, found or not; 1 or more.</param>
    public static double At(int depth, IReadOnlyList<bool> ranked, int relevant)
        => Enumerable.Range(0, Math.Min(depth, ranked.Count)).Sum(place => ranked[place] ? Discount(place) : 0) / Enumerable.Range(0, Math.Min(depth, relevant)).Sum(Discount);

    private static double Discount(int place) => 1 / Math.Log2(place + 2);
}
