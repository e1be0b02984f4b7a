namespace Limner.Generation.Pipelines;

/// <summary>Classifier-free guidance (Ho and Salimans 2022).</summary>
internal static class Guidance
{
    /// <summary>without + scale (with - without), into the first half; with rescaling, mixed with itself at the deviation of what was predicted with the text.</summary>
    /// <param name="output">First the predictions without the text, then those with it, of <paramref name="pictures"/> pictures.</param>
    public static void Apply(Span<float> output, int pictures, double scale, double rescale)
    {
        var length = output.Length / 2 / pictures;
        for (var picture = 0; picture < pictures; picture++)
        {
            var without = output.Slice(picture * length, length);
            var with = output.Slice((pictures + picture) * length, length);
            for (var i = 0; i < length; i++)
            {
                without[i] = (float)(without[i] + (scale * (with[i] - (double)without[i])));
            }

            if (rescale > 0 && Deviation(without) is > 0 and var guided)
            {
                var factor = (rescale * Deviation(with) / guided) + 1 - rescale;
                for (var i = 0; i < length; i++)
                {
                    without[i] = (float)(without[i] * factor);
                }
            }
        }
    }

    private static double Deviation(ReadOnlySpan<float> values)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        return Math.Sqrt(Math.Max(0, (squares / values.Length) - (sum / values.Length * (sum / values.Length))));
    }
}
