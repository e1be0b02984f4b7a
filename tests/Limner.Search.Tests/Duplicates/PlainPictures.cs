using Limner.Imaging;
using Limner.Native.Vips;
using Limner.Safety.Files;
using Limner.Search.Duplicates;

namespace Limner.Search.Tests.Duplicates;

/// <summary>Small pictures of one thing on white, such as drawings for children and icons, and what is derived of them.</summary>
internal static class PlainPictures
{
    private static readonly PictureDecoder Decoder = new(new DecodeBudgetOptions());

    /// <summary>What each shows, in a square from -1 to 1: null where it is white.</summary>
    public static readonly IReadOnlyDictionary<string, Func<double, double, (int R, int G, int B)?>> Things = new Dictionary<string, Func<double, double, (int R, int G, int B)?>>(StringComparer.Ordinal)
    {
        ["circle"] = static (x, y) => (x * x) + (y * y) < 0.5 ? (40, 90, 200) : null,
        ["square"] = static (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) < 0.63 ? (40, 90, 200) : null,
        ["ring"] = static (x, y) => (x * x) + (y * y) is > 0.2 and < 0.6 ? (200, 60, 40) : null,
        ["banana"] = static (x, y) => (x * x) + ((y + 0.3) * (y + 0.3)) < 0.7 && (x * x) + ((y + 0.7) * (y + 0.7)) > 0.75 ? (240, 210, 40) : null,
        ["lemon"] = static (x, y) => (x * x / 0.6) + (y * y / 0.3) < 1 ? (240, 210, 40) : null,
        ["hammer"] = static (x, y) => Math.Abs(x) < 0.1 && y is > -0.5 and < 0.85 ? (150, 100, 50) : Math.Abs(x) < 0.5 && y is > -0.8 and <= -0.5 ? (90, 90, 95) : null,
        ["saturn"] = static (x, y) => (x * x) + (y * y) < 0.22 ? (220, 180, 120) : Math.Abs((x * x / 0.8) + (y * y / 0.06) - 1) < 0.25 ? (160, 130, 90) : null,
        ["cross"] = static (x, y) => (Math.Abs(x) < 0.22 && Math.Abs(y) < 0.8) || (Math.Abs(y) < 0.22 && Math.Abs(x) < 0.8) ? (200, 30, 40) : null,
        ["pencil"] = static (x, y) => Math.Abs(x - y) < 0.12 && Math.Abs(x + y) < 1.5 ? (230, 160, 40) : null,
        ["moon"] = static (x, y) => (x * x) + (y * y) < 0.6 && ((x - 0.35) * (x - 0.35)) + (y * y) > 0.5 ? (245, 220, 120) : null,
        ["tree"] = static (x, y) => (x * x) + ((y + 0.25) * (y + 0.25)) < 0.3 ? (40, 140, 60) : Math.Abs(x) < 0.1 && y is > 0.2 and < 0.85 ? (110, 70, 30) : null,
        ["dots"] = static (x, y) => ((Math.Abs(x) - 0.4) * (Math.Abs(x) - 0.4)) + ((Math.Abs(y) - 0.4) * (Math.Abs(y) - 0.4)) < 0.06 ? (20, 20, 20) : null,
    };

    /// <param name="copied">At 80 % of the size and a JPEG of quality 70; else a PNG.</param>
    public static Fingerprint Fingerprint(long id, string thing, int side, bool copied)
    {
        const int samples = 4;
        var pixels = new byte[side * side * 3];
        for (var at = 0; at < side * side; at++)
        {
            double red = 0, green = 0, blue = 0;
            for (var sample = 0; sample < samples * samples; sample++)
            {
                var x = (((at % side) + (((sample % samples) + 0.5) / samples)) / side * 2) - 1;
                var y = (((at / side) + (((sample / samples) + 0.5) / samples)) / side * 2) - 1;
                var (r, g, b) = Things[thing](x, y) ?? (255, 255, 255);
                (red, green, blue) = (red + r, green + g, blue + b);
            }

            (pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]) = ((byte)(red / 16), (byte)(green / 16), (byte)(blue / 16));
        }

        using var drawn = VipsImage.FromMemory(pixels, side, side, bands: 3);
        using var small = drawn.Resize(0.8, 0.8);
        using var upright = (copied ? small : drawn).ToColourSpace(VipsInterpretation.Srgb);
        var file = copied ? upright.EncodeJpeg(70) : upright.EncodePng();
        using var picture = Decoder.Decode(file, Decoder.ReadHeader(file), CancellationToken.None);
        return new Fingerprint(id, picture.PerceptualHash(), CoarseLook.Read(picture.ThumbHash()), 0, 0, null);
    }
}
