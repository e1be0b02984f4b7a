using Limner.Kernel.Errors;
using Limner.Kernel.Text;

namespace Limner.Tagging;

/// <summary>How tags are written and told apart.</summary>
public static class TagName
{
    /// <summary>Characters of a tag.</summary>
    public const int MaxLength = 100;

    /// <summary>The name as stored: outer white space gone, inner runs of it one space.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: empty, too long, or with control characters.</exception>
    public static string Clean(string name)
    {
        var clean = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (clean.Length is 0 or > MaxLength)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"A tag has 1 to {MaxLength} characters.", "name"));
        }

        if (PlainText.FindInvisible(clean, linesAllowed: false) is not null || KeyOf(clean).Length == 0)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A tag is made of characters that can be seen.", "name"));
        }

        return clean;
    }

    /// <summary>Equal for names that a person takes for the same: "Café", "cafe" and "ＣＡＦＥ".</summary>
    public static string KeyOf(string cleanName) => TextFolding.Fold(cleanName).Trim();
}
