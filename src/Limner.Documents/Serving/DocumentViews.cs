using Limner.Documents.Storing;
using Limner.Jobs;
using Limner.Library;

namespace Limner.Documents.Serving;

/// <summary>How far the reading of a document is.</summary>
internal enum DocumentReadingState
{
    /// <summary>It lies in a folder and nobody has asked for it to be read.</summary>
    Listed,
    Waiting,
    Reading,

    /// <summary>To its end; single pages may have failed.</summary>
    Read,
    Failed,
    Cancelled,
}

/// <summary>A document.</summary>
/// <param name="Id"><c>doc_…</c></param>
/// <param name="Name">Of its file.</param>
/// <param name="Access">What the asking person may do with it.</param>
/// <param name="FolderId">The folder in which it lies; left out for one that was sent.</param>
/// <param name="Path">Below that folder.</param>
/// <param name="IsMissing">The file in the folder is not there at the moment; what was read of it is.</param>
/// <param name="Kind"><c>pdf</c> or <c>picture</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Title">What the file says of itself.</param>
/// <param name="PageCount">Of the file, left out until it was opened.</param>
/// <param name="PagesChosen">How many of them are read, or are to be.</param>
/// <param name="PagesRead">Those that are.</param>
/// <param name="PagesFailed">Those that could not be.</param>
/// <param name="IsEncrypted">It opens with a password alone, which is never kept.</param>
/// <param name="Error">Why it could not be read.</param>
/// <param name="Job">What is being done with it; the owner's job.</param>
/// <param name="Revision">Rises when its pictures may look different.</param>
/// <param name="Hits">Pages in which what was asked for was found; at most ten, where something was asked for.</param>
internal sealed record DocumentView(
    string Id,
    string Name,
    FolderAccess Access,
    string? FolderId,
    string? Path,
    bool IsMissing,
    DocumentKind Kind,
    long Size,
    string? Title,
    DocumentReadingState State,
    int? PageCount,
    int PagesChosen,
    int PagesRead,
    int PagesFailed,
    bool IsEncrypted,
    JobError? Error,
    JobView? Job,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ReadAt,
    IReadOnlyList<DocumentHitView>? Hits);

/// <summary>A page in which all words stood that were asked for.</summary>
/// <param name="Excerpt">A piece of its text around the first of them.</param>
internal sealed record DocumentHitView(int Page, string? Label, string? Excerpt);

/// <summary>A document with all that is known of it besides the text.</summary>
/// <param name="Outline">The table of contents that the file carries.</param>
internal sealed record DocumentDetailsView(DocumentView Document, DocumentMetadata? Metadata, ReadingChoiceView Options, IReadOnlyList<OutlineEntry> Outline, IReadOnlyList<PageSummaryView> Pages);

/// <summary>How a document or page is read.</summary>
/// <param name="Language">Languages of text that is recognised, with plus signs between; left out: those of the settings.</param>
/// <param name="Dpi">At which pages are recognised; left out: that of the settings.</param>
/// <param name="Pages">Which; left out: all.</param>
internal sealed record ReadingChoiceView(string? Language, int? Dpi, double? Scale, ReadingEngine Engine, string? Pages)
{
    public static ReadingChoiceView Of(StoredReadingOptions options)
        => new(options.Languages is { } languages ? string.Join('+', languages) : null, options.Dpi, options.Scale, options.Engine, options.Pages);
}

/// <summary>A page without its text.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Label">The number that is printed on it.</param>
/// <param name="State"><c>waiting</c>, <c>reading</c>, <c>read</c> or <c>failed</c>.</param>
/// <param name="Stage">While it is read: <c>layout</c> or <c>recognition</c>.</param>
/// <param name="Error">Why it, or a part of it, could not be read.</param>
internal sealed record PageSummaryView(int Number, string? Label, PageState State, string? Stage, JobError? Error, DateTimeOffset? ReadAt);

/// <summary>A page with its elements.</summary>
/// <param name="IsFinal">Whether order, levels and furniture are those of the whole document; until it is read to its end they are what the page alone tells.</param>
/// <param name="Width">Of the upright page, in points; 0 where that is not known.</param>
/// <param name="Source">Where its text comes from; left out until it is read.</param>
/// <param name="LayoutEngine">What laid it out: <c>rules</c>, or the id of the layout model that guided them.</param>
/// <param name="LayoutError">Why the chosen layout model did not help, so that rules laid the page out alone.</param>
/// <param name="HiddenWords">Words of the text layer that nobody sees, and that were left out.</param>
/// <param name="Options">How this page alone was read, where that differs from the document.</param>
/// <param name="Elements">In reading order; those too that began on an earlier page.</param>
internal sealed record PageView(
    int Number,
    string? Label,
    PageState State,
    string? Stage,
    JobError? Error,
    bool IsFinal,
    double Width,
    double Height,
    PageSource? Source,
    string? LayoutEngine,
    JobError? LayoutError,
    int HiddenWords,
    ReadingChoiceView? Options,
    IReadOnlyList<ElementView> Elements);

/// <summary>An element of a page.</summary>
/// <param name="Id">Unique in its document until that is read anew.</param>
/// <param name="Boxes">Where it lies on this page: left, top, right, bottom in points from the upper left corner.</param>
/// <param name="Page">The page on which it begins.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Level">Of a heading 1 to 6; of a list item how deep it is nested.</param>
/// <param name="Furniture">Running heads and feet, page numbers.</param>
/// <param name="Layout">The layout model that says what it is; left out where rules do.</param>
/// <param name="HasPicture">Whether <c>/elements/{element}/picture</c> gives a crop of it.</param>
internal sealed record ElementView(
    string Id,
    int Page,
    IReadOnlyList<double[]> Boxes,
    ElementClass Class,
    string Text,
    double Confidence,
    ElementEngine Engine,
    string? Parent,
    int? Level,
    bool Furniture,
    IReadOnlyList<CellView>? Cells,
    ElementDescription? Description,
    ElementLayout? Layout,
    bool HasPicture);

/// <summary>A cell of a table.</summary>
internal sealed record CellView(int Row, int Column, int RowSpan, int ColumnSpan, string Text, bool Header);
