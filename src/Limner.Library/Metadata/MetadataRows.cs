using Limner.Imaging.Metadata;

namespace Limner.Library;

/// <summary>Columns of what is said in words about a picture.</summary>
public abstract class DescriptionColumns
{
    public string? Title { get; set; }

    public string? Description { get; set; }

    public string? Rights { get; set; }

    public string? Creator { get; set; }

    public string? Label { get; set; }

    /// <summary>As <see cref="DescriptiveMetadata.Rating"/>.</summary>
    public int? Rating { get; set; }

    /// <summary>A JSON array of paths, as <see cref="DescriptiveMetadata.Keywords"/>.</summary>
    public string? Keywords { get; set; }

    /// <summary>A JSON array of <see cref="NamedPerson"/>.</summary>
    public string? People { get; set; }

    internal void Apply(DescriptiveMetadata words)
    {
        (Title, Description, Rights, Creator, Label, Rating) = (words.Title, words.Description, words.Rights, words.Creator, words.Label, words.Rating);
        Keywords = MetadataJson.Write(words.Keywords);
        People = MetadataJson.Write(words.People);
    }
}

/// <summary>What people wrote into the bytes of a content (table <c>content_descriptions</c>).</summary>
internal sealed class ContentDescriptionRow : DescriptionColumns
{
    public long ContentId { get; set; }
}

internal enum SidecarState
{
    /// <summary>Found or changed, to be read; what it said before still counts.</summary>
    Pending,
    Ready,

    /// <summary>Could not be read; it says nothing.</summary>
    Failed,
}

/// <summary>The sidecar of a file (table <c>sidecars</c>).</summary>
internal sealed class SidecarRow : DescriptionColumns
{
    public long FileId { get; set; }

    /// <summary>In the file's own directory.</summary>
    public required string Name { get; set; }

    /// <summary>Bytes, as the walk found it.</summary>
    public long Size { get; set; }

    /// <inheritdoc cref="Size"/>
    public DateTimeOffset ModifiedAt { get; set; }

    public SidecarState State { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    /// <summary>As <see cref="ContentRow.TakenAt"/>.</summary>
    public DateTimeOffset? TakenAt { get; set; }

    public int? TakenOffsetMinutes { get; set; }

    /// <summary>A date that counts only where nothing says when the picture was taken.</summary>
    public DateTimeOffset? MadeAt { get; set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    public double? AltitudeM { get; set; }

    public void Apply(StatedMetadata stated)
    {
        Apply(stated.Words);
        (TakenAt, TakenOffsetMinutes) = (Wall(stated.TakenAt), stated.TakenAt?.OffsetMinutes);
        MadeAt = Wall(stated.CreatedAt);
        (Latitude, Longitude, AltitudeM) = (stated.Position?.Latitude, stated.Position?.Longitude, stated.Position?.AltitudeM);
    }

    private static DateTimeOffset? Wall(WallTime? time) => time is { } wall ? new DateTimeOffset(wall.Time, TimeSpan.Zero) : null;
}

/// <summary>What people said about an image here (table <c>image_edits</c>). Null: nothing, so that the file's value shows.</summary>
internal sealed class ImageEditRow
{
    public long ImageId { get; set; }

    public string? Title { get; set; }

    public string? Description { get; set; }

    public string? Rights { get; set; }

    public DateTimeOffset? TakenAt { get; set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>
/// What is known of an image beside what follows from its pixels (table <c>image_values</c>): of every value the one that goes first, by
/// <see cref="ValueSource"/>. Kept in step by <see cref="Metadata.ImageValues"/>; every image that is no tombstone has a row.
/// </summary>
public sealed class ImageValuesRow : DescriptionColumns
{
    public long ImageId { get; set; }

    /// <summary>As <see cref="ContentRow.TakenAt"/>.</summary>
    public DateTimeOffset? TakenAt { get; set; }

    public int? TakenOffsetMinutes { get; set; }

    /// <summary>Degrees, -90..90; never without <see cref="Longitude"/>.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees, -180..180.</summary>
    public double? Longitude { get; set; }

    public double? AltitudeM { get; set; }

    /// <summary>JSON: <see cref="ValueSources"/>.</summary>
    public required string Sources { get; set; }

    /// <summary>Keywords, each as the parts of its path.</summary>
    public IReadOnlyList<IReadOnlyList<string>> KeywordPaths()
        => [.. MetadataJson.Read<string>(Keywords).Select(path => path.Split(MetadataText.KeywordSeparator))];

    public IReadOnlyList<NamedPerson> NamedPeople() => MetadataJson.Read<NamedPerson>(People);
}
