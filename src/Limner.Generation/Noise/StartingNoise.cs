namespace Limner.Generation.Noise;

/// <summary>The noise a picture begins as.</summary>
internal static class StartingNoise
{
    /// <summary>Moves noise towards other noise along the sphere both lie on (Shoemake 1985), so that what is between is as strong as they are.</summary>
    /// <param name="noise">Standard normal; replaced.</param>
    /// <param name="strength">0 leaves it, 1 makes it the other.</param>
    public static void Vary(Span<float> noise, ReadOnlySpan<float> other, double strength)
    {
        var (dot, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < noise.Length; i++)
        {
            dot += (double)noise[i] * other[i];
            first += (double)noise[i] * noise[i];
            second += (double)other[i] * other[i];
        }

        var angle = Math.Acos(Math.Clamp(dot / Math.Sqrt(first * second), -1, 1));
        var (a, b) = Math.Sin(angle) < 1e-6 ? (1 - strength, strength) : (Math.Sin((1 - strength) * angle) / Math.Sin(angle), Math.Sin(strength * angle) / Math.Sin(angle));
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (float)((a * noise[i]) + (b * other[i]));
        }
    }
}
