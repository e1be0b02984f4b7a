using System.Globalization;
using System.Text;
using Limner.DocumentTruth.Scanning;

namespace Limner.DocumentTruth.Scoring;

/// <summary>The usual programs, on the same files: they write text and nothing else.</summary>
internal static class Peers
{
    public static readonly IReadOnlyList<(string Name, Func<string, int, Task<string>> ReadAsync)> ForText =
    [
        ("pdftotext", (pdf, _) => Programs.TextAsync("pdftotext", "-nopgbrk", pdf, "-")),
        ("pdftotext -layout", (pdf, _) => Programs.TextAsync("pdftotext", "-nopgbrk", "-layout", pdf, "-")),
        ("pdftotext -raw", (pdf, _) => Programs.TextAsync("pdftotext", "-nopgbrk", "-raw", pdf, "-")),
    ];

    public static readonly IReadOnlyList<(string Name, Func<string, int, Task<string>> ReadAsync)> ForScans = [("tesseract", TesseractAsync)];

    private static async Task<string> TesseractAsync(string pdf, int pages)
    {
        var text = new StringBuilder();
        for (var page = 1; page <= pages; page++)
        {
            var picture = await Scanner.RenderAsync(pdf, page);
            var dots = Scanner.DotsPerInch.ToString(CultureInfo.InvariantCulture);
            text.AppendLine(Encoding.UTF8.GetString((await Programs.RunAsync("env", ["OMP_THREAD_LIMIT=1", "tesseract", "-", "-", "-l", "kor+eng", "--psm", "1", "--dpi", dots], picture.ToPgm())).Span));
        }

        return text.ToString();
    }
}
