using System.Runtime.CompilerServices;
using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Reading;

/// <summary>A document whose pages can be read, any of them.</summary>
/// <param name="Pages">How many it has.</param>
/// <param name="Metadata">Null for pictures.</param>
internal sealed record OpenedDocument(int Pages, DocumentMetadata? Metadata)
{
    /// <summary>Set exactly for a PDF.</summary>
    public PdfFile? Pdf { get; init; }

    /// <summary>Its outline and what it calls its pages; none for a picture.</summary>
    public PdfStructure Structure { get; init; } = PdfStructure.None;

    /// <summary>The whole file of a picture; empty for a PDF.</summary>
    public byte[] Picture { get; init; } = [];
}

/// <summary>Opens documents and lays out their pages one by one, before anything is known of the whole.</summary>
internal sealed class PageReader(PdfPages pdf, PicturePages pictures, IOptionsMonitor<DocumentOptions> options)
{
    /// <exception cref="LimnerException">As <see cref="IDocumentReader.ReadAsync"/>.</exception>
    public async Task<OpenedDocument> OpenAsync(string path, ReadingOptions reading, CancellationToken cancellation)
    {
        if (await CheckAsync(path, cancellation) != FileKind.Pdf)
        {
            var (picture, count) = await pictures.OpenAsync(path, cancellation);
            return new OpenedDocument(count, Metadata: null) { Picture = picture };
        }

        var file = new PdfFile(path, reading.Password);
        var summary = await pdf.OpenAsync(file, cancellation);
        return new OpenedDocument(summary.Pages, summary.Metadata) { Pdf = file, Structure = summary.Structure };
    }

    /// <summary>A document that was opened before, for drawing a page of it: nothing is asked of the whole again.</summary>
    public async Task<OpenedDocument> ReopenAsync(string path, bool isPdf, CancellationToken cancellation)
        => isPdf ? new OpenedDocument(0, Metadata: null) { Pdf = new PdfFile(path, Password: null) } : new OpenedDocument(0, Metadata: null) { Picture = await File.ReadAllBytesAsync(path, cancellation) };

    /// <summary>
    /// Pages <paramref name="first"/> to <paramref name="last"/> (from 1) in their order, under the names the document gives them. One that cannot be read comes with its problem; so do those
    /// after the most words of a document.
    /// </summary>
    public async IAsyncEnumerable<PageLayout> ReadAsync(OpenedDocument document, int first, int last, ReadingOptions reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var words = 0L;
        var next = first;
        await foreach (var page in LayOutAsync(document, first, last, reading, cancellation))
        {
            if ((words += page.Words) > options.CurrentValue.MaxWords)
            {
                break;
            }

            next++;
            yield return document.Structure.Labels.GetValueOrDefault(page.Page.Number) is { } label ? page with { Page = page.Page with { Label = label } } : page;
        }

        for (; next <= last; next++)
        {
            yield return new PageLayout(new DocumentPage(next, 0, 0, 0, PageSource.TextLayer, ErrorCatalogue.DocumentTooManyWords.Code) { Detail = $"documents.max_words is {options.CurrentValue.MaxWords}." });
        }
    }

    private async IAsyncEnumerable<PageLayout> LayOutAsync(OpenedDocument document, int first, int last, ReadingOptions reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (document.Pdf is { } file)
        {
            await foreach (var page in pdf.ReadAsync(file, first, last, reading, cancellation))
            {
                yield return page;
            }

            yield break;
        }

        for (var number = first; number <= last; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return await pictures.ReadPageAsync(document.Picture, number - 1, reading, cancellation);
        }
    }

    /// <summary>What a file is by its first bytes, and that it is not too large.</summary>
    private async Task<FileKind> CheckAsync(string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        if (file.Length > options.CurrentValue.MaxFileSizeMb * 1024L * 1024)
        {
            throw new LimnerException(ErrorCatalogue.FileTooLarge, $"{file.Length} bytes; documents.max_file_size_mb is {options.CurrentValue.MaxFileSizeMb}.");
        }

        var head = new byte[FileSniffer.HeadLength];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        return Check(head.AsSpan(0, length));
    }

    /// <exception cref="LimnerException"><c>file_empty</c>, <c>document_format_unsupported</c>.</exception>
    public static FileKind Check(ReadOnlySpan<byte> head)
    {
        var kind = FileSniffer.Sniff(head);
        return kind switch
        {
            FileKind.Empty => throw new LimnerException(ErrorCatalogue.FileEmpty),
            FileKind.Pdf or FileKind.Png or FileKind.Jpeg or FileKind.Webp or FileKind.Tiff => kind,
            _ => throw new LimnerException(ErrorCatalogue.DocumentFormatUnsupported, kind == FileKind.Unknown ? null : $"The content is of the kind {kind}."),
        };
    }
}
