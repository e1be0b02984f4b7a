using System.Text.Json;
using Limner.Kernel.Errors;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>
/// From a picture to what an image encoder takes, as the model's <c>preprocessor_config.json</c> says and the image processors of Hugging Face's transformers do it:
/// resize, cut the middle out, bring to floats.
/// </summary>
internal sealed class ImagePreparation
{
    private const int MaxSide = 2048;
    private const int LongestSide = 1 << 24;
    private const int Channels = 3;

    private readonly int? _shortestEdge;
    private readonly (int Width, int Height) _size;
    private readonly ResampleFilter _filter;
    private readonly float[][] _levels;

    private ImagePreparation(int? shortestEdge, (int Width, int Height) size, ResampleFilter filter, float[][] levels)
        => (_shortestEdge, _size, _filter, _levels) = (shortestEdge, size, filter, levels);

    /// <summary>Of what is made, in pixels.</summary>
    public int Width => _size.Width;

    /// <inheritdoc cref="Width"/>
    public int Height => _size.Height;

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelLoad"/>: it asks for something that is not supported, or cannot be.</exception>
    public static ImagePreparation Read(ModelFolder folder, JsonElement config)
    {
        if (config.Flag("do_resize") == false)
        {
            throw Refused("leaves pictures at their own size");
        }

        if (config.Part("max_num_patches") is not null)
        {
            throw Refused("cuts pictures into a varying number of patches");
        }

        var crops = config.Flag("do_center_crop") ?? false;
        var size = config.Part("size") ?? throw Refused("names no size");
        var (shortest, width, height) = ReadSize(size, integerIsShortest: crops);
        if (crops)
        {
            var (square, cropWidth, cropHeight) = ReadSize(config.Part("crop_size") ?? throw Refused("names no crop_size"), integerIsShortest: false);
            if (square is not null || cropWidth > (shortest ?? width) || cropHeight > (shortest ?? height))
            {
                throw Refused("cuts out more than there is");
            }

            return shortest is null && (cropWidth, cropHeight) != (width, height)
                ? throw Refused("stretches pictures and cuts their middle out")
                : new ImagePreparation(shortest, (cropWidth, cropHeight), ReadFilter(), ReadLevels());
        }

        return shortest is null
            ? new ImagePreparation(null, (width, height), ReadFilter(), ReadLevels())
            : throw Refused("keeps the proportions of pictures and cuts nothing off, so that they differ in size");

        LimnerException Refused(string what) => folder.Refused($"has a preprocessor_config.json that is not supported: it {what}");

        (int? Shortest, int Width, int Height) ReadSize(JsonElement element, bool integerIsShortest)
        {
            var side = element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? number : (int?)null;
            var edge = side is not null && integerIsShortest ? side : element.Integer("shortest_edge");
            if (edge is { } shortestEdge)
            {
                return (Bounded(shortestEdge), 0, 0);
            }

            return (null, Bounded(side ?? element.Integer("width") ?? 0), Bounded(side ?? element.Integer("height") ?? 0));
        }

        int Bounded(int side) => side is > 0 and <= MaxSide ? side : throw Refused($"names a size that is none of 1 to {MaxSide}");

        ResampleFilter ReadFilter()
        {
            // Pillow's own, where none is named.
            var filter = (ResampleFilter)(config.Integer("resample") ?? (int)ResampleFilter.Bicubic);
            return Enum.IsDefined(filter) ? filter : throw Refused($"names the filter {(int)filter}");
        }

        float[][] ReadLevels()
        {
            var factor = config.Flag("do_rescale") == false ? 1 : config.Number("rescale_factor") ?? 1.0 / 255;
            var normalises = config.Flag("do_normalize") ?? true;
            var (mean, deviation) = (ReadTriple("image_mean"), ReadTriple("image_std"));
            var levels = new float[Channels][];
            for (var channel = 0; channel < Channels; channel++)
            {
                levels[channel] = new float[256];
                for (var level = 0; level < 256; level++)
                {
                    var value = (float)(level * factor);
                    levels[channel][level] = normalises ? (value - mean[channel]) / deviation[channel] : value;
                    if (!float.IsFinite(levels[channel][level]))
                    {
                        throw Refused("brings pixels to values that are no numbers");
                    }
                }
            }

            return levels;

            float[] ReadTriple(string name)
            {
                if (!normalises)
                {
                    return [0, 0, 0];
                }

                return config.Part(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == Channels && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
                    ? [.. list.EnumerateArray().Select(item => (float)item.GetDouble())]
                    : throw Refused($"has no {name} of three numbers");
            }
        }
    }

    /// <summary>The picture as the model takes it.</summary>
    /// <param name="rgb">Three bytes a pixel; of its own proportions, or stretched.</param>
    /// <param name="pixels">Of <paramref name="rgb"/>.</param>
    /// <param name="own">Of the picture in its own proportions; where <paramref name="rgb"/> is not stretched, the same.</param>
    /// <param name="planes">Red, green and blue one after the other: three times <see cref="Width"/> times <see cref="Height"/>.</param>
    public void Apply(ReadOnlySpan<byte> rgb, (int Width, int Height) pixels, (int Width, int Height) own, Span<float> planes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, Channels * Width * Height, nameof(planes));
        var full = FullSize(own);
        var window = new Resampler.Window((full.Width - Width) / 2, (full.Height - Height) / 2, Width, Height);
        var resized = new byte[planes.Length];
        Resampler.Resize(rgb, pixels.Width, pixels.Height, full, window, _filter, resized);
        var plane = Width * Height;
        for (var channel = 0; channel < Channels; channel++)
        {
            var levels = _levels[channel];
            var target = planes.Slice(channel * plane, plane);
            for (var i = 0; i < plane; i++)
            {
                target[i] = levels[resized[(Channels * i) + channel]];
            }
        }
    }

    /// <summary>What the whole picture is resized to. The longer side is cut off to whole pixels, as the reference does it.</summary>
    private (int Width, int Height) FullSize((int Width, int Height) own)
    {
        if (_shortestEdge is not { } edge)
        {
            return _size;
        }

        // Bounded for pictures of a single row: what is cut out of their middle is one colour or another either way.
        var longer = (int)Math.Min(LongestSide, (long)edge * Math.Max(own.Width, own.Height) / Math.Min(own.Width, own.Height));
        return own.Width <= own.Height ? (edge, longer) : (longer, edge);
    }
}
