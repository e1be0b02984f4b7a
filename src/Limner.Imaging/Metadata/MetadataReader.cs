using System.Xml;
using Limner.Kernel.Errors;

namespace Limner.Imaging.Metadata;

/// <summary>
/// Reads what cameras and people wrote into and beside picture files: EXIF (CIPA DC-008, Exif 2.32), IPTC-IIM 4.2 and XMP (ISO 16684-1). No content
/// of a picture makes it throw; what is damaged or out of range is left out, and the rest is kept. Where the three say different things, XMP goes
/// before IPTC and IPTC before EXIF, unless a program that knows no XMP has changed IPTC since (docs/decisions/0014).
/// </summary>
/// <remarks>
/// It reads what the catalogue shows, in place. MetadataExtractor, which reads everything there is, copies each value it meets and inflates each
/// compressed chunk: a hostile file of a few megabytes costs it gigabytes.
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

    private const ushort ImageDescription = 0x010e;
    private const ushort Artist = 0x013b;
    private const ushort Copyright = 0x8298;
    private const ushort Rating = 0x4746;
    private const ushort RatingPercent = 0x4749;
    private const ushort WindowsTitle = 0x9c9b;
    private const ushort WindowsComment = 0x9c9c;
    private const ushort WindowsAuthor = 0x9c9d;
    private const ushort WindowsKeywords = 0x9c9e;

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

    private readonly MetadataDates dates;
    private readonly XmpReader xmp;
    private readonly IptcReader iptc;

    public MetadataReader(TimeProvider clock)
    {
        dates = new MetadataDates(clock);
        xmp = new XmpReader(dates);
        iptc = new IptcReader(dates);
    }

    /// <summary>Bytes of a sidecar; a larger one is refused unread.</summary>
    public const int LargestSidecar = BlockLocator.LargestPacket;

    /// <summary>Reads a picture file's metadata. Anything that is no picture has none.</summary>
    public PictureMetadata Read(ReadOnlyMemory<byte> file)
    {
        var blocks = BlockLocator.Find(file);
        var main = TiffDirectory.First(blocks.Exif.Span);
        var exif = main.Follow(ExifDirectory);
        var gps = main.Follow(GpsDirectory);

        var (fromExif, madeByCamera) = ReadExif(main, exif, gps);
        var fromIptc = iptc.Read(blocks, out var isNewerThanXmp);
        var fromXmp = blocks.Xmp.IsEmpty ? StatedMetadata.None : xmp.ReadEmbedded(blocks.Xmp);
        if (!blocks.ExtendedXmp.IsEmpty)
        {
            var more = xmp.ReadEmbedded(blocks.ExtendedXmp);
            fromXmp = fromXmp with { Words = fromXmp.Words.Or(more.Words), TakenAt = fromXmp.TakenAt ?? more.TakenAt, Position = fromXmp.Position ?? more.Position };
        }

        var (first, second) = isNewerThanXmp ? (fromIptc, fromXmp) : (fromXmp, fromIptc);
        var taken = first.TakenAt ?? second.TakenAt ?? fromExif.TakenAt ?? fromExif.CreatedAt ?? fromXmp.CreatedAt ?? madeByCamera;
        var position = fromXmp.Position ?? fromExif.Position;
        return new PictureMetadata
        {
            TakenAt = taken is { } wall ? new DateTimeOffset(wall.Time, TimeSpan.FromMinutes(wall.OffsetMinutes ?? 0)) : null,
            OffsetMinutes = taken?.OffsetMinutes,
            CameraMake = main.Text(Make),
            CameraModel = main.Text(Model),
            Lens = exif.Text(LensModel) ?? exif.Text(LensMake),
            ExposureSeconds = Within(exif.Number(ExposureTime), 1e-7, 86_400) ?? Within(Power(0.5, exif.Number(ShutterSpeedValue)), 1e-7, 86_400),
            FNumber = Within(exif.Number(FNumber), 0.1, 256) ?? Within(Power(Math.Sqrt(2), exif.Number(ApertureValue)), 0.1, 256),
            Iso = Sensitivity(exif),
            FocalLengthMm = Within(exif.Number(FocalLength), 0.1, 20_000),
            Latitude = position?.Latitude,
            Longitude = position?.Longitude,
            AltitudeM = position is null ? Height(gps) : position.Value.AltitudeM,
            Orientation = main.Integer(Orientation) is >= 1 and <= 8 and { } orientation ? (int)orientation : 1,
            Words = first.Words.Or(second.Words).Or(fromExif.Words),
        };
    }

    /// <summary>Reads a sidecar, a file that holds nothing but an XMP packet.</summary>
    /// <exception cref="LimnerException"><c>sidecar_invalid</c>, <c>sidecar_too_large</c>.</exception>
    public StatedMetadata ReadSidecar(ReadOnlyMemory<byte> file)
    {
        if (file.Length > LargestSidecar)
        {
            throw new LimnerException(ErrorCatalogue.SidecarTooLarge, $"It has {file.Length >> 10} KB; the limit is {LargestSidecar >> 10} KB.");
        }

        try
        {
            return xmp.ReadWhole(file);
        }
        catch (XmlException exception)
        {
            throw new LimnerException(ErrorCatalogue.SidecarInvalid, exception.Message, exception);
        }
    }

    private (StatedMetadata Stated, WallTime? MadeByCamera) ReadExif(TiffDirectory main, TiffDirectory exif, TiffDirectory gps)
    {
        var anyOffset = exif.Text(OffsetTime);
        var keywords = main.WideText(WindowsKeywords, 8_000)?.Split(';').Select(word => MetadataText.Keyword(word, default)).OfType<string>().ToList();
        var stated = new StatedMetadata
        {
            TakenAt = Wall(exif.Text(DateTimeOriginal), exif.Text(OffsetTimeOriginal) ?? anyOffset),
            CreatedAt = Wall(exif.Text(DateTimeDigitized), exif.Text(OffsetTimeDigitized) ?? anyOffset),
            Position = Place(gps),
            Words = new DescriptiveMetadata
            {
                Title = MetadataText.Line(main.WideText(WindowsTitle, 2 * MetadataText.MaxTitle), MetadataText.MaxTitle),
                Description = MetadataText.Description(main.Text(ImageDescription, MetadataText.MaxDescription))
                    ?? MetadataText.Description(main.WideText(WindowsComment, 2 * MetadataText.MaxDescription)),
                Rights = MetadataText.Line(main.Text(Copyright, MetadataText.MaxRights), MetadataText.MaxRights),
                Creator = MetadataText.Line(main.Text(Artist) ?? main.WideText(WindowsAuthor, 2 * MetadataText.MaxCreator), MetadataText.MaxCreator),
                Rating = MetadataText.Stars(main.Integer(Rating)) ?? MetadataText.StarsOfPercent(main.Integer(RatingPercent)),
                Keywords = keywords is { Count: > 0 } ? MetadataText.Keywords([], keywords) : null,
            },
        };

        // The third date is the file's last change: only where a camera wrote the file does it stand for the taking.
        return (stated, main.Text(Make) is null ? null : Wall(main.Text(Modified), anyOffset));
    }

    private WallTime? Wall(string? text, string? offset) => dates.Exif(text) is { } time ? new WallTime(time, MetadataDates.Offset(offset)) : null;

    private static int? Sensitivity(TiffDirectory exif)
    {
        var iso = exif.Integer(PhotographicSensitivity);
        if (iso is null or 0 or SensitivityElsewhere)
        {
            iso = exif.Integer(RecommendedExposureIndex) ?? exif.Integer(StandardOutputSensitivity) ?? iso;
        }

        return iso is >= 1 and <= 100_000_000 ? (int)iso : null;
    }

    /// <summary>Receivers without a fix write zeros: a picture from that very point in the ocean is less likely than that.</summary>
    private static GeoPosition? Place(TiffDirectory gps)
        => GeoPosition.From(Degrees(gps, Latitude, 90, gps.Text(LatitudeRef), 'S'), Degrees(gps, Longitude, 180, gps.Text(LongitudeRef), 'W'), Height(gps));

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
