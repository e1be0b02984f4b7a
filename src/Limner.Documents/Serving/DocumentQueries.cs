using System.Globalization;
using Limner.Documents.Storing;
using Limner.Documents.Working;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Serving;

/// <summary>What is asked of a list of documents.</summary>
internal sealed record DocumentFilter(string? Words, DocumentState? State, long? FolderId);

/// <summary>Documents as a person sees them; a constant number of statements for a page of a list.</summary>
internal sealed class DocumentQueries(DocumentAccess access, IJobQueue jobs, PageWords words)
{
    private const string Order = "created";

    private const int MaxHits = 10;

    public async Task<Page<DocumentView>> ListAsync(LimnerDb db, long userId, bool mayWrite, DocumentFilter filter, int limit, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, Order, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("This is no cursor of this list.", "cursor"));
        }

        var documents = Filtered(db, access.VisibleTo(db, userId), filter);
        var total = await documents.LongCountAsync(cancellation);
        if (after is not null)
        {
            documents = documents.Where(document => document.Id < after.Id);
        }

        var rows = await documents.OrderByDescending(document => document.Id).Take(limit + 1).ToListAsync(cancellation);
        var next = rows.Count > limit ? new Cursor(Order, null, rows[limit - 1].Id).Encode() : null;
        return new Page<DocumentView>(await ViewAsync(db, userId, mayWrite, rows.Count > limit ? rows[..limit] : rows, filter.Words, cancellation), next, total);
    }

    public async Task<DocumentView> ViewAsync(LimnerDb db, long userId, bool mayWrite, DocumentRow document, CancellationToken cancellation)
        => (await ViewAsync(db, userId, mayWrite, [document], words: null, cancellation))[0];

    private IQueryable<DocumentRow> Filtered(LimnerDb db, IQueryable<DocumentRow> documents, DocumentFilter filter)
    {
        if (filter.State is { } state)
        {
            documents = documents.Where(document => document.State == state);
        }

        if (filter.FolderId is { } folder)
        {
            documents = documents.Where(document => document.FolderId == folder);
        }

        if (filter.Words is not { } text)
        {
            return documents;
        }

        var pattern = $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return words.Find(db, text) is { } found
            ? documents.Where(document => EF.Functions.Like(document.Name, pattern, "\\")
                || db.Set<DocumentPageRow>().Where(page => found.Contains(page.Id)).Select(page => page.DocumentId).Contains(document.Id))
            : documents.Where(document => EF.Functions.Like(document.Name, pattern, "\\"));
    }

    private async Task<IReadOnlyList<DocumentView>> ViewAsync(LimnerDb db, long userId, bool mayWrite, IReadOnlyList<DocumentRow> documents, string? words, CancellationToken cancellation)
    {
        var ids = documents.Select(document => document.Id).ToList();
        var counts = (await db.Set<DocumentPageRow>().Where(page => EF.Parameter(ids).Contains(page.DocumentId))
            .GroupBy(page => page.DocumentId)
            .Select(group => new { Id = group.Key, All = group.Count(), Read = group.Count(page => page.State == PageState.Read), Failed = group.Count(page => page.State == PageState.Failed) })
            .ToListAsync(cancellation)).ToDictionary(count => count.Id);
        var latest = await jobs.LatestForSubjectsAsync(db, [.. documents.Select(document => DocumentAccess.PublicIdOf(document.Id))], ReadDocumentJob.JobKind, cancellation);
        var folders = documents.Select(document => document.FolderId).OfType<long>().Distinct().ToList();
        var editable = (await access.EditableFolders(db, userId).Where(folder => EF.Parameter(folders).Contains(folder.Id)).Select(folder => folder.Id).ToListAsync(cancellation)).ToHashSet();
        var hits = words is null ? null : await FindHitsAsync(db, ids, words, cancellation);
        return [.. documents.Select(document =>
        {
            var count = counts.GetValueOrDefault(document.Id);
            var job = latest.GetValueOrDefault(DocumentAccess.PublicIdOf(document.Id));
            var isActive = job is { State: JobState.Queued or JobState.Running };
            var (state, error) = StateOf(document, job, isActive);
            var isOwner = document.OwnerId == userId;
            return new DocumentView(
                DocumentAccess.PublicIdOf(document.Id),
                document.Name,
                isOwner ? FolderAccess.Owner : mayWrite && document.FolderId is { } folder && editable.Contains(folder) ? FolderAccess.Edit : FolderAccess.View,
                document.FolderId is { } folderId ? PublicId.Format(IdPrefixes.Folder, folderId) : null,
                document.RelativePath,
                document.VanishedAt is not null,
                document.Kind,
                document.Size,
                StoredElements.ReadMetadata(document.Metadata)?.Title,
                state,
                document.PageCount,
                count?.All ?? 0,
                count?.Read ?? 0,
                count?.Failed ?? 0,
                document.Encrypted,
                error,
                isActive ? (isOwner ? job : job!.WithoutParticulars() with { Title = job.Title, Subject = job.Subject, Message = job.Message }) : null,
                document.Revision,
                document.CreatedAt,
                document.UpdatedAt,
                document.ReadAt,
                hits is null ? null : hits.GetValueOrDefault(document.Id) ?? []);
        })];
    }

    /// <summary>A job that was cancelled before it began, or that was given up with its process, has left nothing in the document's row.</summary>
    private static (DocumentReadingState State, JobError? Error) StateOf(DocumentRow document, JobView? job, bool isActive)
    {
        if (document.State is not (DocumentState.Waiting or DocumentState.Reading))
        {
            return (isActive ? DocumentReadingState.Waiting : Enum.Parse<DocumentReadingState>(document.State.ToString()), isActive ? null : JobError.Of(document.ErrorCode, document.ErrorDetail));
        }

        return isActive ? (job!.State == JobState.Running ? DocumentReadingState.Reading : DocumentReadingState.Waiting, job.Error)
            : job is { State: JobState.Failed } ? (DocumentReadingState.Failed, job.Error)
            : (DocumentReadingState.Cancelled, null);
    }

    /// <summary>The first pages with all words, of each document; their text is read of these alone.</summary>
    private async Task<Dictionary<long, IReadOnlyList<DocumentHitView>>> FindHitsAsync(LimnerDb db, List<long> ids, string text, CancellationToken cancellation)
    {
        if (words.Find(db, text) is not { } found)
        {
            return [];
        }

        var all = await db.Set<DocumentPageRow>().Where(page => EF.Parameter(ids).Contains(page.DocumentId) && found.Contains(page.Id))
            .OrderBy(page => page.DocumentId).ThenBy(page => page.Number).Select(page => new { page.Id, page.DocumentId, page.Number, page.Label }).ToListAsync(cancellation);
        var shown = all.GroupBy(page => page.DocumentId).SelectMany(group => group.Take(MaxHits)).ToList();
        var excerpted = shown.GroupBy(page => page.DocumentId).SelectMany(group => group.Take(3)).Select(page => page.Id).ToList();
        var texts = await db.Set<DocumentPageRow>().Where(page => EF.Parameter(excerpted).Contains(page.Id)).Select(page => new { page.Id, page.Elements }).ToDictionaryAsync(page => page.Id, page => page.Elements, cancellation);
        return shown.GroupBy(page => page.DocumentId).ToDictionary(
            group => group.Key,
            group => (IReadOnlyList<DocumentHitView>)[.. group.Select(page => new DocumentHitView(page.Number, page.Label, words.Excerpt(StoredElements.Read(texts.GetValueOrDefault(page.Id)), text)))]);
    }

    public static DocumentState ParseState(string text)
        => Enum.GetValues<DocumentState>().Cast<DocumentState?>().FirstOrDefault(state => string.Equals(state!.Value.ToString(), text, StringComparison.OrdinalIgnoreCase))
            ?? throw new LimnerException(ErrorCatalogue.Validation.With("One of listed, waiting, reading, read, failed, cancelled.", "state"));

    public static async Task<DocumentDetailsView> DetailsAsync(LimnerDb db, DocumentRow document, DocumentView view, CancellationToken cancellation)
    {
        var pages = await db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id).OrderBy(page => page.Number)
            .Select(page => new { page.Number, page.Label, page.State, page.Stage, page.ErrorCode, page.ErrorDetail, page.ReadAt }).ToListAsync(cancellation);
        return new DocumentDetailsView(
            view,
            StoredElements.ReadMetadata(document.Metadata),
            ReadingChoiceView.Of(StoredReadingOptions.FromJson(document.Options)),
            await StoredElements.ReadOutlineAsync(db, document.Id, cancellation),
            [.. pages.Select(page => new PageSummaryView(page.Number, page.Label, page.State, page.Stage, JobError.Of(page.ErrorCode, page.ErrorDetail), page.ReadAt))]);
    }

    /// <exception cref="LimnerException"><c>not_found</c>: it has no such page, or it is not among those that are read.</exception>
    public static async Task<DocumentPageRow> RequirePageAsync(LimnerDb db, long documentId, int number, CancellationToken cancellation)
        => await db.Set<DocumentPageRow>().FirstOrDefaultAsync(page => page.DocumentId == documentId && page.Number == number, cancellation)
            ?? throw new LimnerException(ErrorCatalogue.NotFound, string.Create(CultureInfo.InvariantCulture, $"The document has no page {number} that was or is to be read."));

    public static PageView View(DocumentRow document, DocumentPageRow row)
    {
        var page = StoredElements.ReadPage(row.Page);
        return new PageView(
            row.Number,
            row.Label,
            row.State,
            row.Stage,
            JobError.Of(row.ErrorCode, row.ErrorDetail),
            document.State == DocumentState.Read,
            page?.Width ?? 0,
            page?.Height ?? 0,
            page?.Source,
            page?.LayoutEngine,
            JobError.Of(page?.LayoutProblem, page?.LayoutDetail),
            page?.HiddenWords ?? 0,
            row.Options is { } own ? ReadingChoiceView.Of(StoredReadingOptions.FromJson(own)) : null,
            [.. StoredElements.Read(row.Elements).Select(element => View(element, row.Number))]);
    }

    private static ElementView View(DocumentElement element, int page)
        => new(
            element.Id,
            element.Page,
            [.. (element.Page == page ? [element.Box] : Array.Empty<PageBox>()).Concat(element.Continues.Where(place => place.Page == page).Select(place => place.Box)).Select(box => new[] { box.Left, box.Top, box.Right, box.Bottom })],
            element.Class,
            element.Text,
            element.Confidence,
            element.Engine,
            element.Parent,
            element.Level,
            element.Furniture,
            element.Cells is null ? null : [.. element.Cells.Select(cell => new CellView(cell.Row, cell.Column, cell.RowSpan, cell.ColumnSpan, cell.Text, cell.Header))],
            element.Description,
            element.Layout,
            PlainDescription.IsDescribed(element.Class));
}
