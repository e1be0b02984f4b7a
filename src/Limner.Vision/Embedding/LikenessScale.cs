namespace Limner.Vision.Embedding;

/// <summary>
/// From the cosine of two vectors of a model to a score that means the same for every model: how likely the two pictures show the same kind of thing.
/// A logistic function, fitted to pairs of photographs (bench/README.md).
/// </summary>
/// <param name="Midpoint">The cosine at which it is as likely as not.</param>
/// <param name="Steepness">Of the curve there, above 0.</param>
public sealed record LikenessScale(double Midpoint, double Steepness)
{
    /// <summary>0..1 of a cosine -1..1.</summary>
    public double ScoreOf(double cosine) => 1 / (1 + Math.Exp(-Steepness * (cosine - Midpoint)));

    /// <summary>The cosine from which on the score is at least this; -1 where every cosine's is.</summary>
    /// <param name="score">0..1.</param>
    public double CosineOf(double score)
        => score <= ScoreOf(-1) ? -1 : score >= 1 ? double.PositiveInfinity : Midpoint + (Math.Log(score / (1 - score)) / Steepness);
}
