using Limner.Imaging.Metadata;

namespace Limner.Library.Scanning;

/// <summary>From what was derived to the row that keeps it.</summary>
internal static class ContentMapping
{
    public static ContentRow Create(string sha256, long size, CoreFindings core, DateTimeOffset now)
    {
        var content = new ContentRow
        {
            Sha256 = sha256,
            Size = size,
            MediaType = core.Header.MediaType,
            ThumbHash = core.ThumbHash,
            Palette = core.Palette,
            CreatedAt = now,
        };
        Apply(content, core);
        return content;
    }

    public static void Apply(ContentRow content, CoreFindings core)
    {
        content.MediaType = core.Header.MediaType;
        content.Width = core.Header.Width;
        content.Height = core.Header.Height;
        content.ThumbHash = core.ThumbHash;
        content.Palette = core.Palette;
        content.PerceptualHash = unchecked((long)core.PerceptualHash);
    }

    /// <summary>What stands in columns of its own; the words have a row of theirs.</summary>
    public static void Apply(ContentRow content, PictureMetadata metadata)
    {
        // The wall clock, so that pictures sort as they were lived, with and without a known offset.
        content.TakenAt = metadata.TakenAt is { } taken ? new DateTimeOffset(taken.DateTime, TimeSpan.Zero) : null;
        content.TakenOffsetMinutes = metadata.OffsetMinutes;
        content.CameraMake = metadata.CameraMake;
        content.CameraModel = metadata.CameraModel;
        content.Lens = metadata.Lens;
        content.ExposureSeconds = metadata.ExposureSeconds;
        content.FNumber = metadata.FNumber;
        content.Iso = metadata.Iso;
        content.FocalLengthMm = metadata.FocalLengthMm;
        content.Latitude = metadata.Latitude;
        content.Longitude = metadata.Longitude;
        content.AltitudeM = metadata.AltitudeM;
        content.Orientation = metadata.Orientation;
    }
}
