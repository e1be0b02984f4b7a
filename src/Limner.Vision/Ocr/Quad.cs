namespace Limner.Vision.Ocr;

/// <summary>A point in shares of the picture's width and height, 0..1, from its upper left corner.</summary>
public readonly record struct QuadPoint(float X, float Y);

/// <summary>
/// Where a stretch of text lies: its corners as the text itself is read, so that <see cref="TopLeft"/> to <see cref="TopRight"/> is the direction of reading
/// also where the page lies on its side or on its head.
/// </summary>
public readonly record struct Quad(QuadPoint TopLeft, QuadPoint TopRight, QuadPoint BottomRight, QuadPoint BottomLeft);
