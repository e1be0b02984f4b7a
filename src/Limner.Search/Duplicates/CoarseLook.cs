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

    private const float MeanTolerance = 0.16f;
    private const float ColourTolerance = 0.1f;
    private const float LeastCosine = 0.85f;

    private readonly float _luminance;
    private readonly float _yellowBlue;
    private readonly float _redGreen;
    private readonly byte _layout;
    private readonly sbyte[] _coefficients;

    private CoarseLook(float luminance, float yellowBlue, float redGreen, bool isFlat, byte layout, sbyte[] coefficients)
        => (_luminance, _yellowBlue, _redGreen, IsFlat, _layout, _coefficients) = (luminance, yellowBlue, redGreen, isFlat, layout, coefficients);

    /// <summary>Whether next to nothing is to be seen on it.</summary>
    public bool IsFlat { get; }

    /// <param name="thumbHash">5 to 25 bytes; one that is shorter is taken for a flat picture.</param>
    public static CoarseLook Read(ReadOnlySpan<byte> thumbHash)
    {
        if (thumbHash.Length < Header)
        {
            return new CoarseLook(0, 0, 0, isFlat: true, 0, []);
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
                var (at, nibble) = (Header + (coefficients.Count / 2), coefficients.Count % 2);
                coefficients.Add((sbyte)(at < thumbHash.Length ? (2 * ((thumbHash[at] >> (nibble * 4)) & 15)) - 15 : 0));
            }
        }

        return new CoarseLook(
            (header & 63) / 63f,
            (((header >> 6) & 63) / 31.5f) - 1,
            (((header >> 12) & 63) / 31.5f) - 1,
            scale <= FlatSteps,
            (byte)((shape & 7) | (isLandscape ? 8 : 0)),
            [.. coefficients]);
    }

    /// <summary>The same colours in the same places: corrections within reason pass, black and white of colour does not.</summary>
    public bool Resembles(in CoarseLook other) => ResemblesInColour(other) && (_layout != other._layout || CosineTo(other) >= LeastCosine);

    public bool ResemblesInColour(in CoarseLook other)
        => MathF.Abs(_luminance - other._luminance) <= MeanTolerance && MathF.Abs(_yellowBlue - other._yellowBlue) <= ColourTolerance
            && MathF.Abs(_redGreen - other._redGreen) <= ColourTolerance;

    private float CosineTo(in CoarseLook other)
    {
        int product = 0, mine = 0, theirs = 0;
        for (var i = 0; i < _coefficients.Length; i++)
        {
            product += _coefficients[i] * other._coefficients[i];
            mine += _coefficients[i] * _coefficients[i];
            theirs += other._coefficients[i] * other._coefficients[i];
        }

        return mine == 0 || theirs == 0 ? 0 : product / (MathF.Sqrt(mine) * MathF.Sqrt(theirs));
    }
}
