using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Limner.Documents.Pdf;

/// <summary>The outline of a PDF and the names of its pages, as <c>qpdf --json</c> (form 2) writes them.</summary>
/// <param name="Labels">By the number of the page, from 1; those that are named by their number are not among them.</param>
internal sealed record PdfStructure(IReadOnlyList<OutlineEntry> Outline, IReadOnlyDictionary<int, string> Labels)
{
    /// <summary>Entries that are kept.</summary>
    private const int MaximumEntries = 10_000;

    private const int MaximumDepth = 12;

    private const int MaximumTitle = 500;

    private const int MaximumLabel = 40;

    private static readonly (int Value, string Letters)[] Roman =
    [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ];

    public static PdfStructure None { get; } = new([], new Dictionary<int, string>());

    /// <exception cref="JsonException">It is no such JSON.</exception>
    public static PdfStructure Read(ReadOnlyMemory<byte> json, int pages)
    {
        using var document = JsonDocument.Parse(json);
        var outline = new List<OutlineEntry>();
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("outlines", out var entries))
        {
            ReadOutline(entries, level: 1, pages, outline);
        }

        return new PdfStructure(outline, document.RootElement.TryGetProperty("pagelabels", out var labels) ? ReadLabels(labels, pages) : None.Labels);
    }

    private static void ReadOutline(JsonElement entries, int level, int pages, List<OutlineEntry> outline)
    {
        if (entries.ValueKind != JsonValueKind.Array || level > MaximumDepth)
        {
            return;
        }

        foreach (var entry in entries.EnumerateArray())
        {
            if (outline.Count >= MaximumEntries)
            {
                return;
            }

            if (entry.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var title = entry.TryGetProperty("title", out var text) && text.ValueKind == JsonValueKind.String ? TextCleaning.Clean(text.GetString()!).Trim() : "";
            if (title.Length > 0)
            {
                int? page = entry.TryGetProperty("destpageposfrom1", out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt32(out var number) && number >= 1 && number <= pages ? number : null;
                outline.Add(new OutlineEntry(title[..Math.Min(title.Length, MaximumTitle)], level, page));
            }

            if (entry.TryGetProperty("kids", out var kids))
            {
                ReadOutline(kids, level + 1, pages, outline);
            }
        }
    }

    /// <summary>ISO 32000-1, 12.4.2: from each page that begins a range on they count in one style.</summary>
    private static Dictionary<int, string> ReadLabels(JsonElement ranges, int pages)
    {
        var labels = new Dictionary<int, string>();
        if (ranges.ValueKind != JsonValueKind.Array)
        {
            return labels;
        }

        var starts = new SortedDictionary<int, (string Prefix, string? Style, int First)>();
        foreach (var range in ranges.EnumerateArray())
        {
            if (range.ValueKind == JsonValueKind.Object && range.TryGetProperty("index", out var index) && index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out var first)
                && range.TryGetProperty("label", out var label) && label.ValueKind == JsonValueKind.Object)
            {
                starts[first] = (Text(label, "/P") ?? "", Name(label, "/S"), label.TryGetProperty("/St", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var start) ? Math.Clamp(start, 1, 1_000_000) : 1);
            }
        }

        var ordered = starts.ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            var (first, (prefix, style, start)) = (ordered[i].Key, ordered[i].Value);
            var end = i + 1 < ordered.Count ? ordered[i + 1].Key : pages;
            for (var page = Math.Max(0, first); page < Math.Min(end, pages); page++)
            {
                var text = prefix + Count(style, start + page - first);
                if (text.Length is > 0 and <= MaximumLabel && text != (page + 1).ToString(CultureInfo.InvariantCulture))
                {
                    labels[page + 1] = text;
                }
            }
        }

        return labels;
    }

    /// <summary>Numbers too large for their style have none.</summary>
    private static string Count(string? style, int number) => style switch
    {
        "/D" => number.ToString(CultureInfo.InvariantCulture),
        "/r" when number < 5000 => ToRoman(number),
        "/R" when number < 5000 => ToRoman(number).ToUpperInvariant(),
        "/a" when number <= 26 * MaximumLabel => new string((char)('a' + ((number - 1) % 26)), ((number - 1) / 26) + 1),
        "/A" when number <= 26 * MaximumLabel => new string((char)('A' + ((number - 1) % 26)), ((number - 1) / 26) + 1),
        _ => "",
    };

    private static string ToRoman(int number)
    {
        var text = new StringBuilder();
        foreach (var (value, letters) in Roman)
        {
            for (; number >= value; number -= value)
            {
                text.Append(letters);
            }
        }

        return text.ToString();
    }

    /// <summary>Strings of form 2 begin with <c>u:</c>; what is no text with <c>b:</c>.</summary>
    private static string? Text(JsonElement label, string name)
        => label.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.StartsWith("u:", StringComparison.Ordinal) ? TextCleaning.Clean(text[2..]) : null;

    private static string? Name(JsonElement label, string name)
        => label.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
