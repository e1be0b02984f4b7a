using System.Globalization;
using System.Text;

namespace Limner.Documents.Tests;

/// <summary>PDFs of a few hundred bytes, with exactly what a test is about.</summary>
internal static class SmallPdf
{
    /// <param name="pages">Of each page the entries of its dictionary (its size at least) and what is drawn on it.</param>
    public static byte[] Write(params IReadOnlyList<(string Entries, string Content)> pages)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{4 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        for (var i = 0; i < pages.Count; i++)
        {
            objects.Add($"<< /Type /Page /Parent 2 0 R {pages[i].Entries} /Contents {5 + (2 * i)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>");
            objects.Add($"<< /Length {pages[i].Content.Length} >>\nstream\n{pages[i].Content}\nendstream");
        }

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
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    /// <summary>A line of Helvetica.</summary>
    public static string Line(string text, double x, double y, int size = 12, double grey = 0)
        => string.Create(CultureInfo.InvariantCulture, $"{grey} g BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n");
}
