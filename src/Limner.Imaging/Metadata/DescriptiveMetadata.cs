namespace Limner.Imaging.Metadata;

/// <summary>What somebody wrote about a picture. Texts are cleaned and bounded (<see cref="MetadataText"/>); whatever is missing is null or empty.</summary>
public sealed record DescriptiveMetadata
{
    public static readonly DescriptiveMetadata None = new();

    public string? Title { get; init; }

    /// <summary>Also called caption; may have several lines.</summary>
    public string? Description { get; init; }

    public string? Rights { get; init; }

    /// <summary>Several names are separated by commas.</summary>
    public string? Creator { get; init; }

    /// <summary>The name of a colour or whatever the program that wrote it calls its labels.</summary>
    public string? Label { get; init; }

    /// <summary>1 to 5 stars; 0 says that it has none, -1 that the picture was rejected.</summary>
    public int? Rating { get; init; }

    /// <summary>
    /// Keywords, each as the path that leads to it, separated by <see cref="MetadataText.KeywordSeparator"/>; most have one part. Null when
    /// nothing is said of keywords at all.
    /// </summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>The people who are named, with their faces if they are marked. Null when nothing is said of people at all.</summary>
    public IReadOnlyList<NamedPerson>? People { get; init; }

    /// <summary>This, and from another what is missing here.</summary>
    public DescriptiveMetadata Or(DescriptiveMetadata other) => new()
    {
        Title = Title ?? other.Title,
        Description = Description ?? other.Description,
        Rights = Rights ?? other.Rights,
        Creator = Creator ?? other.Creator,
        Label = Label ?? other.Label,
        Rating = Rating ?? other.Rating,
        Keywords = Keywords ?? other.Keywords,
        People = People ?? other.People,
    };
}

/// <summary>Somebody in a picture.</summary>
/// <param name="Face">Where; null when only the name is known.</param>
public sealed record NamedPerson(string Name, FaceArea? Face);

/// <summary>Shares of the picture's width and height, 0..1, from its upper left corner, as the picture is stored.</summary>
public sealed record FaceArea(double X, double Y, double Width, double Height);

/// <summary>What one block of metadata says that others may say differently.</summary>
public sealed record StatedMetadata
{
    public static readonly StatedMetadata None = new();

    /// <summary>When the picture was taken, by the clock on the wall.</summary>
    public WallTime? TakenAt { get; init; }

    /// <summary>When the file was made from it (scanned, rendered), or a date that is known to the year or month only.</summary>
    public WallTime? CreatedAt { get; init; }

    public GeoPosition? Position { get; init; }

    public DescriptiveMetadata Words { get; init; } = DescriptiveMetadata.None;
}

/// <summary>What a clock showed, and what it was ahead of UTC in minutes, -840 to 840, if that is known.</summary>
public readonly record struct WallTime(DateTime Time, int? OffsetMinutes);

/// <summary>A place on Earth.</summary>
/// <param name="Latitude">Degrees, -90 to 90, north is positive.</param>
/// <param name="Longitude">Degrees, -180 to 180, east is positive.</param>
/// <param name="AltitudeM">Metres above sea level, -500 to 20,000.</param>
public readonly record struct GeoPosition(double Latitude, double Longitude, double? AltitudeM)
{
    /// <summary>The position, unless it is out of range or what receivers without a fix write.</summary>
    public static GeoPosition? From(double? latitude, double? longitude, double? altitude)
        => latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180 && !(latitude == 0 && longitude == 0)
            ? new GeoPosition(Math.Round(latitude.Value, 7), Math.Round(longitude.Value, 7), altitude is >= -500 and <= 20_000 ? altitude : null)
            : null;
}
