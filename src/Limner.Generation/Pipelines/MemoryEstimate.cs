using Limner.Generation.Folders;

namespace Limner.Generation.Pipelines;

/// <summary>
/// The most memory a painting holds at one moment, before it begins: the stages follow one another, so it is the largest of them. Weights count twice their bytes on
/// disk, as sessions do (16-bit weights become 32-bit ones where the processor has nothing for them, and so does what is rearranged for it). Of what a run holds,
/// the widest level's maps and the square matrices of self-attention decide; the factors are meant to be generous by a third.
/// </summary>
internal static class MemoryEstimate
{
    private const int Maps = 12; // of the first level, alive at once: skip connections, the block's own, a convolution's rearranged input
    private const int DecoderMaps = 5;
    private const int SquareMatrices = 2; // scores and their softmax

    /// <param name="rows">Of a run of the network: with guidance two for each picture.</param>
    public static long Bytes(DiffusionFolder folder, int width, int height, int rows, bool hasPicture)
    {
        var latents = (long)(width / folder.Vae.Factor) * (height / folder.Vae.Factor);
        long[] stages =
        [
            folder.TextEncoders.Max(part => Weights(folder, part.File)),
            Weights(folder, DiffusionFolder.UnetFile) + (rows * UnetRow(folder.Unet, latents)),
            Weights(folder, DiffusionFolder.DecoderFile) + Autoencoder(folder.Vae, width, height, LatentCodec.LargestTile),
            hasPicture ? Weights(folder, DiffusionFolder.EncoderFile) + Autoencoder(folder.Vae, width, height, int.MaxValue) : 0,
        ];
        return stages.Max();
    }

    private static long Weights(DiffusionFolder folder, string file) => 2 * folder.Weights[file];

    private static long UnetRow(UnetConfig unet, long latents)
    {
        var attends = unet.DownBlockTypes is not [var first, ..] || first.Contains("Attn", StringComparison.Ordinal);
        var places = attends ? latents : latents / 4;
        return sizeof(float) * ((Maps * unet.BlockOutChannels[0] * latents) + (SquareMatrices * unet.AttentionHeadDim * places * places));
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
