using Limner.Kernel.Errors;

namespace Limner.Documents;

/// <summary>Reads documents: PDF, and pictures of pages (PNG, JPEG, WebP, TIFF with any number of pages).</summary>
public interface IDocumentReader
{
    /// <param name="path">Of a file that nobody changes meanwhile. What it is its content says, not its name.</param>
    /// <param name="progress">Told of each page that is done; may be null.</param>
    /// <exception cref="LimnerException">
    /// The file cannot be read at all: <c>file_empty</c>, <c>file_too_large</c>, <c>document_format_unsupported</c>, <c>document_damaged</c>, <c>document_too_long</c>,
    /// <c>pdf_password_required</c>, <c>pdf_password_wrong</c>, <c>file_tool_missing</c>, <c>child_process_timeout</c>. What is wrong with one page stands with that page.
    /// </exception>
    Task<ReadDocument> ReadAsync(string path, ReadingOptions options, IProgress<ReadingProgress>? progress, CancellationToken cancellation);
}

/// <summary>How to read one document.</summary>
public sealed record ReadingOptions
{
    /// <summary>Of an encrypted PDF; used for this reading only.</summary>
    public string? Password { get; init; }

    /// <summary>ISO 639-2 codes of the text on pages without a text layer; null: those of the settings.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>Dots per inch at which pages are recognised, 36 to 600; null: <c>documents.ocr_dpi</c>. Very large pages are drawn at fewer.</summary>
    public int? Dpi { get; init; }

    /// <summary>Where the text comes from.</summary>
    public ReadingEngine Engine { get; init; }

    /// <summary>The id of the installed layout model that is asked, empty for none; null: <c>documents.layout_model</c>.</summary>
    public string? LayoutModel { get; init; }

    /// <summary>Whether pages come with a small picture in colour, for those who look at them.</summary>
    internal bool WithPictures { get; init; }

    /// <summary>Told that a page (its number) has come to a stage. Called from the reading; does not throw.</summary>
    public Action<int, ReadingStage>? Staged { get; init; }
}

/// <summary>Where the text of pages is taken from.</summary>
public enum ReadingEngine
{
    /// <summary>From the text layer where it is sound, else by recognition.</summary>
    Auto,

    /// <summary>From the text layer whatever it holds; pictures of pages have none and are recognised.</summary>
    TextLayer,

    /// <summary>By recognition, whatever the text layer holds.</summary>
    Ocr,
}

/// <summary>What is being done with a page.</summary>
public enum ReadingStage
{
    /// <summary>Its words, fonts and picture are taken out and laid out.</summary>
    Layout,

    /// <summary>Its text is being recognised.</summary>
    Recognition,
}

/// <param name="Done">Pages that are read.</param>
/// <param name="Pages">Of the document.</param>
public sealed record ReadingProgress(int Done, int Pages);
