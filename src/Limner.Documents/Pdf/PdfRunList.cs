using System.Globalization;
using System.Text;
using System.Xml;

namespace Limner.Documents.Pdf;

/// <summary>Reads what <c>pdftohtml -xml</c> writes: pages with fonts and runs of text.</summary>
internal static class PdfRunList
{
    private const int MaximumRuns = 60_000;

    /// <param name="scale">The output's units in a point.</param>
    /// <returns>By the number of the page.</returns>
    public static IReadOnlyDictionary<int, List<PdfRun>> Read(ReadOnlyMemory<byte> output, double scale)
    {
        var pages = new Dictionary<int, List<PdfRun>>();
        var fonts = new Dictionary<string, (double Size, string Family)>(StringComparer.Ordinal);
        List<PdfRun>? page = null;
        using var reader = TolerantXml.Open(output);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.Name)
            {
                case "page" when int.TryParse(reader.GetAttribute("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                    pages[number] = page = [];
                    break;
                case "fontspec" when reader.GetAttribute("id") is { } id && Number(reader, "size") is { } size:
                    fonts[id] = (size / scale, reader.GetAttribute("family") ?? "");
                    break;
                case "text" when page is { Count: < MaximumRuns }:
                    ReadRun(reader, page, fonts, scale);
                    break;
            }
        }

        return pages;
    }

    private static void ReadRun(XmlReader reader, List<PdfRun> page, Dictionary<string, (double Size, string Family)> fonts, double scale)
    {
        if (Number(reader, "left") is not { } left || Number(reader, "top") is not { } top || Number(reader, "width") is not { } width || Number(reader, "height") is not { } height
            || reader.GetAttribute("font") is not { } id || !fonts.TryGetValue(id, out var font) || reader.IsEmptyElement)
        {
            return;
        }

        var text = new StringBuilder();
        var (bold, italic) = (false, false);
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                bold |= reader.Name == "b";
                italic |= reader.Name == "i";
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                text.Append(reader.Value);
            }
        }

        var family = font.Family;
        page.Add(new PdfRun(
            new PageBox(left / scale, top / scale, (left + width) / scale, (top + height) / scale),
            text.ToString(),
            new FontStyle(font.Size, bold || IsAny(family, "Bold", "Black", "Heavy", "-Bd", "CMBX", "SFBX", "Demi"), italic, IsAny(family, "Mono", "Courier", "Consol", "Typewriter", "CMTT", "SFTT", "Menlo", "D2Coding"), IsAny(family, "CMMI", "CMSY", "CMEX", "MSBM", "MSAM", "Math", "Symbol"))));
    }

    private static bool IsAny(string family, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (family.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static double? Number(XmlReader reader, string name)
        => double.TryParse(reader.GetAttribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
