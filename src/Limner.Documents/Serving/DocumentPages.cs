using Limner.Documents.Storing;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Serving;

/// <inheritdoc/>
internal sealed class DocumentPages(IDatabase database, DocumentAccess access, PageWords words, DocumentPictures pictures) : IDocumentPages
{
    /// <summary>As large as the reading draws a sheet: what is made of the two is comparable.</summary>
    private const int Side = 1170;

    public IQueryable<long> VisibleTo(LimnerDb db, long userId)
        => access.VisibleTo(db, userId).Join(db.Set<DocumentPageRow>(), document => document.Id, page => page.DocumentId, (document, page) => page.Id);

    public async Task<IReadOnlyDictionary<(long Document, int Page), long>> RequireAsync(
        LimnerDb db, long userId, IReadOnlyCollection<(long Document, int Page)> pages, CancellationToken cancellation)
    {
        var (documents, numbers) = (pages.Select(page => page.Document).Distinct().ToList(), pages.Select(page => page.Page).Distinct().ToList());
        var found = await access.VisibleTo(db, userId).Where(document => EF.Parameter(documents).Contains(document.Id))
            .Join(
                db.Set<DocumentPageRow>().Where(page => EF.Parameter(numbers).Contains(page.Number)), document => document.Id, page => page.DocumentId, (document, page) => new { page.Id, page.DocumentId, page.Number })
            .ToDictionaryAsync(page => (page.DocumentId, page.Number), page => page.Id, cancellation);
        return pages.All(found.ContainsKey) ? found : throw new LimnerException(ErrorCatalogue.NotFound, "No such page.");
    }

    public async Task<IReadOnlyDictionary<long, PageSummary>> OfAsync(LimnerDb db, long userId, IReadOnlyCollection<long> pageIds, CancellationToken cancellation)
    {
        if (pageIds.Count == 0)
        {
            return new Dictionary<long, PageSummary>();
        }

        var ids = pageIds.ToList();
        var pages = await db.Set<DocumentPageRow>().Where(page => EF.Parameter(ids).Contains(page.Id))
            .Join(access.VisibleTo(db, userId), page => page.DocumentId, document => document.Id, (page, document) => new { page.Id, page.DocumentId, page.Number, page.Label, document.Name, document.Metadata, document.Revision })
            .ToListAsync(cancellation);
        return pages.ToDictionary(
            page => page.Id, page => new PageSummary(DocumentAccess.PublicIdOf(page.DocumentId), page.Number, page.Label, page.Name, StoredElements.ReadMetadata(page.Metadata)?.Title, page.Revision));
    }

    public Task<IReadOnlyList<long>> WithWordsAsync(LimnerDb db, string query, Func<long, bool> among, int count, CancellationToken cancellation)
        => words.RankAsync(db, query, among, count, cancellation);

    public async Task<IReadOnlyDictionary<long, string>> ExcerptsAsync(LimnerDb db, string query, IReadOnlyCollection<long> pageIds, CancellationToken cancellation)
    {
        if (pageIds.Count == 0)
        {
            return new Dictionary<long, string>();
        }

        var ids = pageIds.ToList();
        var texts = await db.Set<DocumentPageRow>().Where(page => EF.Parameter(ids).Contains(page.Id)).Select(page => new { page.Id, page.Elements }).ToListAsync(cancellation);
        return texts.Select(page => (page.Id, Excerpt: words.Excerpt(StoredElements.Read(page.Elements), query))).Where(page => page.Excerpt is not null).ToDictionary(page => page.Id, page => page.Excerpt!);
    }

    public IQueryable<long> Read(LimnerDb db)
        => db.Set<DocumentPageRow>().Where(page => page.State == PageState.Read && db.Set<DocumentRow>().Any(document => document.Id == page.DocumentId && document.VanishedAt == null)).Select(page => page.Id);

    public async Task<SeenPage> DecodeAsync(long pageId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await db.Set<DocumentPageRow>().Where(page => page.Id == pageId).Join(db.Set<DocumentRow>(), page => page.DocumentId, document => document.Id, (page, document) => new { page.Number, document })
            .FirstOrDefaultAsync(cancellation) ?? throw new LimnerException(ErrorCatalogue.NotFound, "No such page.");
        using var pixels = await pictures.DrawForJobAsync(found.document, found.Number, Side, cancellation);
        return new SeenPage(
            pageId, found.document.Id, found.document.Revision,
            new DecodedPicture(pixels.Width, pixels.Height, PixelScaler.Resize(pixels, PictureDecoder.SquareSide, PictureDecoder.SquareSide)));
    }

    public async Task<IReadOnlyList<SeenPage>> CurrentAsync(LimnerDb db, IReadOnlyCollection<SeenPage> pages, CancellationToken cancellation)
    {
        var ids = pages.Select(page => page.Id).ToList();
        var rows = await db.Set<DocumentPageRow>().Where(page => EF.Parameter(ids).Contains(page.Id))
            .Join(db.Set<DocumentRow>(), page => page.DocumentId, document => document.Id, (page, document) => new { page.Id, page.DocumentId, document.Revision })
            .ToDictionaryAsync(row => row.Id, cancellation);
        return [.. pages.Where(page => rows.TryGetValue(page.Id, out var row) && row.DocumentId == page.DocumentId && row.Revision == page.Revision)];
    }
}
