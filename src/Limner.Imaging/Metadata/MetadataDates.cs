using System.Globalization;

namespace Limner.Imaging.Metadata;

/// <summary>
/// Dates as the three standards write them. Taken for one are only those between the year photography began and tomorrow: what is later was
/// written by a clock that was never set.
/// </summary>
internal sealed class MetadataDates(TimeProvider clock)
{
    private const int FirstYear = 1826;

    /// <summary>EXIF: <c>2024:05:03 14:22:05</c>; some programs write other separators or leave the seconds out.</summary>
    public DateTime? Exif(string? text)
    {
        if (text is null || text.Length < 16)
        {
            return null;
        }

        Span<char> letters = stackalloc char[19];
        ":00".CopyTo(letters[16..]);
        text.AsSpan(0, Math.Min(text.Length, 19)).CopyTo(letters);
        letters[4] = letters[7] = '-';
        letters[10] = ' ';
        return Parse(letters, "yyyy-MM-dd HH:mm:ss");
    }

    /// <summary>
    /// XMP: ISO 8601 from the year on, <c>2024-05-03T14:22:05.25+09:00</c>. What the day is not known of comes out as the first of January or of the
    /// month.
    /// </summary>
    /// <param name="isExact">Whether the day is known.</param>
    public WallTime? Xmp(string? text, out bool isExact)
    {
        isExact = false;
        var rest = text.AsSpan().Trim();
        if (rest.Length is < 4 or > 40)
        {
            return null;
        }

        var end = rest.IndexOfAny('T', ' ');
        var day = end < 0 ? rest : rest[..end];
        isExact = day.Length == 10;
        Span<char> letters = stackalloc char[19];
        "0001-01-01 00:00:00".CopyTo(letters);
        if (day.Length is not (4 or 7 or 10))
        {
            return null;
        }

        day.CopyTo(letters);
        int? offset = null;
        if (end >= 0 && isExact)
        {
            var time = rest[(end + 1)..];
            var zone = time.IndexOfAny('Z', '+', '-');
            if (zone >= 0)
            {
                offset = Offset(time[zone..]);
                time = time[..zone];
            }

            if (time.Length is < 5 or 6 or 7)
            {
                return null;
            }

            time[..Math.Min(time.Length, 8)].CopyTo(letters[11..]);
        }

        return Parse(letters, "yyyy-MM-dd HH:mm:ss") is { } wall ? new WallTime(wall, offset) : null;
    }

    /// <summary>IPTC-IIM: <c>20240503</c> and, in a dataset of its own, <c>142205+0900</c>.</summary>
    public WallTime? Iptc(string? date, string? time)
    {
        if (date is not { Length: 8 })
        {
            return null;
        }

        var ofDay = time is { Length: >= 6 } ? time[..6] : "000000";
        return Parse(string.Concat(date, ofDay), "yyyyMMddHHmmss") is { } wall
            ? new WallTime(wall, time is { Length: 11 } ? Offset($"{time.AsSpan(6, 3)}:{time.AsSpan(9)}") : null)
            : null;
    }

    /// <summary><c>+09:00</c> or <c>Z</c>, in minutes.</summary>
    public static int? Offset(ReadOnlySpan<char> text)
    {
        if (text is "Z")
        {
            return 0;
        }

        if (text is not { Length: 6 } || text[0] is not ('+' or '-') || text[3] != ':'
            || !int.TryParse(text.Slice(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.Slice(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59 || (hours * 60) + minutes > 14 * 60)
        {
            return null;
        }

        var offset = (hours * 60) + minutes;
        return text[0] == '-' ? -offset : offset;
    }

    private DateTime? Parse(ReadOnlySpan<char> text, string format)
        => DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && time.Year >= FirstYear && time <= clock.GetUtcNow().UtcDateTime.AddDays(1)
            ? time
            : null;
}
