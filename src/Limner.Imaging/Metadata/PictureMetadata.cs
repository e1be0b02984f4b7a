namespace Limner.Imaging.Metadata;

/// <summary>What a camera and people wrote into a picture file. Whatever is missing, senseless or out of range is null.</summary>
public sealed record PictureMetadata
{
    /// <summary>When it was taken, by the camera's clock. The offset is <see cref="OffsetMinutes"/>, or zero where that is not known.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>What the camera's clock was ahead of UTC, in minutes, -840 to 840.</summary>
    public int? OffsetMinutes { get; init; }

    public string? CameraMake { get; init; }

    public string? CameraModel { get; init; }

    public string? Lens { get; init; }

    /// <summary>Above 0, up to a day.</summary>
    public double? ExposureSeconds { get; init; }

    /// <summary>Above 0, up to 256.</summary>
    public double? FNumber { get; init; }

    /// <summary>ISO speed, 1 or more.</summary>
    public int? Iso { get; init; }

    /// <summary>Real, not the equivalent for 35 mm film; above 0.</summary>
    public double? FocalLengthMm { get; init; }

    /// <summary>Degrees, -90 to 90, north is positive. Never without <see cref="Longitude"/>.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees, -180 to 180, east is positive.</summary>
    public double? Longitude { get; init; }

    /// <summary>Metres above sea level, -500 to 20,000.</summary>
    public double? AltitudeM { get; init; }

    /// <summary>EXIF orientation as stored, 1 to 8; 1 when nothing is said.</summary>
    public int Orientation { get; init; } = 1;

    public DescriptiveMetadata Words { get; init; } = DescriptiveMetadata.None;
}
