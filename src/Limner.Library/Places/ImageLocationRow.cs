namespace Limner.Library;

/// <summary>
/// Where an image was taken and what is called so (table <c>image_locations</c>): a row for each image with a position. Reach it through an image of
/// <see cref="Visibility.VisibleTo"/>. Kept in step by <see cref="Places.ImageLocations"/>.
/// </summary>
public sealed class ImageLocationRow
{
    public long ImageId { get; set; }

    /// <summary>Degrees, -90..90.</summary>
    public double Latitude { get; set; }

    /// <summary>Degrees, -180..180.</summary>
    public double Longitude { get; set; }

    /// <summary>Web Mercator, 0 (west) to <see cref="WebMercator.Size"/> - 1: for counting by cells of a map.</summary>
    public int X { get; set; }

    /// <summary>Web Mercator, 0 (north) to <see cref="WebMercator.Size"/> - 1.</summary>
    public int Y { get; set; }

    public string? City { get; set; }

    /// <summary>ISO 3166-1, two capital letters.</summary>
    public string? CountryCode { get; set; }

    /// <summary><see cref="Gazetteer.Version"/> of the names.</summary>
    public int Version { get; set; }
}
