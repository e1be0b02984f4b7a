using System.Globalization;
using System.Text;

namespace Limner.DocumentTruth.Scanning;

/// <summary>A PDF (ISO 32000-1) whose pages are grey JPEG pictures and nothing else, as scanners write it.</summary>
internal static class PicturePdf
{
    public static byte[] Write(IReadOnlyList<(byte[] Jpeg, int Width, int Height)> pages, int dotsPerInch)
    {
        using var file = new MemoryStream();
        var offsets = new List<long>();
        Put("%PDF-1.4\n");
        Begin();
        Put("<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
        Begin();
        Put($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{3 + (3 * i)} 0 R"))}] >>\nendobj\n");
        foreach (var (jpeg, width, height) in pages)
        {
            var number = offsets.Count + 1;
            var (wide, high) = (width * 72.0 / dotsPerInch, height * 72.0 / dotsPerInch);
            Begin();
            Put(FormattableString.Invariant($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:F3} {high:F3}] /Contents {number + 1} 0 R /Resources << /XObject << /P {number + 2} 0 R >> >> >>\nendobj\n"));
            Begin();
            Stream("", Encoding.ASCII.GetBytes(FormattableString.Invariant($"q {wide:F3} 0 0 {high:F3} 0 0 cm /P Do Q")));
            Begin();
            Stream(FormattableString.Invariant($"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode "), jpeg);
        }

        var table = file.Length;
        Put($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => Put(offset.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n"));
        Put($"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Put(string text) => file.Write(Encoding.ASCII.GetBytes(text));

        void Begin()
        {
            offsets.Add(file.Position);
            Put($"{offsets.Count} 0 obj\n");
        }

        void Stream(string entries, byte[] content)
        {
            Put($"<< {entries}/Length {content.Length} >>\nstream\n");
            file.Write(content);
            Put("\nendstream\nendobj\n");
        }
    }
}
