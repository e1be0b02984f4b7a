using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Documents;

/// <summary>Section <c>[documents]</c>.</summary>
public sealed class DocumentOptions
{
    public const string Section = "documents";

    /// <summary>Documents with more pages are refused whole: a part would be taken for all of it.</summary>
    [ConfigurationKeyName("max_pages")]
    [Description("Most pages of a document that is read. Longer ones are refused with the code document_too_long.")]
    [Range(1, 100_000)]
    public int MaxPages { get; set; } = 2000;

    /// <summary>Words are kept until the whole document is read, some 200 bytes each. Pages after the limit are listed with their reason.</summary>
    [ConfigurationKeyName("max_words")]
    [Description("Most words of a document that are read. Pages beyond are left out, with the code document_too_many_words.")]
    [Range(1000, 100_000_000)]
    public int MaxWords { get; set; } = 2_000_000;

    /// <summary>In MiB.</summary>
    [ConfigurationKeyName("max_file_size_mb")]
    [Description("Largest document that is read, in MiB.")]
    [Range(1, 2000)]
    public int MaxFileSizeMb { get; set; } = 256;

    /// <summary>Dots per inch at which pages without a text layer are recognised, where the page is not too large for it.</summary>
    [ConfigurationKeyName("ocr_dpi")]
    [Description("Dots per inch at which pages without text of their own are drawn and recognised. Very large pages are drawn at fewer.")]
    [Range(72, 400)]
    public int OcrDpi { get; set; } = 200;

    /// <summary>ISO 639-2 codes as Tesseract names them.</summary>
    [ConfigurationKeyName("languages")]
    [Description("Languages of the text on pages without text of their own, as Tesseract names them, with commas or plus signs between.")]
    [RegularExpression("^[a-z]{3}(_[a-z]{3,4})?( *[,+] *[a-z]{3}(_[a-z]{3,4})?){0,7}$")]
    public string Languages { get; set; } = "kor, eng";

    /// <summary>Seconds that one page may take a helper program.</summary>
    [ConfigurationKeyName("page_seconds")]
    [Description("Seconds a helper program, the layout model, and the taking apart of what they found may each take for one page. Where the layout model takes longer, the page is laid out by rules alone; else the page fails and the rest goes on.")]
    [Range(1, 600)]
    public int PageSeconds { get; set; } = 20;

    /// <summary>The id of an installed model of the task <c>layout-detection</c>; empty: pages are laid out by rules alone.</summary>
    [ConfigurationKeyName("layout_model")]
    [Description("The id of the installed layout model (PP-DocLayout, heron, PicoDet) that is asked what is where on each page, as the page Models names it. Empty: pages are laid out by rules alone. Takes effect without a restart, for pages read from then on.")]
    [RegularExpression("^(?!rules$)[a-z0-9_-][a-z0-9._-]{0,99}$")]
    public string LayoutModel { get; set; } = "";

    /// <summary>Whether the vision model that settings choose is asked about figures, tables and formulas of documents.</summary>
    [ConfigurationKeyName("describe_figures")]
    [Description("Ask the vision model of [ollama] or [openai], where one is chosen, about figures, tables and formulas of documents. Without it they are described plainly.")]
    public bool DescribeFigures { get; set; } = true;

    /// <summary>Of one document; further ones are described plainly.</summary>
    [ConfigurationKeyName("max_descriptions")]
    [Description("Most figures of one document that the vision model is asked about.")]
    [Range(0, 10_000)]
    public int MaxDescriptions { get; set; } = 100;
}
