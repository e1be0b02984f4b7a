namespace Limner.Documents.Pdf;

/// <summary>A PDF to be read.</summary>
/// <param name="Path">Absolute, so that no name is taken for an option.</param>
/// <param name="Password">Used for this reading only; null: none is known.</param>
internal sealed record PdfFile(string Path, string? Password);

/// <summary>What <c>pdfinfo</c> tells of a file.</summary>
internal sealed record PdfSummary(int Pages, DocumentMetadata Metadata)
{
    public PdfStructure Structure { get; init; } = PdfStructure.None;
}

/// <summary>The geometry of one page, as stored.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Width">Of the media box, upright, in points.</param>
/// <param name="Rotation">Degrees clockwise: 0, 90, 180, 270.</param>
/// <param name="Visible">The crop box in the media box, upright.</param>
internal sealed record PdfPageSize(int Number, double Width, double Height, int Rotation, PageBox Visible);

/// <summary>A word of a page's text layer.</summary>
internal sealed record PdfWord(PageBox Box, string Text);

/// <summary>A run of text in one font, on one line.</summary>
internal sealed record PdfRun(PageBox Box, string Text, FontStyle Font);

/// <summary>What letters look like.</summary>
/// <param name="Size">In points.</param>
internal sealed record FontStyle(double Size, bool Bold, bool Italic, bool Monospaced, bool Mathematical);
