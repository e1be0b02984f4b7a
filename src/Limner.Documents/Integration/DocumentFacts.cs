using Limner.Documents.Layout;

namespace Limner.Documents.Integration;

/// <summary>What holds for the whole document: the size of its running text, its words.</summary>
internal sealed class DocumentFacts
{
    private DocumentFacts(double bodySize, Vocabulary vocabulary) => (BodySize, Vocabulary) = (bodySize, vocabulary);

    /// <summary>The size of most letters, in points.</summary>
    public double BodySize { get; }

    public Vocabulary Vocabulary { get; }

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

        return new DocumentFacts(sizes.Count == 0 ? 10 : sizes.MaxBy(size => size.Value).Key, vocabulary);
    }
}
