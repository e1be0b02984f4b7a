using System.Globalization;
using System.Xml;

namespace Limner.Documents.Pdf;

/// <summary>Reads what <c>pdftotext -bbox</c> writes: XHTML with an element for each page and word.</summary>
internal static class PdfWordList
{
    /// <summary>A page of a newspaper has 10,000. A list that is longer by one has more.</summary>
    public const int MaximumWords = 30_000;

    private const int MaximumWordLength = 500;

    /// <summary>One list for each page, in their order.</summary>
    public static IReadOnlyList<List<PdfWord>> Read(ReadOnlyMemory<byte> output)
    {
        var pages = new List<List<PdfWord>>();
        using var reader = TolerantXml.Open(output);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.Name == "page")
            {
                pages.Add([]);
            }
            else if (reader.Name == "word" && pages.Count > 0 && pages[^1].Count <= MaximumWords
                && TryNumber(reader, "xMin", out var left) && TryNumber(reader, "yMin", out var top) && TryNumber(reader, "xMax", out var right) && TryNumber(reader, "yMax", out var bottom))
            {
                var text = reader.ReadString();
                if (text.Length is > 0 and <= MaximumWordLength && right >= left && bottom >= top)
                {
                    pages[^1].Add(new PdfWord(new PageBox(left, top, right, bottom), text));
                }
            }
        }

        return pages;
    }

    private static bool TryNumber(XmlReader reader, string name, out double value)
        => double.TryParse(reader.GetAttribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
