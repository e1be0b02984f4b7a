namespace Limner.Vision.Ocr;

/// <summary>A point in pixels.</summary>
internal readonly record struct Point(float X, float Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(Point a, float factor) => new(a.X * factor, a.Y * factor);

    public float Dot(Point other) => (X * other.X) + (Y * other.Y);

    public float Cross(Point other) => (X * other.Y) - (Y * other.X);
}

/// <summary>A rectangle that lies at any angle, in pixels.</summary>
/// <param name="Centre">Its middle.</param>
/// <param name="Along">Unit vector along <paramref name="Width"/>: the direction of reading.</param>
/// <param name="Width">Along <paramref name="Along"/>.</param>
/// <param name="Height">Across it.</param>
internal readonly record struct RotatedRect(Point Centre, Point Along, float Width, float Height)
{
    /// <summary>A quarter turn from <see cref="Along"/>, clockwise as seen: down, where text is upright.</summary>
    public Point Across => new(-Along.Y, Along.X);

    public Point TopLeft => Centre - (Along * (Width / 2)) - (Across * (Height / 2));

    /// <summary>Grown by this much on every side.</summary>
    public RotatedRect Grown(float distance) => this with { Width = Width + (2 * distance), Height = Height + (2 * distance) };

    /// <summary>Grown across the direction of reading, by this share of its height on either side.</summary>
    public RotatedRect Heightened(float share) => this with { Height = Height * (1 + (2 * share)) };

    public RotatedRect Scaled(float horizontal, float vertical)
    {
        // Both factors are nearly equal (a rounding to whole tiles apart), so the rectangle stays one.
        var along = new Point(Along.X * horizontal, Along.Y * vertical);
        var across = new Point(Across.X * horizontal, Across.Y * vertical);
        var stretch = MathF.Sqrt(along.Dot(along));
        return new RotatedRect(new Point(Centre.X * horizontal, Centre.Y * vertical), along * (1 / stretch), Width * stretch, Height * MathF.Sqrt(across.Dot(across)));
    }

    /// <summary>The same rectangle read in another direction.</summary>
    /// <param name="quarters">Quarter turns clockwise.</param>
    public RotatedRect Turned(int quarters)
        => (quarters & 3) switch
        {
            1 => new RotatedRect(Centre, Across, Height, Width),
            2 => new RotatedRect(Centre, Along * -1, Width, Height),
            3 => new RotatedRect(Centre, Across * -1, Height, Width),
            _ => this,
        };

    /// <summary>The part of it from one share of its width to another.</summary>
    public RotatedRect Part(float from, float to)
        => this with { Centre = Centre + (Along * (Width * (((from + to) / 2) - 0.5f))), Width = Width * (to - from) };

    /// <summary>In shares of a picture, what lies outside moved to its edge.</summary>
    public Quad ToQuad(int pictureWidth, int pictureHeight)
    {
        var origin = TopLeft;
        var (along, across) = (Along * Width, Across * Height);
        return new Quad(Share(origin), Share(origin + along), Share(origin + along + across), Share(origin + across));

        QuadPoint Share(Point point) => new(Math.Clamp(point.X / pictureWidth, 0, 1), Math.Clamp(point.Y / pictureHeight, 0, 1));
    }

    /// <summary>The smallest rectangle around points, its width along the more horizontal of its sides (rotating calipers over the convex hull).</summary>
    /// <param name="points">At least one; they are sorted.</param>
    public static RotatedRect Around(List<Point> points)
    {
        var hull = ConvexHull(points);
        var best = default(RotatedRect);
        var least = float.MaxValue;
        for (var i = 0; i < hull.Count; i++)
        {
            var edge = hull[(i + 1) % hull.Count] - hull[i];
            var length = MathF.Sqrt(edge.Dot(edge));
            var along = length < 1e-6f ? new Point(1, 0) : edge * (1 / length);
            var (rectangle, area) = Enclose(hull, along);
            if (area < least)
            {
                (best, least) = (rectangle, area);
            }
        }

        return best.Straightened();
    }

    private static (RotatedRect Rectangle, float Area) Enclose(List<Point> hull, Point along)
    {
        var across = new Point(-along.Y, along.X);
        float left = float.MaxValue, right = float.MinValue, top = float.MaxValue, bottom = float.MinValue;
        foreach (var point in hull)
        {
            var (x, y) = (point.Dot(along), point.Dot(across));
            left = MathF.Min(left, x);
            right = MathF.Max(right, x);
            top = MathF.Min(top, y);
            bottom = MathF.Max(bottom, y);
        }

        var centre = (along * ((left + right) / 2)) + (across * ((top + bottom) / 2));
        return (new RotatedRect(centre, along, right - left, bottom - top), (right - left) * (bottom - top));
    }

    /// <summary>The same rectangle with its width along the more horizontal side, rightwards.</summary>
    private RotatedRect Straightened()
    {
        var turned = MathF.Abs(Along.X) >= MathF.Abs(Along.Y) ? this : Turned(1);
        return turned.Along.X < 0 ? turned.Turned(2) : turned;
    }

    /// <summary>Andrew's monotone chain, 1979.</summary>
    private static List<Point> ConvexHull(List<Point> points)
    {
        points.Sort((a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        if (points.Count < 3)
        {
            return points;
        }

        var hull = new List<Point>(points.Count + 1);
        for (var pass = 0; pass < 2; pass++)
        {
            var floor = hull.Count;
            for (var i = 0; i < points.Count; i++)
            {
                var point = pass == 0 ? points[i] : points[^(i + 1)];
                while (hull.Count >= floor + 2 && (hull[^1] - hull[^2]).Cross(point - hull[^1]) <= 0)
                {
                    hull.RemoveAt(hull.Count - 1);
                }

                hull.Add(point);
            }

            hull.RemoveAt(hull.Count - 1);
        }

        return hull;
    }
}
