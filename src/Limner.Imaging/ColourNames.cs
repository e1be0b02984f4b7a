using System.Globalization;
using System.Numerics;
using Limner.Imaging.Derivation;

namespace Limner.Imaging;

/// <summary>
/// The colours that people call by name. A colour has the name of the nearest of some examples in OKLab, where distances are near what eyes see; each name
/// has several, as a dark red and a light one are red.
/// </summary>
public static class ColourNames
{
    private static readonly (string Name, string[] Examples)[] Known =
    [
        ("red", ["#e02020", "#a01818", "#ff5048", "#6e1010"]),
        ("orange", ["#f08020", "#ffa550", "#d06010"]),
        ("yellow", ["#f5d020", "#fff080", "#c8a800"]),
        ("green", ["#30a030", "#80c860", "#205020", "#708030", "#a0c8a0"]),
        ("teal", ["#1a9a92", "#50c8c0", "#0d5855", "#2f7f86"]),
        ("blue", ["#2060d0", "#60a8f0", "#102868", "#a8c8f0", "#4070a0"]),
        ("purple", ["#7030b0", "#b080e0", "#401868"]),
        ("pink", ["#f060a8", "#ffb0cc", "#d02880"]),
        ("brown", ["#7a4a20", "#a07850", "#4a2c14", "#c0a078"]),
        ("black", ["#080808", "#1c1c1e"]),
        ("gray", ["#808080", "#505254", "#b0b2b4"]),
        ("white", ["#ffffff", "#ececea"]),
    ];

    private static readonly (string Name, Vector3 Colour)[] Examples = [.. Known.SelectMany(colour => colour.Examples.Select(hex => (colour.Name, Parse(hex)!.Value)))];

    /// <summary>In the order of the rainbow.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(colour => colour.Name)];

    /// <summary>The name as it is kept, of one in any case and either spelling; null when there is none.</summary>
    public static string? Find(string name)
    {
        var asked = name.ToLowerInvariant() switch
        {
            "grey" => "gray",
            "violet" => "purple",
            "cyan" or "turquoise" => "teal",
            var other => other,
        };
        return All.Contains(asked) ? asked : null;
    }

    /// <param name="hex"><c>#rrggbb</c>; null for anything else.</param>
    public static string? Of(string hex) => Parse(hex) is { } colour ? Examples.MinBy(example => Vector3.DistanceSquared(example.Colour, colour)).Name : null;

    private static Vector3? Parse(string hex)
        => hex.Length == 7 && hex[0] == '#' && int.TryParse(hex.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? OkLab.FromSrgb((value >> 16) / 255f, ((value >> 8) & 255) / 255f, (value & 255) / 255f)
            : null;
}
