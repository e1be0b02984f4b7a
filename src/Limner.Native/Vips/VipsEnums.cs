namespace Limner.Native.Vips;

/// <summary><c>VipsSize</c>: how a thumbnail's box is filled.</summary>
public enum VipsSize
{
    Both = 0,
    Up = 1,

    /// <summary>Only ever makes smaller.</summary>
    Down = 2,

    /// <summary>Exactly the box, breaking the aspect ratio.</summary>
    Force = 3,
}

/// <summary><c>VipsFailOn</c>: what a loader refuses to read on from.</summary>
public enum VipsFailOn
{
    None = 0,
    Truncated = 1,
    Error = 2,
    Warning = 3,
}

/// <summary><c>VipsBandFormat</c>: the type of one sample.</summary>
public enum VipsBandFormat
{
    UChar = 0,
    Char = 1,
    UShort = 2,
    Short = 3,
    UInt = 4,
    Int = 5,
    Float = 6,
    Complex = 7,
    Double = 8,
    DoubleComplex = 9,
}

/// <summary><c>VipsInterpretation</c>, the colour spaces that files come in.</summary>
public enum VipsInterpretation
{
    Multiband = 0,
    BlackAndWhite = 1,
    Histogram = 10,
    Lab = 13,
    Cmyk = 15,
    Rgb = 17,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
    ScRgb = 28,
}

/// <summary><c>VipsKernel</c>: how pixels are weighed when an image is resized.</summary>
public enum VipsKernel
{
    Nearest = 0,
    Linear = 1,
    Cubic = 2,
    Mitchell = 3,
    Lanczos2 = 4,
    Lanczos3 = 5,
}
