using Limner.Kernel.Errors;

namespace Limner.Library.Thumbnails;

/// <summary>How a picture is brought into the box that was asked for; nothing is ever cut off.</summary>
internal enum PreviewFit
{
    /// <summary>Inside the box.</summary>
    Contain,

    /// <summary>Large enough to fill the box.</summary>
    Cover,
}

/// <summary>
/// The sizes previews are rendered in: a ladder of long sides. Whatever is asked for is given in the next size of the ladder that is large enough, so
/// that nobody can fill cache and processor with a preview for every number of pixels.
/// </summary>
internal static class PreviewSizes
{
    /// <summary>Made by the scan; all others on first view.</summary>
    public const int Small = 400;
    public const int Medium = 1200;
    public const int Large = 2400;

    /// <summary>Longest side of a box that can be asked for, in pixels.</summary>
    public const int MaxSide = 3200;

    private static readonly int[] Rungs = [100, 200, Small, 800, Medium, 1600, Large, MaxSide];

    public static IReadOnlyList<int> Ladder => Rungs;

    /// <summary>The long side to render for what a request asks for.</summary>
    /// <param name="size">small, medium or large; small where neither it nor a box is given.</param>
    /// <param name="width">Of the box, in pixels; null where only the height counts.</param>
    /// <param name="height">Of the box, in pixels; null where only the width counts.</param>
    /// <param name="fit">contain or cover; contain where nothing is said.</param>
    /// <param name="picture">Of the original, upright, in pixels.</param>
    /// <exception cref="LimnerException"><c>validation</c></exception>
    public static int LongSide(string? size, int? width, int? height, string? fit, (int Width, int Height) picture)
    {
        var cover = Parse(fit) == PreviewFit.Cover;
        if (width is null && height is null)
        {
            return Step(Named(size), picture);
        }

        if (size is not null)
        {
            throw Refused("size", "Give either size, or width and height.");
        }

        var horizontal = (double)Side(width, "width") / picture.Width;
        var vertical = (double)Side(height, "height") / picture.Height;
        var scale = cover ? Math.Max(width is null ? 0 : horizontal, height is null ? 0 : vertical) : Math.Min(horizontal, vertical);
        return Step((int)Math.Ceiling(Math.Min(1, scale) * Math.Max(picture.Width, picture.Height)), picture);
    }

    /// <summary>The lowest step that gives as many pixels; small originals, which are never enlarged, have few steps.</summary>
    private static int Step(int wanted, (int Width, int Height) picture)
    {
        var whole = Math.Max(picture.Width, picture.Height);
        if (wanted >= whole && whole <= Small)
        {
            return Small;
        }

        var least = Math.Min(wanted, whole);
        return Array.Find(Rungs, rung => rung >= least) is > 0 and var found ? found : MaxSide;
    }

    private static int Named(string? size) => size switch
    {
        null or "small" => Small,
        "medium" => Medium,
        "large" => Large,
        _ => throw Refused("size", "small, medium or large."),
    };

    private static PreviewFit Parse(string? fit) => fit switch
    {
        null or "contain" => PreviewFit.Contain,
        "cover" => PreviewFit.Cover,
        _ => throw Refused("fit", "contain or cover."),
    };

    private static int Side(int? pixels, string name) => pixels switch
    {
        null => int.MaxValue,
        >= 1 and <= MaxSide => pixels.Value,
        _ => throw Refused(name, $"1 to {MaxSide} pixels."),
    };

    private static LimnerException Refused(string field, string reason) => new(ErrorCatalogue.Validation.With(reason, field));
}
