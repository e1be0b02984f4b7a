using System.Globalization;
using System.Text;

namespace Limner.Documents.Tests;

/// <summary>PDFs of a few hundred bytes, with exactly what a test is about.</summary>
internal static class SmallPdf
{
    /// <param name="pages">Of each page the entries of its dictionary (its size at least) and what is drawn on it.</param>
    public static byte[] Write(params IReadOnlyList<(string Entries, string Content)> pages) => Write(pages, new());

    /// <summary>The number of the object of a page, from 0, as <see cref="Write(IReadOnlyList{ValueTuple{string, string}}, Rest)"/> writes it.</summary>
    public static int PageObject(int page) => 4 + (2 * page);

    /// <inheritdoc cref="Write(IReadOnlyList{ValueTuple{string, string}})"/>
    public static byte[] Write(IReadOnlyList<(string Entries, string Content)> pages, Rest rest)
    {
        var objects = new List<string>
        {
            $"<< /Type /Catalog /Pages 2 0 R {rest.Catalog} >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{PageObject(i)} 0 R"))}] >>",
            $"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {rest.Font} >>",
        };
        for (var i = 0; i < pages.Count; i++)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R {pages[i].Entries} /Contents {5 + (2 * i)} 0 R /Resources << /Font << /F1 3 0 R >> {rest.Resources} >> >>");
            objects.Add($"<< /Length {pages[i].Content.Length} >>\nstream\n{pages[i].Content}\nendstream");
        }

        objects.AddRange(rest.Objects);
        var pdf = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (body, i) in objects.Select((body, i) => (body, i)))
        {
            places.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{body}\nendobj\n");
        }

        var start = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(place => pdf.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R {rest.Trailer} >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    /// <summary>A stream as the body of an object.</summary>
    public static string Stream(string content) => $"<< /Length {content.Length} >>\nstream\n{content}\nendstream";

    /// <summary>What else the file holds.</summary>
    internal sealed record Rest
    {
        /// <summary>Entries of the catalogue, of the font, of the trailer.</summary>
        public string Catalog { get; init; } = "";

        public string Font { get; init; } = "";

        public string Trailer { get; init; } = "";

        /// <summary>Of all pages, besides the font.</summary>
        public string Resources { get; init; } = "";

        /// <summary>Bodies of further objects; the first has the number after those of the last page.</summary>
        public IReadOnlyList<string> Objects { get; init; } = [];
    }

    /// <summary>A JPEG file as the body of an object.</summary>
    public static string Jpeg(byte[] file, int width, int height)
        => string.Create(CultureInfo.InvariantCulture, $"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {file.Length} >>\nstream\n{Encoding.Latin1.GetString(file)}\nendstream");

    /// <summary>A line of Helvetica.</summary>
    public static string Line(string text, double x, double y, int size = 12, double grey = 0)
        => string.Create(CultureInfo.InvariantCulture, $"{grey} g BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n");
}
