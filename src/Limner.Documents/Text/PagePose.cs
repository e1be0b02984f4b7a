using Limner.Documents.Pdf;
using Limner.Imaging;
using Limner.Vision.Ocr;

namespace Limner.Documents.Text;

/// <summary>How a page lies in its picture, told by its lines: by how many quarters it is turned, and how far from straight.</summary>
internal sealed class PagePose
{
    /// <summary>Radians: more is not skew but something else; less is not worth drawing anew.</summary>
    private const double MostSkew = 0.2;

    private const double LeastSkew = 0.002;

    private readonly double _cosine;
    private readonly double _sine;

    private PagePose(int quarters, double skew, int width, int height)
    {
        (Quarters, Skew) = (quarters, skew);
        (Width, Height) = quarters % 2 == 0 ? (width, height) : (height, width);
        (_cosine, _sine) = (Math.Cos(skew), Math.Sin(skew));
        (SourceWidth, SourceHeight) = (width, height);
    }

    /// <summary>The direction of reading in the picture, in quarter turns clockwise: 0 to the right, 1 down, 2 to the left, 3 up.</summary>
    public int Quarters { get; }

    /// <summary>What is left, in radians, clockwise.</summary>
    public double Skew { get; }

    /// <summary>Of the upright page, in pixels.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; }

    private int SourceWidth { get; }

    private int SourceHeight { get; }

    /// <summary>One that is known already, of a picture of another size.</summary>
    public static PagePose At(int quarters, double skew, int width, int height) => new(quarters, skew, width, height);

    public static PagePose Of(IReadOnlyList<TextLine> lines, int width, int height)
    {
        var directions = lines
            .Where(line => line.Text.Length > 3)
            .Select(line =>
            {
                var (dx, dy) = ((line.Quad.TopRight.X - line.Quad.TopLeft.X) * width, (line.Quad.TopRight.Y - line.Quad.TopLeft.Y) * height);
                return (Angle: Math.Atan2(dy, dx), Length: Math.Sqrt((dx * dx) + (dy * dy)));
            })
            .ToList();
        if (directions.Count == 0)
        {
            return new PagePose(0, 0, width, height);
        }

        var quarters = directions.GroupBy(line => Quarter(line.Angle)).MaxBy(group => group.Sum(line => line.Length))!.Key;
        var rest = directions.Where(line => Quarter(line.Angle) == quarters).Select(line => (Angle: Math.IEEERemainder(line.Angle - (quarters * Math.PI / 2), 2 * Math.PI), line.Length))
            .OrderBy(line => line.Angle).ToList();

        // The median by length: a stamp or a note across does not move it.
        var half = rest.Sum(line => line.Length) / 2;
        var skew = 0.0;
        foreach (var (angle, length) in rest)
        {
            skew = angle;
            if ((half -= length) <= 0)
            {
                break;
            }
        }

        return new PagePose(quarters, Math.Abs(skew) is < LeastSkew or > MostSkew ? 0 : skew, width, height);
    }

    /// <summary>A place in shares of the picture, in pixels of the upright page.</summary>
    public (double X, double Y) Map(QuadPoint point)
    {
        var (x, y) = (point.X * SourceWidth, point.Y * SourceHeight);
        (x, y) = Quarters switch
        {
            1 => (y, SourceWidth - x),
            2 => (SourceWidth - x, SourceHeight - y),
            3 => (SourceHeight - y, x),
            _ => (x, y),
        };
        var (dx, dy) = (x - (Width / 2.0), y - (Height / 2.0));
        return ((Width / 2.0) + (dx * _cosine) + (dy * _sine), (Height / 2.0) - (dx * _sine) + (dy * _cosine));
    }

    /// <summary>The picture upright and straight; what was outside of it is white.</summary>
    public GreyPicture Turn(GreyPicture picture)
    {
        if (Quarters == 0 && Skew == 0)
        {
            return picture;
        }

        var turned = new byte[Width * Height];
        var source = picture.Pixels;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (dx, dy) = (x - (Width / 2.0), y - (Height / 2.0));
                var (ux, uy) = ((Width / 2.0) + (dx * _cosine) - (dy * _sine), (Height / 2.0) + (dx * _sine) + (dy * _cosine));
                var (sx, sy) = Quarters switch
                {
                    1 => (SourceWidth - 1 - uy, ux),
                    2 => (SourceWidth - 1 - ux, SourceHeight - 1 - uy),
                    3 => (uy, SourceHeight - 1 - ux),
                    _ => (ux, uy),
                };
                turned[(y * Width) + x] = Sample(source, sx, sy);
            }
        }

        return new GreyPicture(Width, Height, turned);
    }

    /// <inheritdoc cref="Turn(GreyPicture)"/>
    public PixelBuffer Turn(PixelBuffer picture)
    {
        var upright = new PixelBuffer(Width, Height);
        for (var colour = 0; colour < 3; colour++)
        {
            var plane = new byte[picture.Width * picture.Height];
            var source = picture.Span;
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = source[(3 * i) + colour];
            }

            var turned = Turn(new GreyPicture(picture.Width, picture.Height, plane)).Pixels;
            var to = upright.Writable.Span;
            for (var i = 0; i < turned.Length; i++)
            {
                to[(3 * i) + colour] = turned[i];
            }
        }

        return upright;
    }

    /// <summary>The picture of a page as those see it who look at pictures: turned as the page was; that it is not quite straight is no matter to them.</summary>
    /// <param name="square">The page as it lies, stretched to a square; becomes the new picture's, or is disposed of.</param>
    /// <param name="width">Of the picture before it was stretched.</param>
    /// <param name="height">As <paramref name="width"/>.</param>
    public static DecodedPicture Upright(PixelBuffer square, int width, int height, DocumentPage page)
    {
        if (page.Turned == 0)
        {
            return new DecodedPicture(width, height, square);
        }

        using (square)
        {
            var upright = At(page.Turned, skew: 0, square.Width, square.Height).Turn(square);
            return page.Turned % 2 == 0 ? new DecodedPicture(width, height, upright) : new DecodedPicture(height, width, upright);
        }
    }

    /// <summary>Bilinear: thin lines stay lines.</summary>
    private byte Sample(ReadOnlySpan<byte> source, double x, double y)
    {
        if (x < 0 || y < 0 || x > SourceWidth - 1 || y > SourceHeight - 1)
        {
            return 255;
        }

        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, SourceWidth - 1), Math.Min(top + 1, SourceHeight - 1));
        var (fx, fy) = (x - left, y - top);
        var upper = (source[(top * SourceWidth) + left] * (1 - fx)) + (source[(top * SourceWidth) + right] * fx);
        var lower = (source[(bottom * SourceWidth) + left] * (1 - fx)) + (source[(bottom * SourceWidth) + right] * fx);
        return (byte)((upper * (1 - fy)) + (lower * fy) + 0.5);
    }

    private static int Quarter(double angle) => ((int)Math.Round(angle / (Math.PI / 2)) + 4) % 4;
}
