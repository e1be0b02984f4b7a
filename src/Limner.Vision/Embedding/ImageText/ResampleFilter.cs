namespace Limner.Vision.Embedding.ImageText;

/// <summary>Filters by which models' pictures are resized; the values are those of <c>resample</c> in <c>preprocessor_config.json</c>, which are Pillow's.</summary>
internal enum ResampleFilter
{
    Lanczos = 1,
    Bilinear = 2,
    Bicubic = 3,
    Box = 4,
    Hamming = 5,
}

internal static class ResampleFilters
{
    /// <summary>How far from its middle it reaches, in pixels of the smaller picture.</summary>
    public static double Support(this ResampleFilter filter) => filter switch
    {
        ResampleFilter.Box => 0.5,
        ResampleFilter.Bilinear or ResampleFilter.Hamming => 1,
        ResampleFilter.Bicubic => 2,
        _ => 3,
    };

    /// <summary>Its weight at a distance from its middle.</summary>
    public static double At(this ResampleFilter filter, double distance)
    {
        var x = Math.Abs(distance);
        switch (filter)
        {
            case ResampleFilter.Box:
                // Half open, so that of two pixels at the same distance one counts.
                return distance is > -0.5 and <= 0.5 ? 1 : 0;
            case ResampleFilter.Bilinear:
                return x < 1 ? 1 - x : 0;
            case ResampleFilter.Hamming:
                return x == 0 ? 1 : x >= 1 ? 0 : Math.Sin(x * Math.PI) / (x * Math.PI) * (0.54 + (0.46 * Math.Cos(x * Math.PI)));
            case ResampleFilter.Bicubic:
                // Keys 1981 with a = -0.5.
                const double a = -0.5;
                return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0;
            default:
                return distance is >= -3 and < 3 ? Sinc(distance) * Sinc(distance / 3) : 0;
        }
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
