namespace Limner.Library;

/// <summary>The projection of maps on screens (EPSG:3857), as whole numbers: 2.4 m apart at the equator.</summary>
public static class WebMercator
{
    /// <summary>Steps around the world.</summary>
    public const int Size = 1 << 24;

    /// <summary>Degrees of latitude at which the square map ends; what is nearer to a pole lies on its edge.</summary>
    public const double MaxLatitude = 85.0511287798066;

    public static int X(double longitude) => Clamp((longitude + 180) / 360);

    public static int Y(double latitude)
    {
        var sine = Math.Sin(double.DegreesToRadians(Math.Clamp(latitude, -MaxLatitude, MaxLatitude)));
        return Clamp(0.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)));
    }

    private static int Clamp(double share) => Math.Clamp((int)(share * Size), 0, Size - 1);
}
