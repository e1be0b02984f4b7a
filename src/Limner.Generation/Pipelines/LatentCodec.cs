using Limner.Generation.Folders;
using Limner.Generation.Noise;
using Limner.Generation.Tensors;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;

namespace Limner.Generation.Pipelines;

/// <summary>From pixels to latents and back, by the folder's autoencoder. Planes are channel, row, column.</summary>
internal static class LatentCodec
{
    /// <summary>Latents of a side that are decoded at once; what is larger is decoded in tiles.</summary>
    public const int LargestTile = 96;

    private const int TileSide = 64;
    private const int Overlap = 16;

    /// <summary>Places a picture in the space of latents.</summary>
    /// <param name="pixels">3 planes, -1 to 1.</param>
    /// <param name="stream">Of the noise, for an encoder that gives a distribution: mean + exp(log variance / 2) z.</param>
    /// <returns>Scaled latents, channels x height / factor x width / factor.</returns>
    public static float[] Encode(ModelLease lease, DiffusionFolder folder, float[] pixels, int width, int height, PictureNoise noise, uint stream, CancellationToken cancellation)
    {
        var input = lease.Input(DiffusionFolder.EncoderFile, "sample", 4);
        using var sample = NumberTensor.Create(input.ElementType, 1, 3, height, width);
        sample.Write(pixels);
        var name = lease.Output(DiffusionFolder.EncoderFile, "latent_parameters", "latent_sample").Name;
        using var outputs = lease.Run(new Dictionary<string, ModelTensor>(StringComparer.Ordinal) { ["sample"] = sample.Tensor }, [name], cancellation);
        var latents = NumberTensor.Read(outputs[0]);
        var count = folder.Vae.LatentChannels * (height / folder.Vae.Factor) * (width / folder.Vae.Factor);
        var isDistribution = name == "latent_parameters";
        if (latents.Length != (isDistribution ? 2 : 1) * count)
        {
            throw Signature.Refused("vae_encoder gives latents of another shape than vae_decoder takes");
        }

        var result = latents[..count];
        if (isDistribution)
        {
            var chance = new float[count];
            noise.Fill(stream, chance);
            for (var i = 0; i < count; i++)
            {
                result[i] += (float)(Math.Exp(0.5 * Math.Clamp(latents[count + i], -30, 20)) * chance[i]);
            }
        }

        var shift = folder.Vae.ShiftFactor ?? 0;
        for (var i = 0; i < count; i++)
        {
            result[i] = (float)((result[i] - shift) * folder.Vae.ScalingFactor);
        }

        return result;
    }

    /// <summary>Makes pixels of latents.</summary>
    /// <param name="latents">Scaled, channels x height x width.</param>
    /// <param name="largest">Latents of a side up to which there are no tiles. Tiles overlap and are blended; since the decoder's norms see one tile at a time, tones may differ a little between them.</param>
    /// <returns>3 planes, about -1 to 1.</returns>
    /// <exception cref="LimnerException"><c>inference</c>: the result is not finite.</exception>
    public static float[] Decode(ModelLease lease, DiffusionFolder folder, ReadOnlySpan<float> latents, int width, int height, CancellationToken cancellation, int largest = LargestTile, int side = TileSide, int overlap = Overlap)
    {
        var plain = new float[latents.Length];
        var shift = folder.Vae.ShiftFactor ?? 0;
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = (float)((latents[i] / folder.Vae.ScalingFactor) + shift);
        }

        var pixels = width <= largest && height <= largest
            ? DecodeTile(lease, folder, plain, width, height, cancellation)
            : DecodeTiles(lease, folder, plain, width, height, side, overlap, cancellation);
        return pixels.All(float.IsFinite)
            ? pixels
            : throw new LimnerException(ErrorCatalogue.Inference, "The decoder gave numbers that are not finite; weights of 16 bits may be too coarse for this model.");
    }

    private static float[] DecodeTile(ModelLease lease, DiffusionFolder folder, float[] latents, int width, int height, CancellationToken cancellation)
    {
        var input = lease.Input(DiffusionFolder.DecoderFile, "latent_sample", 4);
        using var sample = NumberTensor.Create(input.ElementType, 1, folder.Vae.LatentChannels, height, width);
        sample.Write(latents);
        using var outputs = lease.Run(
            new Dictionary<string, ModelTensor>(StringComparer.Ordinal) { ["latent_sample"] = sample.Tensor }, [lease.Output(DiffusionFolder.DecoderFile, "sample").Name], cancellation);
        var factor = folder.Vae.Factor;
        return outputs[0].Shape is [1, 3, var rows, var columns] && (rows, columns) == (height * factor, width * factor)
            ? NumberTensor.Read(outputs[0])
            : throw Signature.Refused("vae_decoder gives pictures of another shape than its config.json says");
    }

    private static float[] DecodeTiles(
        ModelLease lease, DiffusionFolder folder, float[] latents, int width, int height, int side, int overlap, CancellationToken cancellation)
    {
        var factor = folder.Vae.Factor;
        var (wide, high) = (width * factor, height * factor);
        var pixels = new float[3 * wide * high];
        var weights = new float[wide * high];
        var (tileWidth, tileHeight) = (Math.Min(side, width), Math.Min(side, height));
        var tile = new float[folder.Vae.LatentChannels * tileWidth * tileHeight];
        foreach (var top in Starts(height, tileHeight, overlap))
        {
            foreach (var left in Starts(width, tileWidth, overlap))
            {
                for (var row = 0; row < folder.Vae.LatentChannels * tileHeight; row++)
                {
                    var (channel, y) = (row / tileHeight, row % tileHeight);
                    latents.AsSpan((((channel * height) + top + y) * width) + left, tileWidth).CopyTo(tile.AsSpan(row * tileWidth));
                }

                var decoded = DecodeTile(lease, folder, tile, tileWidth, tileHeight, cancellation);
                Blend(decoded, tileWidth * factor, tileHeight * factor, left * factor, top * factor, overlap * factor, pixels, weights, wide, high);
            }
        }

        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] /= weights[i % weights.Length];
        }

        return pixels;
    }

    /// <summary>Adds a tile, weighed by a ramp over what it may share with its neighbours.</summary>
    private static void Blend(float[] tile, int tileWide, int tileHigh, int left, int top, int ramp, float[] pixels, float[] weights, int wide, int high)
    {
        for (var y = 0; y < tileHigh; y++)
        {
            for (var x = 0; x < tileWide; x++)
            {
                var weight = Ramp(x, tileWide, left, wide, ramp) * Ramp(y, tileHigh, top, high, ramp);
                var at = ((top + y) * wide) + left + x;
                weights[at] += weight;
                for (var channel = 0; channel < 3; channel++)
                {
                    pixels[(channel * wide * high) + at] += weight * tile[(((channel * tileHigh) + y) * tileWide) + x];
                }
            }
        }

        static float Ramp(int at, int size, int start, int whole, int ramp)
        {
            var before = start == 0 ? ramp : at + 1;
            var after = start + size == whole ? ramp : size - at;
            return Math.Min(ramp, Math.Min(before, after)) / (float)ramp;
        }
    }

    private static IEnumerable<int> Starts(int whole, int tile, int overlap)
    {
        for (var start = 0; start + tile < whole; start += tile - overlap)
        {
            yield return start;
        }

        yield return whole - tile;
    }
}
