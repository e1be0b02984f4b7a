using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>What holds for the whole document: the size of its running text, its words.</summary>
internal sealed class DocumentFacts
{
    /// <summary>Letters of scanned text from which its size is measured well enough.</summary>
    private const int LeastScanned = 200;

    /// <summary>By how much measuring may be off, in parts of the size: text that differs more is of another size.</summary>
    private const double MostOff = 0.25;

    private readonly double _ofScans;

    private DocumentFacts(double bodySize, double ofScans, Vocabulary vocabulary) => (BodySize, _ofScans, Vocabulary) = (bodySize, ofScans, vocabulary);

    /// <summary>The size of most letters, in points.</summary>
    public double BodySize { get; }

    public Vocabulary Vocabulary { get; }

    /// <summary>The same, of pages from this source: what is measured on scans among printed pages is off by as much for all of their type.</summary>
    public double BodySizeOf(PageSource source) => source == PageSource.Ocr ? _ofScans : BodySize;

    public static DocumentFacts Of(IReadOnlyList<PageLayout> pages)
    {
        var vocabulary = new Vocabulary();
        var sizes = new Dictionary<double, int>();
        foreach (var line in pages.SelectMany(page => page.Segments))
        {
            vocabulary.Add(line);
            if (!line.Monospaced)
            {
                var size = Math.Round(line.Size * 2) / 2;
                sizes[size] = sizes.GetValueOrDefault(size) + line.Text.Length;
            }
        }

        var body = sizes.Count == 0 ? 10 : sizes.MaxBy(size => size.Value).Key;
        var scanned = pages.Where(page => page.Page.Source == PageSource.Ocr).SelectMany(page => page.Segments).GroupBy(line => line.Size)
            .Select(size => (Size: size.Key, Letters: size.Sum(line => line.Text.Length))).DefaultIfEmpty((Size: body, Letters: 0)).MaxBy(size => size.Letters);

        // Scans alone: what was measured is no round number. A few scanned lines among printed ones say nothing of the text.
        return pages.All(page => page.Page.Source == PageSource.Ocr) ? new DocumentFacts(scanned.Size, scanned.Size, vocabulary)
            : new DocumentFacts(body, scanned.Letters >= LeastScanned && Math.Abs(scanned.Size - body) < MostOff * body ? scanned.Size : body, vocabulary);
    }
}
