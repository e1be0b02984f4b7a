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

namespace Limner.Documents.Working;

/// <summary>A page that is to be read.</summary>
/// <param name="Options">Its own, as JSON.</param>
internal sealed record WaitingPage(int Number, string? Options);

/// <summary>The document was deleted while it was read: there is nothing left to be done, and nothing went wrong.</summary>
internal sealed class DocumentGoneException() : Exception("The document was deleted.");

/// <summary>What a reading writes down as it goes; each page with its count in one transaction.</summary>
internal sealed class ReadingRecords(IDatabase database, PageWords words, ILiveFeed live, TimeProvider clock)
{
    private const int InsertBatch = 500;

    public Task BeginAsync(DocumentRow document, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await EnsureThereAsync(
                    db.Set<DocumentRow>().Where(row => row.Id == document.Id).ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.State, DocumentState.Reading).SetProperty(row => row.ErrorCode, (string?)null).SetProperty(row => row.ErrorDetail, (string?)null)
                            .SetProperty(row => row.UpdatedAt, clock.GetUtcNow()),
                        token));
                await HintAsync(db, document, token);
            },
            cancellation);

    public Task MarkEncryptedAsync(long documentId, CancellationToken cancellation)
        => database.WriteAsync((db, token) => db.Set<DocumentRow>().Where(row => row.Id == documentId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Encrypted, true), token), cancellation);

    /// <summary>Keeps what the file says of itself, and makes the rows of its pages; those that an earlier run has read stay.</summary>
    /// <returns>The pages that are to be read, in their order.</returns>
    public Task<IReadOnlyList<WaitingPage>> PrepareAsync(
        DocumentRow document, OpenedDocument opened, bool isEncrypted, IReadOnlyList<int> numbers, JobContext job, CancellationToken cancellation)
        => database.WriteAsync<IReadOnlyList<WaitingPage>>(
            async (db, token) =>
            {
                var metadata = opened.Metadata is null ? null : JsonSerializer.Serialize(opened.Metadata, DocumentJson.Options);
                var entries = JsonSerializer.Serialize(opened.Structure.Outline, DocumentJson.Options);
                await EnsureThereAsync(
                    db.Set<DocumentRow>().Where(row => row.Id == document.Id).ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.PageCount, opened.Pages).SetProperty(row => row.Metadata, metadata).SetProperty(row => row.Outline, entries).SetProperty(row => row.Encrypted, isEncrypted),
                        token));
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

    public Task StageAsync(long documentId, int number, ReadingStage stage, string message, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var name = stage.ToString().ToLowerInvariant();
                await db.Set<DocumentPageRow>().Where(page => page.DocumentId == documentId && page.Number == number && (page.State == PageState.Waiting || page.State == PageState.Reading))
                    .ExecuteUpdateAsync(set => set.SetProperty(page => page.State, PageState.Reading).SetProperty(page => page.Stage, name), token);
                await job.AdvanceAsync(db, 0, 0, message, token);
            },
            cancellation);

    /// <summary>Keeps pages: of each its layout for the whole, its elements as far as the page alone tells them, its words. Counted in the same transaction.</summary>
    /// <param name="count">How many pages are to be read in all.</param>
    public async Task KeepAsync(DocumentRow document, IReadOnlyList<PageLayout> layouts, int count, JobContext job, CancellationToken cancellation)
    {
        if (layouts.Count == 0)
        {
            return;
        }

        var kept = layouts.Select(layout => KeptPage.Of(layout, cancellation)).ToDictionary(page => page.Number);
        var message = string.Create(CultureInfo.InvariantCulture, $"Page {layouts[^1].Page.Number} of {count}");
        await database.WriteAsync(
            async (db, token) =>
            {
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

                var failed = kept.Values.Count(page => page.IsFailed);
                await job.AdvanceAsync(db, kept.Count - failed, failed, message, token);
                await HintAsync(db, document, token);
            },
            cancellation);
    }

    public Task FinishAsync(DocumentRow document, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var now = clock.GetUtcNow();
                await EnsureThereAsync(
                    db.Set<DocumentRow>().Where(row => row.Id == document.Id).ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.State, DocumentState.Read).SetProperty(row => row.ReadAt, now).SetProperty(row => row.UpdatedAt, now), token));
                await job.AdvanceAsync(db, 0, 0, message: null, token);
                await HintAsync(db, document, token);
            },
            cancellation);

    public Task EndAsync(long documentId, DocumentState state, Failure? failure, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<DocumentRow>().FirstOrDefaultAsync(row => row.Id == documentId, token) is not { } document)
                {
                    return;
                }

                var (code, detail, now) = (failure?.Error.Code, failure?.Detail, clock.GetUtcNow());
                await db.Set<DocumentRow>().Where(row => row.Id == documentId).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.State, state).SetProperty(row => row.ErrorCode, code).SetProperty(row => row.ErrorDetail, detail).SetProperty(row => row.UpdatedAt, now), token);
                await db.Set<DocumentPageRow>().Where(page => page.DocumentId == documentId && page.State == PageState.Reading)
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

    private static async Task EnsureThereAsync(Task<int> update)
    {
        if (await update == 0)
        {
            throw Gone();
        }
    }

    private static DocumentGoneException Gone() => new();
}
