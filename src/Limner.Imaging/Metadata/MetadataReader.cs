using System.Globalization;

namespace Limner.Imaging.Metadata;

/// <summary>
/// Reads what a camera wrote into a picture's EXIF block (CIPA DC-008, Exif 2.32). No content makes it throw; what is damaged or out of range is left out.
/// </summary>
/// <remarks>
/// It reads some twenty tags in place. MetadataExtractor, which reads everything there is, copies each value it meets and inflates each compressed
/// chunk: a hostile file of a few megabytes costs it gigabytes.
/// </remarks>
public sealed class MetadataReader
{
    // IFD0
    private const ushort Make = 0x010f;
    private const ushort Model = 0x0110;
    private const ushort Orientation = 0x0112;
    private const ushort Modified = 0x0132;
    private const ushort ExifDirectory = 0x8769;
    private const ushort GpsDirectory = 0x8825;

    // Exif IFD
    private const ushort ExposureTime = 0x829a;
    private const ushort FNumber = 0x829d;
    private const ushort PhotographicSensitivity = 0x8827;
    private const ushort StandardOutputSensitivity = 0x8831;
    private const ushort RecommendedExposureIndex = 0x8832;
    private const ushort DateTimeOriginal = 0x9003;
    private const ushort DateTimeDigitized = 0x9004;
    private const ushort OffsetTime = 0x9010;
    private const ushort OffsetTimeOriginal = 0x9011;
    private const ushort OffsetTimeDigitized = 0x9012;
    private const ushort ShutterSpeedValue = 0x9201;
    private const ushort ApertureValue = 0x9202;
    private const ushort FocalLength = 0x920a;
    private const ushort LensMake = 0xa433;
    private const ushort LensModel = 0xa434;

    // GPS IFD
    private const ushort LatitudeRef = 1;
    private const ushort Latitude = 2;
    private const ushort LongitudeRef = 3;
    private const ushort Longitude = 4;
    private const ushort AltitudeRef = 5;
    private const ushort Altitude = 6;

    /// <summary>The sixteen-bit tag's largest value means: the true one is in another tag.</summary>
    private const long SensitivityElsewhere = 65535;

    // Photography began in 1826; a later bound only keeps clocks that were never set out.
    private const int FirstYear = 1826;
    private const int LastYear = 2200;

    /// <summary>Reads a picture file's metadata. Anything that is no picture has none.</summary>
    public PictureMetadata Read(ReadOnlyMemory<byte> file)
    {
        var main = TiffDirectory.First(ExifLocator.Find(file));
        var exif = main.Follow(ExifDirectory);
        var gps = main.Follow(GpsDirectory);
        var (takenAt, offset) = Taken(main, exif);
        var (latitude, longitude) = Place(gps);
        return new PictureMetadata
        {
            TakenAt = takenAt,
            OffsetMinutes = offset,
            CameraMake = main.Text(Make),
            CameraModel = main.Text(Model),
            Lens = exif.Text(LensModel) ?? exif.Text(LensMake),
            ExposureSeconds = Within(exif.Number(ExposureTime), 1e-7, 86_400) ?? Within(Power(0.5, exif.Number(ShutterSpeedValue)), 1e-7, 86_400),
            FNumber = Within(exif.Number(FNumber), 0.1, 256) ?? Within(Power(Math.Sqrt(2), exif.Number(ApertureValue)), 0.1, 256),
            Iso = Sensitivity(exif),
            FocalLengthMm = Within(exif.Number(FocalLength), 0.1, 20_000),
            Latitude = latitude,
            Longitude = longitude,
            AltitudeM = Height(gps),
            Orientation = main.Integer(Orientation) is >= 1 and <= 8 and { } orientation ? (int)orientation : 1,
        };
    }

    private static (DateTimeOffset? TakenAt, int? OffsetMinutes) Taken(TiffDirectory main, TiffDirectory exif)
    {
        var wall = Time(exif.Text(DateTimeOriginal));
        var offset = Offset(exif.Text(OffsetTimeOriginal));
        if (wall is null)
        {
            wall = Time(exif.Text(DateTimeDigitized));
            offset = Offset(exif.Text(OffsetTimeDigitized));
        }

        // The third date is the file's last change: only where a camera wrote the file does it stand for the taking.
        if (wall is null && main.Text(Make) is not null)
        {
            wall = Time(main.Text(Modified));
            offset = null;
        }

        if (wall is not { } time)
        {
            return (null, null);
        }

        offset ??= Offset(exif.Text(OffsetTime));
        return (new DateTimeOffset(time, TimeSpan.FromMinutes(offset ?? 0)), offset);
    }

    /// <summary><c>2024:05:03 14:22:05</c>; some programs write other separators or leave the seconds out.</summary>
    private static DateTime? Time(string? text)
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
        return DateTime.TryParseExact(letters, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && time.Year is >= FirstYear and <= LastYear
            ? time
            : null;
    }

    /// <summary><c>+09:00</c>, in minutes.</summary>
    private static int? Offset(string? text)
    {
        if (text is "Z")
        {
            return 0;
        }

        if (text is not { Length: 6 } || text[0] is not ('+' or '-') || text[3] != ':'
            || !int.TryParse(text.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59 || (hours * 60) + minutes > 14 * 60)
        {
            return null;
        }

        var offset = (hours * 60) + minutes;
        return text[0] == '-' ? -offset : offset;
    }

    private static int? Sensitivity(TiffDirectory exif)
    {
        var iso = exif.Integer(PhotographicSensitivity);
        if (iso is null or 0 or SensitivityElsewhere)
        {
            iso = exif.Integer(RecommendedExposureIndex) ?? exif.Integer(StandardOutputSensitivity) ?? iso;
        }

        return iso is >= 1 and <= 100_000_000 ? (int)iso : null;
    }

    private static (double? Latitude, double? Longitude) Place(TiffDirectory gps)
    {
        var latitude = Degrees(gps, Latitude, 90, gps.Text(LatitudeRef), 'S');
        var longitude = Degrees(gps, Longitude, 180, gps.Text(LongitudeRef), 'W');

        // Receivers without a fix write zeros: a picture from that very point in the ocean is less likely than that.
        return latitude is null || longitude is null || (latitude == 0 && longitude == 0) ? (null, null) : (latitude, longitude);
    }

    private static double? Degrees(TiffDirectory gps, ushort tag, double limit, string? side, char negative)
    {
        if (gps.Number(tag) is not { } degrees)
        {
            return null;
        }

        // Minutes and seconds may be missing or, with a zero denominator, unknown.
        var value = degrees + ((gps.Number(tag, 1) ?? 0) / 60) + ((gps.Number(tag, 2) ?? 0) / 3600);
        if (side is not null && char.ToUpperInvariant(side[0]) == negative)
        {
            value = -value;
        }

        return Within(value, -limit, limit) is { } inside ? Math.Round(inside, 7) : null;
    }

    private static double? Height(TiffDirectory gps)
    {
        var below = gps.Integer(AltitudeRef) is 1;
        return gps.Number(Altitude) is { } metres ? Within(below ? -metres : metres, -500, 20_000) : null;
    }

    private static double? Power(double basis, double? exponent) => exponent is { } value ? Math.Pow(basis, value) : null;

    private static double? Within(double? number, double least, double most) => number >= least && number <= most ? number : null;
}
