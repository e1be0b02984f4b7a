using System.Buffers;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>
/// Resizes pixels bit for bit as Pillow's <c>Image.resize</c> does, by which the pictures were resized that the models were trained and are measured on: the filter is
/// widened by the factor of reduction, placed by pixel centres, columns first and rows after, with weights of 22 fractional bits and bytes in between. libvips places
/// and rounds otherwise, by up to six levels (docs/decisions/0028-meaning.md).
/// </summary>
internal static class Resampler
{
    private const int FractionalBits = 22;

    /// <summary>A part of a picture as it would be after resizing the whole; nothing else of it is computed.</summary>
    /// <param name="rgb">Three bytes a pixel, row by row.</param>
    /// <param name="width">Of <paramref name="rgb"/>, in pixels.</param>
    /// <param name="height">Of <paramref name="rgb"/>, in pixels.</param>
    /// <param name="full">What the whole is resized to.</param>
    /// <param name="window">The part of <paramref name="full"/> that is wanted; all of it lies inside.</param>
    /// <param name="target">As many bytes as the window has.</param>
    public static void Resize(ReadOnlySpan<byte> rgb, int width, int height, (int Width, int Height) full, Window window, ResampleFilter filter, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, checked(width * height * 3), nameof(rgb));
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, checked(window.Width * window.Height * 3), nameof(target));
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(window.Left, window.Top), nameof(window));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window.Left + window.Width, full.Width, nameof(window));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window.Top + window.Height, full.Height, nameof(window));

        // Pillow leaves a direction out that keeps its size; with these weights the result is the same.
        var columns = Weights.Of(width, full.Width, window.Left, window.Width, filter);
        var rows = Weights.Of(height, full.Height, window.Top, window.Height, filter);
        var (first, last) = (rows.Starts[0], rows.Starts[^1] + rows.Counts[^1]);
        var stride = window.Width * 3;
        var between = ArrayPool<byte>.Shared.Rent(checked((last - first) * stride));
        try
        {
            for (var row = first; row < last; row++)
            {
                Across(rgb.Slice(row * width * 3, width * 3), columns, between.AsSpan((row - first) * stride, stride));
            }

            for (var row = 0; row < window.Height; row++)
            {
                Down(between.AsSpan((rows.Starts[row] - first) * stride), stride, rows.Of(row), target.Slice(row * stride, stride));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
        }
    }

    private static void Across(ReadOnlySpan<byte> from, Weights columns, Span<byte> to)
    {
        for (var column = 0; column < columns.Starts.Length; column++)
        {
            var weights = columns.Of(column);
            var pixels = from.Slice(columns.Starts[column] * 3, weights.Length * 3);
            const int half = 1 << (FractionalBits - 1);
            int red = half, green = half, blue = half;
            for (var i = 0; i < weights.Length; i++)
            {
                var weight = weights[i];
                red += pixels[3 * i] * weight;
                green += pixels[(3 * i) + 1] * weight;
                blue += pixels[(3 * i) + 2] * weight;
            }

            to[3 * column] = Clip(red);
            to[(3 * column) + 1] = Clip(green);
            to[(3 * column) + 2] = Clip(blue);
        }
    }

    private static void Down(ReadOnlySpan<byte> from, int stride, ReadOnlySpan<int> weights, Span<byte> to)
    {
        for (var i = 0; i < stride; i++)
        {
            var sum = 1 << (FractionalBits - 1);
            for (var row = 0; row < weights.Length; row++)
            {
                sum += from[(row * stride) + i] * weights[row];
            }

            to[i] = Clip(sum);
        }
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> FractionalBits, 0, 255);

    /// <summary>A part of a picture, in pixels.</summary>
    public readonly record struct Window(int Left, int Top, int Width, int Height);

    /// <summary>For every pixel of one direction: which pixels it is made of, and with what weights.</summary>
    private sealed record Weights(int[] Starts, int[] Counts, int[] Values, int Room)
    {
        public ReadOnlySpan<int> Of(int pixel) => Values.AsSpan(pixel * Room, Counts[pixel]);

        public static Weights Of(int from, int to, int first, int count, ResampleFilter filter)
        {
            var scale = (double)from / to;
            var widened = Math.Max(1, scale);
            var narrowed = 1 / widened;
            var support = filter.Support() * widened;
            var room = ((int)Math.Ceiling(support) * 2) + 1;
            var weights = new Weights(new int[count], new int[count], new int[checked(count * room)], room);
            Span<double> exact = room <= 256 ? stackalloc double[room] : new double[room];
            for (var pixel = 0; pixel < count; pixel++)
            {
                var centre = (first + pixel + 0.5) * scale;
                var start = Math.Max(0, (int)(centre - support + 0.5));
                var length = Math.Min(from, (int)(centre + support + 0.5)) - start;
                var sum = 0.0;
                for (var i = 0; i < length; i++)
                {
                    sum += exact[i] = filter.At((i + start - centre + 0.5) * narrowed);
                }

                for (var i = 0; i < length; i++)
                {
                    var weight = sum == 0 ? exact[i] : exact[i] / sum;
                    weights.Values[(pixel * room) + i] = (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << FractionalBits)));
                }

                (weights.Starts[pixel], weights.Counts[pixel]) = (start, length);
            }

            return weights;
        }
    }
}
