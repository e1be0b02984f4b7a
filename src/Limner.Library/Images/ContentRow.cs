namespace Limner.Library;

/// <summary>
/// What follows from one file's bytes alone (table <c>contents</c>): shared by every image that has these bytes, whoever owns it. Reach
/// it through an image of <see cref="Visibility.VisibleTo"/>, never by its own id in a request.
/// </summary>
public sealed class ContentRow
{
    public long Id { get; set; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; set; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>As sniffed from the bytes, never from the file name.</summary>
    public required string MediaType { get; set; }

    /// <summary>Pixels of the upright picture.</summary>
    public int Width { get; set; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; set; }

    /// <summary>The camera's wall clock, kept with offset zero; <see cref="TakenOffsetMinutes"/> says where it stood, if known.</summary>
    public DateTimeOffset? TakenAt { get; set; }

    public int? TakenOffsetMinutes { get; set; }

    public string? CameraMake { get; set; }

    public string? CameraModel { get; set; }

    public string? Lens { get; set; }

    public double? ExposureSeconds { get; set; }

    public double? FNumber { get; set; }

    public int? Iso { get; set; }

    public double? FocalLengthMm { get; set; }

    /// <summary>Degrees, -90..90.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees, -180..180.</summary>
    public double? Longitude { get; set; }

    public double? AltitudeM { get; set; }

    /// <summary>EXIF orientation 1..8 as written in the file; width, height and previews are upright already.</summary>
    public int Orientation { get; set; } = 1;

    /// <summary>ThumbHash bytes (some 25): the blurred placeholder.</summary>
    public required byte[] ThumbHash { get; set; }

    /// <summary>JSON array of <c>{"hex":"#rrggbb","share":0..1}</c>, largest share first.</summary>
    public required string Palette { get; set; }

    /// <summary>64 bits, compared by Hamming distance; the bits of an unsigned number.</summary>
    public long PerceptualHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>That a content has a derived value of this kind, and which version made it (table <c>derivations</c>).</summary>
public sealed class DerivationRow
{
    public long ContentId { get; set; }

    public required string Kind { get; set; }

    public required string Version { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
