using System.Text;
using Limner.Kernel.Text;

namespace Limner.Imaging.Metadata;

/// <summary>Bounds on what files say, and the forms it is brought to.</summary>
public static class MetadataText
{
    /// <summary>Stands between the parts of a keyword's path, as Lightroom writes it.</summary>
    public const char KeywordSeparator = '|';

    public const int MaxTitle = 500;
    public const int MaxDescription = 10_000;
    public const int MaxRights = 1_000;
    public const int MaxCreator = 300;
    public const int MaxLabel = 100;
    public const int MaxName = 200;
    public const int MaxKeywords = 500;
    public const int MaxPeople = 200;

    /// <summary>Characters of one part of a keyword's path: those of a tag.</summary>
    public const int MaxKeywordPart = 100;

    private const int MaxKeywordDepth = 10;

    /// <summary>What cameras write into the description of every picture.</summary>
    private static readonly string[] Boilerplate =
        ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "MINOLTA DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA", "DIGITAL CAMERA", "Exif_JPEG_PICTURE", "SAMSUNG CAMERA PICTURES"];

    public static string? Line(string? text, int maxLength) => text is null ? null : PlainText.Scrub(text, maxLength, linesAllowed: false);

    public static string? Description(string? text)
    {
        var clean = text is null ? null : PlainText.Scrub(text, MaxDescription, linesAllowed: true);
        return clean is null || Boilerplate.Contains(clean, StringComparer.OrdinalIgnoreCase) ? null : clean;
    }

    /// <summary>A keyword's path with each part cleaned; null when no part is left.</summary>
    /// <param name="separators">What the program that wrote it puts between the parts; empty: it has one part.</param>
    public static string? Keyword(string text, ReadOnlySpan<char> separators)
    {
        var path = new StringBuilder();
        var depth = 0;
        foreach (var range in text.AsSpan().SplitAny(separators.IsEmpty ? "|" : separators))
        {
            // Line ends and runs of space are one space, as in tags that people write.
            var part = PlainText.Scrub(string.Join(' ', text[range].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), MaxKeywordPart, linesAllowed: false);
            if (part is not null && depth < MaxKeywordDepth)
            {
                path.Append(depth++ == 0 ? "" : KeywordSeparator).Append(part);
            }
        }

        return depth == 0 ? null : path.ToString();
    }

    /// <summary>Paths, and of the single words those that end none of the paths; each once, bounded in number. Null for none.</summary>
    public static IReadOnlyList<string>? Keywords(IEnumerable<string> paths, IEnumerable<string> words)
    {
        var whole = paths.Where(path => path.Contains(KeywordSeparator, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(MaxKeywords).ToList();
        var leaves = whole.Select(path => path[(path.LastIndexOf(KeywordSeparator) + 1)..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var single = paths.Where(path => !path.Contains(KeywordSeparator, StringComparison.Ordinal)).Concat(words).Where(leaves.Add);
        return [.. whole, .. single.Take(MaxKeywords - whole.Count)];
    }

    /// <summary>Stars for Windows' percentages: 1, 25, 50, 75, 99.</summary>
    public static int? StarsOfPercent(double? percent) => percent switch
    {
        null or < 0 or > 100 => null,
        0 => 0,
        < 13 => 1,
        < 38 => 2,
        < 63 => 3,
        < 88 => 4,
        _ => 5,
    };

    /// <summary>Stars as they are written: -1, 0 to 5, sometimes with a fraction; null for everything else.</summary>
    public static int? Stars(double? rating) => rating is >= -1 and <= 5 ? (int)Math.Round(rating.Value, MidpointRounding.AwayFromZero) : null;
}
