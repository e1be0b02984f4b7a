using Limner.Documents.Integration;
using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Reading;

/// <inheritdoc/>
internal sealed class DocumentReader(PdfPages pdf, PicturePages pictures, IOptionsMonitor<DocumentOptions> options) : IDocumentReader
{
    public async Task<ReadDocument> ReadAsync(string path, ReadingOptions reading, IProgress<ReadingProgress>? progress, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path);
        var kind = await CheckAsync(full, cancellation);
        var pages = new List<PageLayout>();
        var known = 0;
        var words = 0L;
        if (kind != FileKind.Pdf)
        {
            await CollectAsync(pictures.ReadAsync(full, reading, total => Report(0, total), cancellation));
            return DocumentBuilder.Build(pages, metadata: null, [], cancellation);
        }

        var file = new PdfFile(full, reading.Password);
        var summary = await pdf.OpenAsync(file, cancellation);
        Report(0, summary.Pages);
        await CollectAsync(pdf.ReadAsync(file, summary.Pages, reading, cancellation));
        return DocumentBuilder.Build(
            pages.ConvertAll(page => summary.Structure.Labels.GetValueOrDefault(page.Page.Number) is { } label ? page with { Page = page.Page with { Label = label } } : page),
            summary.Metadata, summary.Structure.Outline, cancellation);

        async Task CollectAsync(IAsyncEnumerable<PageLayout> from)
        {
            await foreach (var page in from.WithCancellation(cancellation))
            {
                if ((words += page.Words) > options.CurrentValue.MaxWords)
                {
                    break;
                }

                pages.Add(page);
                Report(pages.Count, known);
            }

            while (pages.Count < known)
            {
                pages.Add(new PageLayout(new DocumentPage(pages.Count + 1, 0, 0, 0, PageSource.TextLayer, ErrorCatalogue.DocumentTooManyWords.Code) { Detail = $"documents.max_words is {options.CurrentValue.MaxWords}." }));
            }
        }

        void Report(int done, int total)
        {
            known = total;
            progress?.Report(new ReadingProgress(done, total));
        }
    }

    private async Task<FileKind> CheckAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        if (file.Length > options.CurrentValue.MaxFileSizeMb * 1024L * 1024)
        {
            throw new LimnerException(ErrorCatalogue.FileTooLarge, $"{file.Length} bytes; documents.max_file_size_mb is {options.CurrentValue.MaxFileSizeMb}.");
        }

        var head = new byte[FileSniffer.HeadLength];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        var kind = FileSniffer.Sniff(head.AsSpan(0, length));
        return kind switch
        {
            FileKind.Empty => throw new LimnerException(ErrorCatalogue.FileEmpty),
            FileKind.Pdf or FileKind.Png or FileKind.Jpeg or FileKind.Webp or FileKind.Tiff => kind,
            _ => throw new LimnerException(ErrorCatalogue.DocumentFormatUnsupported, kind == FileKind.Unknown ? null : $"The content is of the kind {kind}."),
        };
    }
}
