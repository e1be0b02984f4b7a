using System.Globalization;
using System.Text;
using System.Xml;

namespace Limner.Documents.Pdf;

/// <summary>Reads the table of contents in what <c>pdftohtml -xml</c> writes: items within nested outlines, each with a page.</summary>
internal static class PdfOutline
{
    private const int MaximumEntries = 5000;

    private const int MaximumLevel = 8;

    private const int MaximumTitle = 500;

    /// <summary>None where the markup is none: a document without its table of contents is a document all the same.</summary>
    public static IReadOnlyList<OutlineEntry> Read(ReadOnlyMemory<byte> output)
    {
        var entries = new List<OutlineEntry>();
        var level = 0;
        using var reader = TolerantXml.Open(output);
        try
        {
            while (entries.Count < MaximumEntries && reader.Read())
            {
                switch (reader.NodeType, reader.Name)
                {
                    case (XmlNodeType.Element, "outline") when !reader.IsEmptyElement:
                        level++;
                        break;
                    case (XmlNodeType.EndElement, "outline"):
                        level--;
                        break;
                    case (XmlNodeType.Element, "item") when !reader.IsEmptyElement && level > 0:
                        var page = int.TryParse(reader.GetAttribute("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : (int?)null;
                        if (ReadTitle(reader) is { Length: > 0 } title)
                        {
                            entries.Add(new OutlineEntry(title, Math.Min(level, MaximumLevel), page));
                        }

                        break;
                }
            }
        }
        catch (XmlException)
        {
            // What was read up to there stands.
        }

        return entries;
    }

    private static string ReadTitle(XmlReader reader)
    {
        var title = new StringBuilder();
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace && title.Length < MaximumTitle)
            {
                title.Append(reader.Value);
            }
        }

        var text = TextCleaning.Clean(title.ToString()).Trim();
        return text[..Math.Min(text.Length, MaximumTitle)];
    }
}
