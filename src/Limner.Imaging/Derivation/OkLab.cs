using System.Globalization;
using System.Numerics;

namespace Limner.Imaging.Derivation;

/// <summary>sRGB to OKLab and back; matrices of B. Ottosson, https://bottosson.github.io/posts/oklab/ (public domain).</summary>
internal static class OkLab
{
    /// <summary>Lightness 0 to 1, green to red and blue to yellow about -0.4 to 0.4.</summary>
    public static Vector3 FromSrgb(float red, float green, float blue)
    {
        float r = Linear(red), g = Linear(green), b = Linear(blue);
        var l = MathF.Cbrt((0.4122214708f * r) + (0.5363325363f * g) + (0.0514459929f * b));
        var m = MathF.Cbrt((0.2119034982f * r) + (0.6806995451f * g) + (0.1073969566f * b));
        var s = MathF.Cbrt((0.0883024619f * r) + (0.2817188376f * g) + (0.6299787005f * b));
        return new Vector3(
            (0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s),
            (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s),
            (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s));
    }

    /// <summary>As <c>#rrggbb</c>, clipped to what sRGB can show.</summary>
    public static string ToHex(Vector3 colour)
    {
        var l = Cube(colour.X + (0.3963377774f * colour.Y) + (0.2158037573f * colour.Z));
        var m = Cube(colour.X - (0.1055613458f * colour.Y) - (0.0638541728f * colour.Z));
        var s = Cube(colour.X - (0.0894841775f * colour.Y) - (1.2914855480f * colour.Z));
        var red = Encode((4.0767416621f * l) - (3.3077115913f * m) + (0.2309699292f * s));
        var green = Encode((-1.2684380046f * l) + (2.6097574011f * m) - (0.3413193965f * s));
        var blue = Encode((-0.0041960863f * l) - (0.7034186147f * m) + (1.7076147010f * s));
        return string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}");
    }

    private static float Cube(float value) => value * value * value;

    private static float Linear(float value) => value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);

    private static byte Encode(float linear)
    {
        var value = linear <= 0.0031308f ? linear * 12.92f : (1.055f * MathF.Pow(linear, 1 / 2.4f)) - 0.055f;
        return (byte)Math.Clamp(MathF.Round(value * 255), 0, 255);
    }
}
