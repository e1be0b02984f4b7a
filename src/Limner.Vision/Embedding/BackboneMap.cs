using System.Numerics.Tensors;

namespace Limner.Vision.Embedding;

/// <summary>The detector's last backbone map.</summary>
internal static class BackboneMap
{
    public const int Channels = 480;

    /// <summary>It is this wide and high, in cells.</summary>
    public const int Side = 16;

    /// <summary>The mean of each channel over the picture.</summary>
    /// <param name="map">[480, 16, 16].</param>
    public static float[] Pool(ReadOnlySpan<float> map)
    {
        const int cells = Side * Side;
        ArgumentOutOfRangeException.ThrowIfNotEqual(map.Length, Channels * cells, nameof(map));
        var means = new float[Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            means[channel] = TensorPrimitives.Sum(map.Slice(channel * cells, cells)) / cells;
        }

        return means;
    }
}
