using Limner.Documents.Pdf;

namespace Limner.Documents.Layout;

/// <summary>A word on a page, wherever it comes from.</summary>
/// <param name="Confidence">0..1.</param>
internal sealed record PageWord(PageBox Box, string Text, FontStyle Font, double Confidence, ElementEngine Engine)
{
    /// <summary>Letters that run up or down the page.</summary>
    public bool IsVertical => Text.Length >= 3 && Box.Height > 1.4 * Box.Width && Box.Height > 1.6 * Font.Size;

    /// <summary>Whether a space was recognised before it, whose width on the picture says little; null where only the page can tell.</summary>
    public bool? AfterSpace { get; init; }
}
