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
        // The wall clock, so that pictures sort as they were lived, with and without a known offset.
        content.TakenAt = core.Metadata.TakenAt is { } taken ? new DateTimeOffset(taken.DateTime, TimeSpan.Zero) : null;
        content.TakenOffsetMinutes = core.Metadata.OffsetMinutes;
        content.CameraMake = core.Metadata.CameraMake;
        content.CameraModel = core.Metadata.CameraModel;
        content.Lens = core.Metadata.Lens;
        content.ExposureSeconds = core.Metadata.ExposureSeconds;
        content.FNumber = core.Metadata.FNumber;
        content.Iso = core.Metadata.Iso;
        content.FocalLengthMm = core.Metadata.FocalLengthMm;
        content.Latitude = core.Metadata.Latitude;
        content.Longitude = core.Metadata.Longitude;
        content.AltitudeM = core.Metadata.AltitudeM;
        content.Orientation = core.Metadata.Orientation;
        content.ThumbHash = core.ThumbHash;
        content.Palette = core.Palette;
        content.PerceptualHash = unchecked((long)core.PerceptualHash);
    }
}
