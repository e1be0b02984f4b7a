using Limner.Documents.Integration;
using Limner.Documents.Layout;

namespace Limner.Documents.Reading;

/// <inheritdoc/>
internal sealed class DocumentReader(PageReader reader) : IDocumentReader
{
    public async Task<ReadDocument> ReadAsync(string path, ReadingOptions reading, IProgress<ReadingProgress>? progress, CancellationToken cancellation)
    {
        var document = await reader.OpenAsync(Path.GetFullPath(path), reading, cancellation);
        progress?.Report(new ReadingProgress(0, document.Pages));
        var pages = new List<PageLayout>();
        await foreach (var page in reader.ReadAsync(document, 1, document.Pages, reading, cancellation))
        {
            pages.Add(page);
            progress?.Report(new ReadingProgress(pages.Count, document.Pages));
        }

        return DocumentBuilder.Build(pages, document.Metadata, document.Structure.Outline, cancellation);
    }
}
