namespace Limner.Imaging.Derivation;

/// <summary>
/// ThumbHash for opaque pictures: a few cosine coefficients of luminance and two colour differences in 20 to 25 bytes.
/// Source: the format published by Evan Wallace, https://evanw.github.io/thumbhash/ (MIT).
/// </summary>
internal static class ThumbHasher
{
    private const int LuminanceLimit = 7;
    private const int ColourLimit = 3;

    /// <summary>The hash of a picture.</summary>
    /// <param name="width">1 to 100 pixels.</param>
    /// <param name="height">1 to 100 pixels.</param>
    /// <param name="rgb">Row-major, three channels, 0 to 255.</param>
    public static byte[] Hash(int width, int height, ReadOnlySpan<float> rgb)
    {
        var count = width * height;
        double[] luminance = new double[count], yellowBlue = new double[count], redGreen = new double[count];
        for (var i = 0; i < count; i++)
        {
            double red = rgb[i * 3] / 255.0, green = rgb[(i * 3) + 1] / 255.0, blue = rgb[(i * 3) + 2] / 255.0;
            luminance[i] = (red + green + blue) / 3;
            yellowBlue[i] = ((red + green) / 2) - blue;
            redGreen[i] = red - green;
        }

        var longSide = Math.Max(width, height);
        var across = Math.Max(1, Round(LuminanceLimit * width / (double)longSide));
        var down = Math.Max(1, Round(LuminanceLimit * height / (double)longSide));
        var l = Channel.Encode(luminance, width, height, Math.Max(3, across), Math.Max(3, down));
        var p = Channel.Encode(yellowBlue, width, height, ColourLimit, ColourLimit);
        var q = Channel.Encode(redGreen, width, height, ColourLimit, ColourLimit);

        var isLandscape = width > height;
        var header = Round(63 * l.Mean) | (Round(31.5 + (31.5 * p.Mean)) << 6) | (Round(31.5 + (31.5 * q.Mean)) << 12) | (Round(31 * l.Scale) << 18);
        var shape = (isLandscape ? down : across) | (Round(63 * p.Scale) << 3) | (Round(63 * q.Scale) << 9) | (isLandscape ? 1 << 15 : 0);
        var coefficients = l.Coefficients.Concat(p.Coefficients).Concat(q.Coefficients).ToArray();
        var hash = new byte[5 + ((coefficients.Length + 1) / 2)];
        (hash[0], hash[1], hash[2]) = ((byte)header, (byte)(header >> 8), (byte)(header >> 16));
        (hash[3], hash[4]) = ((byte)shape, (byte)(shape >> 8));
        for (var i = 0; i < coefficients.Length; i++)
        {
            hash[5 + (i / 2)] |= (byte)(Round(15 * coefficients[i]) << (i % 2 * 4));
        }

        return hash;
    }

    /// <summary>Halves go up, as in the reference implementation's language.</summary>
    private static int Round(double value) => (int)Math.Floor(value + 0.5);

    /// <summary>One channel as its mean and the low frequencies of its cosine transform, scaled to 0 to 1 around one half.</summary>
    private sealed record Channel(double Mean, double Scale, IReadOnlyList<double> Coefficients)
    {
        public static Channel Encode(double[] values, int width, int height, int across, int down)
        {
            // The transform is separable: first along the rows, then down the columns of what is left.
            double[] rowCosines = Cosines(across, width), columnCosines = Cosines(down, height);
            var rows = new double[height * across];
            for (var y = 0; y < height; y++)
            {
                for (var u = 0; u < across; u++)
                {
                    double sum = 0;
                    for (var x = 0; x < width; x++)
                    {
                        sum += values[(y * width) + x] * rowCosines[(u * width) + x];
                    }

                    rows[(y * across) + u] = sum;
                }
            }

            double mean = 0, scale = 0;
            var coefficients = new List<double>();
            for (var v = 0; v < down; v++)
            {
                // Only the triangle of low frequencies is kept.
                for (var u = 0; u * down < across * (down - v); u++)
                {
                    double sum = 0;
                    for (var y = 0; y < height; y++)
                    {
                        sum += rows[(y * across) + u] * columnCosines[(v * height) + y];
                    }

                    sum /= width * height;
                    if (u == 0 && v == 0)
                    {
                        mean = sum;
                    }
                    else
                    {
                        coefficients.Add(sum);
                        scale = Math.Max(scale, Math.Abs(sum));
                    }
                }
            }

            if (scale > 0)
            {
                for (var i = 0; i < coefficients.Count; i++)
                {
                    coefficients[i] = 0.5 + (0.5 / scale * coefficients[i]);
                }
            }

            return new Channel(mean, scale, coefficients);
        }

        private static double[] Cosines(int frequencies, int length)
        {
            var cosines = new double[frequencies * length];
            for (var u = 0; u < frequencies; u++)
            {
                for (var x = 0; x < length; x++)
                {
                    cosines[(u * length) + x] = Math.Cos(Math.PI / length * u * (x + 0.5));
                }
            }

            return cosines;
        }
    }
}
