using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Limner.Testing.Documents;

/// <summary>
/// A document as blocks in reading order: what is known of one that was generated, or what a program has read. The JSON is that of <c>limner read FILE --format json</c>;
/// what only the truth knows (<see cref="Kind"/>, <see cref="LayoutElement.Flow"/>, <see cref="LayoutElement.Ruled"/>) is left out there.
/// </summary>
public sealed record LayoutDocument(IReadOnlyList<LayoutPage> Pages, IReadOnlyList<LayoutElement> Elements)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public int Version { get; init; } = 1;

    /// <summary>Of a generated document: what was laid out, as <c>two-columns-korean</c>.</summary>
    public string? Kind { get; init; }

    /// <exception cref="JsonException">It is none.</exception>
    public static LayoutDocument Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<LayoutDocument>(json, Json) ?? throw new JsonException("null is no document.");

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}

/// <param name="Number">From 1.</param>
/// <param name="Width">In points.</param>
/// <param name="Height">In points.</param>
public sealed record LayoutPage(int Number, double Width, double Height);

/// <param name="Page">The page on which it begins, from 1.</param>
/// <param name="Box">Left, top, right, bottom in points from the upper left corner of the upright page.</param>
/// <param name="Class">As in the JSON: <c>title</c>, <c>heading</c>, <c>paragraph</c>, <c>list_item</c>, ...</param>
/// <param name="Text">Joined over line ends, hyphens of breaks removed.</param>
public sealed record LayoutElement(string Id, int Page, IReadOnlyList<double> Box, string Class, string Text)
{
    /// <summary>Of a heading or a list item, from 1.</summary>
    public int? Level { get; init; }

    public string? Parent { get; init; }

    /// <summary>Belongs to the page and not to the text.</summary>
    public bool Furniture { get; init; }

    /// <summary>Further places, after a column's or page's end.</summary>
    public IReadOnlyList<LayoutPlace>? Continues { get; init; }

    /// <summary>Of a table.</summary>
    public IReadOnlyList<LayoutCell>? Cells { get; init; }

    /// <summary>
    /// Of a generated document: the stream of text it belongs to. Null is the main one; others (<c>aside</c>, <c>notes</c>) may as well be read before or after what else stands on the page.
    /// </summary>
    public string? Flow { get; init; }

    /// <summary>Of a generated table: whether lines part its cells.</summary>
    public bool? Ruled { get; init; }
}

public sealed record LayoutPlace(int Page, IReadOnlyList<double> Box);

/// <param name="Row">From 0.</param>
/// <param name="Column">From 0.</param>
public sealed record LayoutCell(int Row, int Column, int RowSpan, int ColumnSpan, string Text, bool Header, IReadOnlyList<double>? Box = null);
