using System.Globalization;
using System.Text.Json;
using Limner.Documents.Layout;
using Limner.Documents.Reading;
using Limner.Documents.Storing;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Documents.Working;

/// <summary>A page that is to be read.</summary>
/// <param name="Options">Its own, as JSON.</param>
internal sealed record WaitingPage(int Number, string? Options);

/// <summary>The document was deleted while it was read, or what was read of it forgotten: there is nothing left to be done, and nothing went wrong.</summary>
internal sealed class DocumentGoneException() : Exception("The document was deleted, or is to be read anew.");

/// <summary>
/// What a reading writes down as it goes; each page with its count in one transaction. Nothing is written by a reading that goes on for a moment after the document
/// was forgotten and is read anew: the document's revision is no longer the one it began with (<see cref="DocumentGoneException"/>).
/// </summary>
internal sealed class ReadingRecords(IDatabase database, PageWords words, PageLooks looks, ILiveFeed live, TimeProvider clock, ILogger<ReadingRecords> logger)
{
    private const int InsertBatch = 500;

    public Task BeginAsync(DocumentRow document, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await EnsureThereAsync(
                    Current(db, document).ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.State, DocumentState.Reading).SetProperty(row => row.ErrorCode, (string?)null).SetProperty(row => row.ErrorDetail, (string?)null)
                            .SetProperty(row => row.UpdatedAt, clock.GetUtcNow()),
                        token));
                await HintAsync(db, document, token);
            },
            cancellation);

    public Task MarkEncryptedAsync(DocumentRow document, CancellationToken cancellation)
        => database.WriteAsync((db, token) => Current(db, document).ExecuteUpdateAsync(set => set.SetProperty(row => row.Encrypted, true), token), cancellation);

    /// <summary>Keeps what the file says of itself, and makes the rows of its pages; those that an earlier run has read stay.</summary>
    /// <param name="hash">Of the content of a file in a folder.</param>
    /// <returns>The pages that are to be read, in their order.</returns>
    public Task<IReadOnlyList<WaitingPage>> PrepareAsync(
        DocumentRow document, OpenedDocument opened, bool isEncrypted, string? hash, IReadOnlyList<int> numbers, JobContext job, CancellationToken cancellation)
        => database.WriteAsync<IReadOnlyList<WaitingPage>>(
            async (db, token) =>
            {
                var metadata = opened.Metadata is null ? null : JsonSerializer.Serialize(opened.Metadata, DocumentJson.Options);
                await EnsureThereAsync(
                    Current(db, document).ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.PageCount, opened.Pages).SetProperty(row => row.Metadata, metadata).SetProperty(row => row.Encrypted, isEncrypted).SetProperty(row => row.ContentHash, hash), token));
                await KeepOutlineAsync(db, document.Id, opened.Structure.Outline, token);
                var pages = db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id);
                await pages.Where(page => page.State == PageState.Reading || (page.State == PageState.Read && page.LayoutVersion != LayoutPacking.Version))
                    .ExecuteUpdateAsync(set => set.SetProperty(page => page.State, PageState.Waiting).SetProperty(page => page.Stage, (string?)null), token);
                var known = await pages.Select(page => page.Number).ToListAsync(token);
                foreach (var batch in numbers.Except(known).Chunk(InsertBatch))
                {
                    db.AddRange(batch.Select(number => new DocumentPageRow { DocumentId = document.Id, Number = number, State = PageState.Waiting }));
                    await db.SaveChangesAsync(token);
                    db.ChangeTracker.Clear();
                }

                var done = await pages.LongCountAsync(page => page.State == PageState.Read, token);
                var failed = await pages.LongCountAsync(page => page.State == PageState.Failed, token);
                await job.SetTotalAsync(db, numbers.Count, token);
                await job.ResumeAsync(db, done, failed, "Reading pages", token);
                return await pages.Where(page => page.State == PageState.Waiting).OrderBy(page => page.Number).Select(page => new WaitingPage(page.Number, page.Options)).ToListAsync(token);
            },
            cancellation);

    public Task StageAsync(DocumentRow document, int number, ReadingStage stage, string message, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await RequireCurrentAsync(db, document, token);
                var name = stage.ToString().ToLowerInvariant();
                await db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id && page.Number == number && (page.State == PageState.Waiting || page.State == PageState.Reading))
                    .ExecuteUpdateAsync(set => set.SetProperty(page => page.State, PageState.Reading).SetProperty(page => page.Stage, name), token);
                await job.AdvanceAsync(db, 0, 0, message, token);
            },
            cancellation);

    /// <summary>Keeps pages: of each its layout for the whole, its elements as far as the page alone tells them, its words, what was found in its picture. Counted in the same transaction.</summary>
    /// <param name="count">How many pages are to be read in all.</param>
    public async Task KeepAsync(DocumentRow document, IReadOnlyList<PageLayout> layouts, int count, JobContext job, CancellationToken cancellation)
    {
        if (layouts.Count == 0)
        {
            return;
        }

        var kept = layouts.Select(layout => KeptPage.Of(layout, logger, cancellation)).ToDictionary(page => page.Number);
        var findings = layouts.ToDictionary(layout => layout.Page.Number, layout => layout.Findings);
        var message = string.Create(CultureInfo.InvariantCulture, $"Page {layouts[^1].Page.Number} of {count}");
        await database.WriteAsync(
            async (db, token) =>
            {
                await RequireCurrentAsync(db, document, token);
                var rows = await db.Set<DocumentPageRow>().AsTracking().Where(row => row.DocumentId == document.Id && EF.Parameter(kept.Keys.ToList()).Contains(row.Number)).ToListAsync(token);
                if (rows.Count < kept.Count)
                {
                    throw Gone();
                }

                var now = clock.GetUtcNow();
                foreach (var row in rows)
                {
                    kept[row.Number].WriteTo(row);
                    (row.WordsVersion, row.ReadAt) = (words.Version, now);
                }

                await db.SaveChangesAsync(token);
                foreach (var row in rows)
                {
                    await words.IndexAsync(db, row.Id, kept[row.Number].Elements, token);
                }

                await looks.SaveAsync(db, rows.ToDictionary(row => row.Id, row => kept[row.Number].IsFailed ? [] : findings[row.Number]), token);

                var failed = kept.Values.Count(page => page.IsFailed);
                await job.AdvanceAsync(db, kept.Count - failed, failed, message, token);
                await HintAsync(db, document, token);
            },
            cancellation);
    }

    /// <summary>Its elements and pictures are the final ones now: in the same transaction they get new addresses, so that no browser shows what it kept while they were not.</summary>
    public Task FinishAsync(DocumentRow document, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                await EnsureThereAsync(
                    Current(db, document).ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.State, DocumentState.Read).SetProperty(row => row.Revision, row => row.Revision + 1).SetProperty(row => row.ReadAt, now).SetProperty(row => row.UpdatedAt, now),
                        token));
                await job.AdvanceAsync(db, 0, 0, message: null, token);
                await HintAsync(db, document, token);
            },
            cancellation);

    /// <summary>Nothing is kept of it where the document is gone, or another reading's. Pages may have been read anew before: their pictures get new addresses as at the end.</summary>
    public Task EndAsync(DocumentRow document, DocumentState state, Failure? failure, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var (code, detail, now) = (failure?.Error.Code, failure?.Detail, clock.GetUtcNow());
                if (await Current(db, document).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.State, state).SetProperty(row => row.ErrorCode, code).SetProperty(row => row.ErrorDetail, detail)
                        .SetProperty(row => row.Revision, row => row.Revision + 1).SetProperty(row => row.UpdatedAt, now),
                    token) == 0)
                {
                    return;
                }

                await db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id && page.State == PageState.Reading)
                    .ExecuteUpdateAsync(set => set.SetProperty(page => page.State, PageState.Waiting).SetProperty(page => page.Stage, (string?)null), token);
                await HintAsync(db, document, token);
            },
            cancellation);

    /// <summary>The number that is printed on the page.</summary>
    public static string? LabelOf(IEnumerable<DocumentElement> elements)
        => elements.FirstOrDefault(element => element.Class == ElementClass.PageNumber)?.Text.Trim() is { Length: > 0 and <= 20 } text ? text : null;

    /// <summary>Those with whom its folder is shared do not hear of the job, which is its owner's.</summary>
    public async Task HintAsync(LimnerDb db, DocumentRow document, CancellationToken cancellation)
    {
        if (document.FolderId is { } folderId)
        {
            var audience = await db.AudienceOfFolderAsync(folderId, cancellation);
            db.AfterCommit(() => live.FolderChanged(audience, PublicId.Format(IdPrefixes.Folder, folderId)));
        }
    }

    /// <summary>For writes to what belongs to the document, in their transaction.</summary>
    /// <exception cref="DocumentGoneException">It was deleted, or is no longer the one that the reading began with.</exception>
    public static async Task RequireCurrentAsync(LimnerDb db, DocumentRow document, CancellationToken cancellation)
    {
        if (!await Current(db, document).AnyAsync(cancellation))
        {
            throw Gone();
        }
    }

    private static IQueryable<DocumentRow> Current(LimnerDb db, DocumentRow document) => db.Set<DocumentRow>().Where(row => row.Id == document.Id && row.Revision == document.Revision);

    private static async Task KeepOutlineAsync(LimnerDb db, long documentId, IReadOnlyList<OutlineEntry> outline, CancellationToken cancellation)
    {
        await db.Set<DocumentOutlineRow>().Where(row => row.DocumentId == documentId).ExecuteDeleteAsync(cancellation);
        if (outline.Count > 0)
        {
            db.Add(new DocumentOutlineRow { DocumentId = documentId, Outline = JsonSerializer.Serialize(outline, DocumentJson.Options) });
            await db.SaveChangesAsync(cancellation);
            db.ChangeTracker.Clear();
        }
    }

    private static async Task EnsureThereAsync(Task<int> update)
    {
        if (await update == 0)
        {
            throw Gone();
        }
    }

    private static DocumentGoneException Gone() => new();
}
