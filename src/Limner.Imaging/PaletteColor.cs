namespace Limner.Imaging;

/// <summary>One of a picture's main colours.</summary>
/// <param name="Hex">As <c>#rrggbb</c>, lower case, sRGB.</param>
/// <param name="Share">Of the picture's area, 0 to 1; the shares of a palette sum to 1.</param>
public sealed record PaletteColor(string Hex, double Share);
