using System.Numerics;

namespace Limner.Search.Duplicates;

/// <summary>
/// The means and the lowest frequencies of a picture, read from its ThumbHash (https://evanw.github.io/thumbhash/): where the colours lie, which the
/// perceptual hash does not know. Unlike that it holds the frequencies that are zero along one side.
/// </summary>
internal readonly struct CoarseLook
{
    /// <summary>Bytes of the header, before the coefficients.</summary>
    private const int Header = 5;

    /// <summary>Of the largest luminance coefficient, in steps of 1/31: below two steps there is nothing to recognise a picture by.</summary>
    private const int FlatSteps = 1;

    /// <summary>Of the largest coefficient of either colour difference, in steps of 1/63: from here on a thing is seen by its colour, as yellow on white.</summary>
    private const int ColourfulSteps = 3;

    /// <summary>Coefficients of each colour difference: three frequencies each way, of which the triangle without the mean is kept.</summary>
    private const int ColourCoefficients = 5;

    private const float MeanTolerance = 0.16f;
    private const float ColourTolerance = 0.1f;
    private const float LeastCosine = 0.85f;

    private readonly float _luminance;
    private readonly float _yellowBlue;
    private readonly float _redGreen;
    private readonly byte _layout;
    private readonly sbyte[] _coefficients;

    /// <summary>Of both colour differences, each times its scale; empty where the luminance says what is seen.</summary>
    private readonly short[] _colours;

    private CoarseLook(float luminance, float yellowBlue, float redGreen, bool isFlat, byte layout, sbyte[] coefficients, short[] colours)
        => (_luminance, _yellowBlue, _redGreen, IsFlat, _layout, _coefficients, _colours) = (luminance, yellowBlue, redGreen, isFlat, layout, coefficients, colours);

    /// <summary>Whether next to nothing is to be seen on it, neither light and dark nor colours.</summary>
    public bool IsFlat { get; }

    /// <param name="thumbHash">5 to 25 bytes; one that is shorter is taken for a flat picture.</param>
    public static CoarseLook Read(ReadOnlySpan<byte> thumbHash)
    {
        if (thumbHash.Length < Header)
        {
            return new CoarseLook(0, 0, 0, isFlat: true, 0, [], []);
        }

        var header = thumbHash[0] | (thumbHash[1] << 8) | (thumbHash[2] << 16);
        var shape = thumbHash[3] | (thumbHash[4] << 8);
        var (narrow, isLandscape) = (Math.Max(3, shape & 7), (shape & 0x8000) != 0);
        var (across, down) = isLandscape ? (7, narrow) : (narrow, 7);
        var scale = (header >> 18) & 31;
        var coefficients = new List<sbyte>();
        for (var v = 0; v < down; v++)
        {
            for (var u = v == 0 ? 1 : 0; u * down < across * (down - v); u++)
            {
                coefficients.Add(CoefficientAt(thumbHash, coefficients.Count));
            }
        }

        var isDim = scale <= FlatSteps;
        var (yellowBlue, redGreen) = ((shape >> 3) & 63, (shape >> 9) & 63);
        var isColourful = Math.Max(yellowBlue, redGreen) >= ColourfulSteps;
        var colours = new short[isDim && isColourful ? 2 * ColourCoefficients : 0];
        for (var i = 0; i < colours.Length; i++)
        {
            colours[i] = (short)(CoefficientAt(thumbHash, coefficients.Count + i) * (i < ColourCoefficients ? yellowBlue : redGreen));
        }

        return new CoarseLook(
            (header & 63) / 63f,
            (((header >> 6) & 63) / 31.5f) - 1,
            (((header >> 12) & 63) / 31.5f) - 1,
            isDim && !isColourful,
            (byte)((shape & 7) | (isLandscape ? 8 : 0)),
            [.. coefficients],
            colours);
    }

    /// <summary>The same colours in the same places: corrections within reason pass, black and white of colour does not.</summary>
    public bool Resembles(in CoarseLook other)
        => ResemblesInColour(other) && (_layout != other._layout || Cosine<sbyte>(_coefficients, other._coefficients) >= LeastCosine)
            && (_colours.Length == 0 || other._colours.Length == 0 || Cosine<short>(_colours, other._colours) >= LeastCosine);

    public bool ResemblesInColour(in CoarseLook other)
        => MathF.Abs(_luminance - other._luminance) <= MeanTolerance && MathF.Abs(_yellowBlue - other._yellowBlue) <= ColourTolerance
            && MathF.Abs(_redGreen - other._redGreen) <= ColourTolerance;

    private static sbyte CoefficientAt(ReadOnlySpan<byte> thumbHash, int index)
    {
        var (at, nibble) = (Header + (index / 2), index % 2);
        return (sbyte)(at < thumbHash.Length ? (2 * ((thumbHash[at] >> (nibble * 4)) & 15)) - 15 : 0);
    }

    /// <summary>0 when either is nothing but zeros.</summary>
    private static float Cosine<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : INumberBase<T>
    {
        int product = 0, mine = 0, theirs = 0;
        for (var i = 0; i < one.Length; i++)
        {
            var (a, b) = (int.CreateTruncating(one[i]), int.CreateTruncating(other[i]));
            product += a * b;
            mine += a * a;
            theirs += b * b;
        }

        return mine == 0 || theirs == 0 ? 0 : product / (MathF.Sqrt(mine) * MathF.Sqrt(theirs));
    }
}
