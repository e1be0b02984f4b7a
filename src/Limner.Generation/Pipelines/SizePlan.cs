using Limner.Generation.Folders;

namespace Limner.Generation.Pipelines;

/// <summary>
/// The size a model draws at. Beyond one and a half times the side it was trained on a model repeats its subject, so what is larger is drawn at about its native area,
/// in the same proportions, and enlarged; a model of a fixed size is always drawn at that. Sides are rounded up to what every level of the network can halve.
/// </summary>
internal static class SizePlan
{
    private const double Bearable = 1.5;

    public static (int Width, int Height) Drawn(DiffusionFolder folder, int width, int height)
    {
        if (folder.Unet.FixedSize)
        {
            return (folder.NativeSize, folder.NativeSize);
        }

        var largest = Bearable * folder.NativeSize;
        var factor = (double)width * height <= largest * largest ? 1 : folder.NativeSize / Math.Sqrt((double)width * height);
        return (Aligned(width * factor, folder.Alignment), Aligned(height * factor, folder.Alignment));
    }

    private static int Aligned(double side, int alignment) => Math.Max(1, (int)Math.Ceiling((side / alignment) - 1e-9)) * alignment;
}
