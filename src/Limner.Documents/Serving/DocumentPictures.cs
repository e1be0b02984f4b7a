using Limner.Documents.Reading;
using Limner.Documents.Storing;
using Limner.Documents.Working;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Serving;

/// <summary>Pictures of pages and crops of them for people to look at, drawn when they are asked for: browsers keep them. Of encrypted documents what was kept at the reading.</summary>
internal sealed class DocumentPictures(IDatabase database, DocumentFiles files, PageReader reader, PagePictures pictures, PictureDecoder decoder) : IDisposable
{
    private const int SmallSide = 320;

    private const int LargeSide = 1600;

    private const int CropSide = 2400;

    /// <summary>Drawing keeps a core busy.</summary>
    private readonly SemaphoreSlim _drawing = new(2);

    /// <summary>Jobs draw for hours, at their low priority: nobody's page waits behind one.</summary>
    private readonly SemaphoreSlim _drawingForJobs = new(1);

    public void Dispose()
    {
        _drawing.Dispose();
        _drawingForJobs.Dispose();
    }

    /// <returns>WebP.</returns>
    /// <exception cref="LimnerException"><c>not_found</c>, <c>pdf_password_required</c>, and why it cannot be drawn.</exception>
    public async Task<byte[]> PageAsync(DocumentRow document, int number, string? size, CancellationToken cancellation)
    {
        var side = size switch { null or "large" => LargeSide, "small" => SmallSide, _ => throw new LimnerException(ErrorCatalogue.Validation.With("Either small or large.", "size")) };
        var (page, folder, _) = await FindAsync(document, number, cancellation);
        using var pixels = await DrawAsync(document, folder, page, side, _drawing, cancellation);
        return PagePictures.Encode(pixels);
    }

    /// <summary>A page's pixels, upright, one page at a time.</summary>
    /// <inheritdoc cref="PageAsync"/>
    public async Task<PixelBuffer> DrawForJobAsync(DocumentRow document, int number, int longSide, CancellationToken cancellation)
    {
        var (page, folder, _) = await FindAsync(document, number, cancellation);
        return await DrawAsync(document, folder, page, longSide, _drawingForJobs, cancellation);
    }

    /// <summary>A figure, table or formula by itself.</summary>
    /// <inheritdoc cref="PageAsync"/>
    public async Task<byte[]> ElementAsync(DocumentRow document, int number, string elementId, CancellationToken cancellation)
    {
        var (page, folder, elements) = await FindAsync(document, number, cancellation);
        var element = StoredElements.Read(elements).FirstOrDefault(other => other.Id == elementId && other.Page == number && PlainDescription.IsDescribed(other.Class))
            ?? throw new LimnerException(ErrorCatalogue.NotFound, "No such figure, table or formula begins on this page.");
        using var pixels = await DrawAsync(document, folder, page, CropSide, _drawing, cancellation);
        using var crop = PagePictures.Crop(pixels, page, element.Box);
        return PagePictures.Encode(crop);
    }

    private async Task<(DocumentPage Page, FolderRow? Folder, string? Elements)> FindAsync(DocumentRow document, int number, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await DocumentQueries.RequirePageAsync(db, document.Id, number, cancellation);
        var page = StoredElements.ReadPage(row.Page) ?? throw new LimnerException(ErrorCatalogue.NotFound, "The page has not been read yet.");
        return (page, document.FolderId is { } folderId ? await db.Set<FolderRow>().FirstOrDefaultAsync(folder => folder.Id == folderId, cancellation) : null, row.Elements);
    }

    private async Task<PixelBuffer> DrawAsync(DocumentRow document, FolderRow? folder, DocumentPage page, int side, SemaphoreSlim lane, CancellationToken cancellation)
    {
        await lane.WaitAsync(cancellation);
        try
        {
            if (document.Encrypted)
            {
                var kept = await files.ReadPictureAsync(document.Token, page.Number, cancellation) ?? throw new LimnerException(ErrorCatalogue.PdfPasswordRequired);
                return await Task.Run(() => decoder.DecodeBounded(kept, side, cancellation), cancellation);
            }

            using var file = files.Open(document, folder);
            if (document.FolderId is not null && (file.Size != document.Size || file.ModifiedAt != document.ModifiedAt))
            {
                throw new LimnerException(ErrorCatalogue.FileChanging, "It was changed after the last scan.");
            }

            return await pictures.DrawAsync(await reader.ReopenAsync(file.Path, document.Kind == DocumentKind.Pdf, cancellation), page, side, cancellation);
        }
        finally
        {
            lane.Release();
        }
    }
}
