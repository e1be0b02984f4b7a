namespace Limner.Vision.Detection;

#pragma warning disable MA0049 // The folder is the feature, and one detection is what it makes: both have the field's own name.

/// <summary>One thing seen in a picture.</summary>
/// <param name="Label">A class of COCO in plain words: <c>person</c>, <c>dining table</c>.</param>
/// <param name="Confidence">0..1.</param>
/// <param name="Box">Where it is in the upright picture.</param>
public sealed record Detection(string Label, float Confidence, BoundingBox Box);

#pragma warning restore MA0049

/// <summary>A box in fractions of the picture's width and height: all of it within 0..1, neither side empty.</summary>
/// <param name="X">Left side.</param>
/// <param name="Y">Top side.</param>
/// <param name="Width">To the right of <paramref name="X"/>.</param>
/// <param name="Height">Downwards from <paramref name="Y"/>.</param>
public readonly record struct BoundingBox(float X, float Y, float Width, float Height)
{
    /// <summary>Intersection over union with another box, 0..1.</summary>
    public float Overlap(BoundingBox other)
    {
        var width = MathF.Min(X + Width, other.X + other.Width) - MathF.Max(X, other.X);
        var height = MathF.Min(Y + Height, other.Y + other.Height) - MathF.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var intersection = width * height;
        return intersection / (Width * Height + other.Width * other.Height - intersection);
    }
}
