namespace Limner.Vision.Layout;

/// <summary>The names that layout models have for parts of pages, and what they are here.</summary>
internal static class LayoutLabels
{
    /// <summary>PP-DocLayout S, M and L, by index.</summary>
    public static readonly string[] Paddle23 =
    [
        "paragraph_title", "image", "text", "number", "abstract", "content", "figure_title", "formula", "table", "table_title", "reference", "doc_title", "footnote", "header", "algorithm", "footer", "seal",
        "chart_title", "chart", "formula_number", "header_image", "footer_image", "aside_text",
    ];

    /// <summary>PP-DocLayoutV2 and V3.</summary>
    public static readonly string[] Paddle25 =
    [
        "abstract", "algorithm", "aside_text", "chart", "content", "display_formula", "doc_title", "figure_title", "footer", "footer_image", "footnote", "formula_number", "header", "header_image", "image",
        "inline_formula", "number", "paragraph_title", "reference", "reference_content", "seal", "table", "text", "vertical_text", "vision_footnote",
    ];

    /// <summary>CDLA: papers.</summary>
    public static readonly string[] Cdla = ["text", "title", "figure", "figure_caption", "table", "table_caption", "header", "footer", "reference", "equation"];

    /// <summary>PubLayNet.</summary>
    public static readonly string[] PubLayNet = ["text", "title", "list", "table", "figure"];

    /// <summary>DocLayNet, and what docling's models have after its eleven.</summary>
    public static readonly string[] Docling =
    [
        "Caption", "Footnote", "Formula", "List-item", "Page-footer", "Page-header", "Picture", "Section-header", "Table", "Text", "Title",
        "Document Index", "Code", "Checkbox-Selected", "Checkbox-Unselected", "Form", "Key-Value Region",
    ];

    /// <summary>DocStructBench.</summary>
    public static readonly string[] DocStructBench =
        ["title", "plain text", "abandon", "figure", "figure_caption", "table", "table_caption", "table_footnote", "isolate_formula", "formula_caption"];

    private static readonly Dictionary<string, LayoutKind> Kinds = new(StringComparer.Ordinal)
    {
        ["doc_title"] = LayoutKind.Title,
        ["document_title"] = LayoutKind.Title,
        ["paragraph_title"] = LayoutKind.Heading,
        ["section_header"] = LayoutKind.Heading,
        ["section_title"] = LayoutKind.Heading,
        ["heading"] = LayoutKind.Heading,
        ["list"] = LayoutKind.ListItem,
        ["list_item"] = LayoutKind.ListItem,
        ["table"] = LayoutKind.Table,
        ["figure"] = LayoutKind.Figure,
        ["image"] = LayoutKind.Figure,
        ["picture"] = LayoutKind.Figure,
        ["chart"] = LayoutKind.Figure,
        ["caption"] = LayoutKind.Caption,
        ["figure_title"] = LayoutKind.Caption,
        ["figure_caption"] = LayoutKind.Caption,
        ["table_title"] = LayoutKind.Caption,
        ["table_caption"] = LayoutKind.Caption,
        ["chart_title"] = LayoutKind.Caption,
        ["formula"] = LayoutKind.Formula,
        ["display_formula"] = LayoutKind.Formula,
        ["isolate_formula"] = LayoutKind.Formula,
        ["equation"] = LayoutKind.Formula,
        ["footnote"] = LayoutKind.Footnote,
        ["code"] = LayoutKind.Code,
        ["algorithm"] = LayoutKind.Code,
        ["header"] = LayoutKind.PageHeader,
        ["page_header"] = LayoutKind.PageHeader,
        ["footer"] = LayoutKind.PageFooter,
        ["page_footer"] = LayoutKind.PageFooter,
        ["number"] = LayoutKind.PageNumber,
        ["page_number"] = LayoutKind.PageNumber,
        ["abandon"] = LayoutKind.Furniture,
    };

    /// <summary>What each of a model's classes is here; <see cref="LayoutKind.Text"/> for names of which nothing follows.</summary>
    public static LayoutKind[] KindsOf(IReadOnlyList<string> labels)
    {
        var names = labels.Select(Normalised).ToList();

        // Where nothing else is called a heading, every heading is called a title.
        var hasHeadings = names.Exists(name => name != "title" && Kinds.GetValueOrDefault(name) == LayoutKind.Heading);
        return [.. names.Select(name => name == "title" ? hasHeadings ? LayoutKind.Title : LayoutKind.Heading : Kinds.GetValueOrDefault(name))];
    }

    private static string Normalised(string label) => label.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
}
