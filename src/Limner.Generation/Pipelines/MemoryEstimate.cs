using Limner.Generation.Folders;

namespace Limner.Generation.Pipelines;

/// <summary>
/// The most memory a painting holds at one moment, before it begins: the stages follow one another, so it is the largest of them. Weights count twice their bytes on
/// disk, as sessions do (16-bit weights become 32-bit ones where the processor has nothing for them, and so does what is rearranged for it). Of what a run holds,
/// the widest level's maps and the square matrices of self-attention decide; the factors are meant to be generous by a third. Pictures that are finished stay until
/// the last is.
/// </summary>
internal static class MemoryEstimate
{
    private const int Maps = 12; // of the first level, alive at once: skip connections, the block's own, a convolution's rearranged input
    private const int DecoderMaps = 5;
    private const int SquareMatrices = 2; // scores and their softmax
    private const int PlaneBytes = 3 * sizeof(float);
    private const int PixelBytes = 3;

    /// <summary>Maps of a row from which rows are run one after the other: such a run keeps every core busy by itself, and two at once take twice the memory and as long.</summary>
    private const long LargeRow = 256L << 20;

    /// <param name="width">That is drawn.</param>
    /// <param name="height">That is drawn.</param>
    /// <param name="rows">Of a run of the network: with guidance two for each picture.</param>
    public static long Bytes(DiffusionFolder folder, GenerationRequest request, int width, int height, int rows)
    {
        var latents = (long)(width / folder.Vae.Factor) * (height / folder.Vae.Factor);
        long[] stages =
        [
            folder.TextEncoders.Max(part => Weights(folder, part.File)),
            Weights(folder, DiffusionFolder.UnetFile) + (RowsAtOnce(folder, width / folder.Vae.Factor, height / folder.Vae.Factor, rows) * UnetRow(folder.Unet, latents)),
            Weights(folder, DiffusionFolder.DecoderFile) + Autoencoder(folder.Vae, width, height, LatentCodec.LargestTile) + Pictures(request, width, height),
            request.Picture is null ? 0 : Weights(folder, DiffusionFolder.EncoderFile) + Autoencoder(folder.Vae, width, height, int.MaxValue),
        ];

        // The latents of all pictures are there throughout.
        return stages.Max() + (2L * request.Count * latents * folder.Vae.LatentChannels * sizeof(float));
    }

    /// <summary>How many rows of a batch the network is run with at once: all, or one.</summary>
    /// <param name="width">Of the latents.</param>
    /// <param name="height">Of the latents.</param>
    public static int RowsAtOnce(DiffusionFolder folder, int width, int height, int rows) => UnetRow(folder.Unet, (long)width * height) > LargeRow ? 1 : rows;

    private static long Weights(DiffusionFolder folder, string file) => 2 * folder.Weights[file];

    /// <summary>The planes of the one that is decoded, its blend of tiles among them, and the pixels of all.</summary>
    private static long Pictures(GenerationRequest request, int width, int height)
        => (2L * width * height * PlaneBytes) + (request.Count * (long)request.Width * request.Height * PixelBytes) + ((long)width * height * PixelBytes);

    /// <summary>The level whose attention is largest decides: each has its own number of heads, and a quarter of the places of the one before.</summary>
    private static long UnetRow(UnetConfig unet, long latents)
    {
        var levels = unet.BlockOutChannels.Count;
        var squares = 0L;
        for (var level = 0; level < levels; level++)
        {
            var attends = unet.DownBlockTypes is not { } types || level >= types.Count || types[level].Contains("Attn", StringComparison.Ordinal);
            var places = Math.Max(latents >> (2 * level), 1);
            squares = Math.Max(squares, attends ? unet.HeadsAt(level) * places * places : 0);
        }

        return sizeof(float) * ((Maps * unet.BlockOutChannels[0] * latents) + (SquareMatrices * squares));
    }

    private static long Autoencoder(VaeConfig vae, int width, int height, int largestTile)
    {
        // A tile is smaller than the largest part that is decoded at once.
        var (w, h) = (Math.Min(width / vae.Factor, largestTile), Math.Min(height / vae.Factor, largestTile));
        var places = (long)w * h;
        var pixels = places * vae.Factor * vae.Factor;
        return sizeof(float) * ((DecoderMaps * pixels * vae.BlockOutChannels[0] * 2) + (SquareMatrices * places * places));
    }
}
