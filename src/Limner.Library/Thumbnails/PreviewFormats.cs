using System.Collections.Concurrent;
using Limner.Imaging;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Limner.Library.Thumbnails;

/// <summary>In which format a preview is sent: what the client says it takes, and what is worth the work (docs/decisions/0012).</summary>
internal static class PreviewFormats
{
    // Browsers send one of a few headers; clients that send a new one each time must not fill memory.
    private const int MaxRemembered = 256;
    private const int LongestRemembered = 256;

    private static readonly ConcurrentDictionary<string, Accepted> Remembered = new(StringComparer.Ordinal);

    public static string MediaType(PreviewFormat format) => format switch
    {
        PreviewFormat.Webp => "image/webp",
        PreviewFormat.Avif => "image/avif",
        _ => "image/jpeg",
    };

    public static string Extension(PreviewFormat format) => format switch
    {
        PreviewFormat.Webp => "webp",
        PreviewFormat.Avif => "avif",
        _ => "jpg",
    };

    /// <summary>
    /// AVIF above the thumbnail's size for who names it; else WebP for who takes it, by name or by a wildcard; else JPEG, which everybody reads.
    /// </summary>
    public static PreviewFormat Choose(StringValues accept, int longSide)
    {
        var accepted = Read(accept);
        if (accepted.Avif && longSide > PreviewSizes.Small)
        {
            return PreviewFormat.Avif;
        }

        return accepted.Webp ? PreviewFormat.Webp : PreviewFormat.Jpeg;
    }

    private static Accepted Read(StringValues accept)
    {
        if (accept.ToString() is not { Length: > 0 } text)
        {
            return new Accepted(Avif: false, Webp: true);
        }

        if (Remembered.TryGetValue(text, out var known))
        {
            return known;
        }

        var parsed = Parse(accept);
        if (text.Length <= LongestRemembered && Remembered.Count < MaxRemembered)
        {
            Remembered[text] = parsed;
        }

        return parsed;
    }

    private static Accepted Parse(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
        {
            return new Accepted(Avif: false, Webp: false);
        }

        // The most specific entry counts (RFC 9110, 12.5.1).
        double? anything = null, picture = null, avif = null, webp = null, jpeg = null;
        foreach (var type in types)
        {
            var quality = type.Quality ?? 1;
            switch (type.MediaType.Value?.ToLowerInvariant())
            {
                case "*/*": anything = quality; break;
                case "image/*": picture = quality; break;
                case "image/avif": avif = quality; break;
                case "image/webp": webp = quality; break;
                case "image/jpeg": jpeg = quality; break;
                default: break;
            }
        }

        var other = picture ?? anything ?? 0;
        var (forWebp, forJpeg) = (webp ?? other, jpeg ?? other);
        return new Accepted(avif is > 0 && avif >= forWebp, forWebp > 0 && forWebp >= forJpeg);
    }

    private readonly record struct Accepted(bool Avif, bool Webp);
}
