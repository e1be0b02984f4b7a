using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Vision.Layout;

/// <summary>Pictures of pages as networks take them: resized as the library resized that the network was trained with, and brought to floats, plane by plane.</summary>
internal static class PictureTensor
{
    public static readonly double[] NoMean = [0, 0, 0];
    public static readonly double[] NoDeviation = [1, 1, 1];

    /// <summary>Of ImageNet's colours.</summary>
    public static readonly double[] ImageNetMean = [0.485, 0.456, 0.406];

    /// <inheritdoc cref="ImageNetMean"/>
    public static readonly double[] ImageNetDeviation = [0.229, 0.224, 0.225];

    /// <summary>Resized as OpenCV does it (<c>INTER_CUBIC</c>): four pixels each way by Keys' weights with a = -0.75, whatever the scale; edges go on.</summary>
    public static ModelTensor<float> Cubic(PixelBuffer page, (int Width, int Height) size, IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
        => Sampled(page, size, 4, mean, deviation);

    /// <summary>The same with two pixels each way (<c>INTER_LINEAR</c>).</summary>
    public static ModelTensor<float> Linear(PixelBuffer page, (int Width, int Height) size, IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
        => Sampled(page, size, 2, mean, deviation);

    /// <summary>Resized as Pillow does it: all pixels count of which one is made.</summary>
    public static ModelTensor<float> Averaged(PixelBuffer page, (int Width, int Height) size, IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        var resized = new byte[3 * size.Width * size.Height];
        Resampler.Resize(page.Span, page.Width, page.Height, size, new Resampler.Window(0, 0, size.Width, size.Height), ResampleFilter.Bilinear, resized);
        var (tensor, levels, plane) = (new ModelTensor<float>(1, 3, size.Height, size.Width), Levels(mean, deviation), size.Width * size.Height);
        for (var colour = 0; colour < 3; colour++)
        {
            var target = tensor.Elements.Slice(colour * plane, plane);
            for (var i = 0; i < plane; i++)
            {
                target[i] = levels[colour][resized[(3 * i) + colour]];
            }
        }

        return tensor;
    }

    /// <summary>In its own proportions in the middle of a grey ground (<c>INTER_LINEAR</c>, 114 of 255), unchanged but for 0..1.</summary>
    /// <returns>By what the picture was scaled, and where it begins.</returns>
    public static (ModelTensor<float> Tensor, double Scale, int Left, int Top) Letterboxed(PixelBuffer page, (int Width, int Height) size)
    {
        var (scale, width, height, left, top) = Letterbox(page.Width, page.Height, size);
        var tensor = new ModelTensor<float>(1, 3, size.Height, size.Width);
        tensor.Elements.Fill(114f / 255);
        Fill(page, (width, height), 2, Levels(NoMean, NoDeviation), tensor.Elements, size, left, top);
        return (tensor, scale, left, top);
    }

    /// <summary>Where a picture lies on the ground.</summary>
    public static (double Scale, int Width, int Height, int Left, int Top) Letterbox(int width, int height, (int Width, int Height) size)
    {
        var scale = Math.Min((double)size.Width / width, (double)size.Height / height);
        var (inner, outer) = (Math.Clamp((int)Math.Round(width * scale), 1, size.Width), Math.Clamp((int)Math.Round(height * scale), 1, size.Height));
        return (scale, inner, outer, (size.Width - inner) / 2, (size.Height - outer) / 2);
    }

    private static ModelTensor<float> Sampled(PixelBuffer page, (int Width, int Height) size, int taps, IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        var tensor = new ModelTensor<float>(1, 3, size.Height, size.Width);
        Fill(page, size, taps, Levels(mean, deviation), tensor.Elements, size, 0, 0);
        return tensor;
    }

    private static void Fill(PixelBuffer page, (int Width, int Height) inner, int taps, float[][] levels, Span<float> planes, (int Width, int Height) outer, int left, int top)
    {
        var (columns, rows) = (Taps.Of(page.Width, inner.Width, taps), Taps.Of(page.Height, inner.Height, taps));
        var pixels = page.Span;
        var plane = outer.Width * outer.Height;
        for (var y = 0; y < inner.Height; y++)
        {
            for (var x = 0; x < inner.Width; x++)
            {
                float red = 0, green = 0, blue = 0;
                for (var i = 0; i < taps; i++)
                {
                    var row = pixels.Slice(rows.At[(y * taps) + i] * page.Width * 3, page.Width * 3);
                    var down = rows.Weight[(y * taps) + i];
                    for (var j = 0; j < taps; j++)
                    {
                        var (at, weight) = (columns.At[(x * taps) + j] * 3, down * columns.Weight[(x * taps) + j]);
                        red += row[at] * weight;
                        green += row[at + 1] * weight;
                        blue += row[at + 2] * weight;
                    }
                }

                var target = ((top + y) * outer.Width) + left + x;
                planes[target] = levels[0][Level(red)];
                planes[plane + target] = levels[1][Level(green)];
                planes[(2 * plane) + target] = levels[2][Level(blue)];
            }
        }
    }

    /// <summary>Pictures have bytes before they are brought to floats: what is beyond them is cut off.</summary>
    private static int Level(float value) => Math.Clamp((int)MathF.Round(value), 0, 255);

    private static float[][] Levels(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
        => [.. Enumerable.Range(0, 3).Select(colour => Enumerable.Range(0, 256).Select(level => (float)(((level / 255.0) - mean[colour]) / deviation[colour])).ToArray())];

    /// <summary>For each pixel of one direction which pixels it is made of, and their weights.</summary>
    private sealed record Taps(int[] At, float[] Weight)
    {
        public static Taps Of(int from, int to, int count)
        {
            var taps = new Taps(new int[to * count], new float[to * count]);
            for (var i = 0; i < to; i++)
            {
                var centre = ((i + 0.5) * from / to) - 0.5;
                var first = (int)Math.Floor(centre) - (count / 2) + 1;
                for (var k = 0; k < count; k++)
                {
                    taps.At[(i * count) + k] = Math.Clamp(first + k, 0, from - 1);
                    taps.Weight[(i * count) + k] = (float)(count == 2 ? Math.Max(0, 1 - Math.Abs(centre - first - k)) : Keys(Math.Abs(centre - first - k)));
                }
            }

            return taps;
        }

        private static double Keys(double x)
        {
            const double a = -0.75;
            return x <= 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1 : x < 2 ? ((((a * x) - (5 * a)) * x + (8 * a)) * x) - (4 * a) : 0;
        }
    }
}
