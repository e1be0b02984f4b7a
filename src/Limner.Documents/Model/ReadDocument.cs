using System.Text.Json.Serialization;

namespace Limner.Documents;

/// <summary>A document that was read: its pages, and its elements in reading order. Written as JSON by <see cref="DocumentJson"/>.</summary>
/// <param name="Pages">In their order; a page that could not be read stands here with its <see cref="DocumentPage.Problem"/>.</param>
/// <param name="Elements">In reading order; furniture (running heads, page numbers) stands where its page begins or ends.</param>
public sealed record ReadDocument(IReadOnlyList<DocumentPage> Pages, IReadOnlyList<DocumentElement> Elements)
{
    /// <summary>Of the form of this record in JSON. It rises when a reader of the old form would misread the new one.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What the file says of itself; null where it says nothing.</summary>
    public DocumentMetadata? Metadata { get; init; }

    /// <summary>The file's own table of contents, in its order; empty where it has none.</summary>
    public IReadOnlyList<OutlineEntry> Outline { get; init; } = [];

    /// <summary>What laid the pages out (<see cref="DocumentPage.LayoutEngine"/>), each once, in the order in which they come.</summary>
    public IReadOnlyList<string> LayoutEngines => [.. Pages.Select(page => page.LayoutEngine).OfType<string>().Distinct(StringComparer.Ordinal)];
}

/// <summary>What the file says of itself. Untrusted text, of at most 1000 characters each.</summary>
public sealed record DocumentMetadata(string? Title, string? Author, string? Subject, string? Creator, string? CreatedAt)
{
    public string? Keywords { get; init; }

    /// <summary>The program that wrote the PDF.</summary>
    public string? Producer { get; init; }

    public string? ModifiedAt { get; init; }
}

/// <param name="Title">Untrusted text, of at most 500 characters.</param>
/// <param name="Level">From 1, outermost.</param>
/// <param name="Page">Where it leads, from 1; null where that is no page of the document.</param>
public sealed record OutlineEntry(string Title, int Level, int? Page);

/// <param name="Number">From 1.</param>
/// <param name="Width">Of the upright page, in points (1/72 inch).</param>
/// <param name="Height"><inheritdoc cref="Width"/></param>
/// <param name="Rotation">By how many degrees, clockwise, the stored page was turned to stand upright: 0, 90, 180, 270.</param>
/// <param name="Source">Where its text comes from.</param>
/// <param name="Problem">The code of what went wrong with this page (docs/errors.md); null when nothing did.</param>
public sealed record DocumentPage(int Number, double Width, double Height, int Rotation, PageSource Source, string? Problem)
{
    /// <summary>What the document calls the page (<c>iv</c>, <c>A-3</c>); null where that is its number.</summary>
    public string? Label { get; init; }

    /// <summary>What goes with <see cref="Problem"/>, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>What laid it out: <c>rules</c>, or the id of the layout model that guided them. Null: nothing did, or a server did that knew rules alone.</summary>
    public string? LayoutEngine { get; init; }

    /// <summary>The code of why the chosen layout model did not help, so that the rules laid the page out alone (docs/errors.md); null where it did, or none is chosen.</summary>
    public string? LayoutProblem { get; init; }

    /// <summary>What goes with <see cref="LayoutProblem"/>, for people.</summary>
    public string? LayoutDetail { get; init; }

    /// <summary>Words of the text layer that nobody sees on the page (white on white, off the page) and that were left out.</summary>
    public int HiddenWords { get; init; }

    /// <summary>The direction of reading in the page as it is stored and drawn, in quarter turns clockwise, 0 to 3: other than 0 for pages that were scanned lying.</summary>
    public int Turned { get; init; }

    /// <summary>What it was scanned askew, in radians clockwise; boxes are those of the straightened page.</summary>
    public double Skew { get; init; }
}

/// <summary>Where the text of a page comes from.</summary>
public enum PageSource
{
    /// <summary>The file holds it as text.</summary>
    TextLayer,

    /// <summary>It was recognised in the picture of the page.</summary>
    Ocr,
}

/// <summary>What read the text of an element.</summary>
public enum ElementEngine
{
    TextLayer,
    PpOcr,
    Tesseract,
}

/// <summary>What an element is.</summary>
public enum ElementClass
{
    Title,
    Heading,
    Paragraph,
    ListItem,
    Table,
    Figure,
    Caption,
    Formula,
    Footnote,
    Code,
    PageHeader,
    PageFooter,
    PageNumber,
}

/// <param name="Id">Unique in its document.</param>
/// <param name="Page">The page on which it begins, from 1.</param>
/// <param name="Box">Where it lies on that page.</param>
/// <param name="Text">Its text, joined over line ends; of a table its rows as lines with tabs between cells; of a figure the text inside it.</param>
/// <param name="Confidence">Of its text, 0..1; 1 for a text layer. Without text: how sure the layout model was of it, 1 where rules found it.</param>
/// <param name="Parent">The heading it stands under, the figure or table a caption belongs to, the paragraph a footnote belongs to; null at the top.</param>
public sealed record DocumentElement(string Id, int Page, PageBox Box, ElementClass Class, string Text, double Confidence, ElementEngine Engine, string? Parent)
{
    /// <summary>Of a heading, 1 (outermost) to 6; of a list item how deep it is nested, from 1; null for all else.</summary>
    public int? Level { get; init; }

    /// <summary>True for what belongs to the page and not to the text: running heads and feet, page numbers.</summary>
    public bool Furniture { get; init; }

    /// <summary>Further places of an element that a column or page break divides.</summary>
    public IReadOnlyList<ElementPlace> Continues { get; init; } = [];

    /// <summary>Of a table; null for all else.</summary>
    public IReadOnlyList<TableCell>? Cells { get; init; }

    /// <summary>The layout model that says what it is; null: rules do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ElementLayout? Layout { get; init; }

    /// <summary>Of a figure, table or formula in a library: what a vision model says of it, or what can be said without one; null for all else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ElementDescription? Description { get; init; }
}

/// <summary>Who says what an element is.</summary>
/// <param name="Engine">The id of a layout model.</param>
/// <param name="Confidence">How sure it was, 0..1.</param>
public sealed record ElementLayout(string Engine, double Confidence);

/// <summary>What a figure shows.</summary>
/// <param name="Model">Which model says so (<c>ollama:gemma3:4b</c>); null: nobody looked at it, and it is only said what is known of it.</param>
public sealed record ElementDescription(string Text, string? Model);

/// <summary>A further place of an element.</summary>
public sealed record ElementPlace(int Page, PageBox Box);

/// <param name="Row">From 0.</param>
/// <param name="Column">From 0.</param>
/// <param name="RowSpan">At least 1.</param>
/// <param name="ColumnSpan">At least 1.</param>
/// <param name="Header">Whether it names what stands below or beside it.</param>
public sealed record TableCell(int Row, int Column, int RowSpan, int ColumnSpan, string Text, bool Header, PageBox Box);
