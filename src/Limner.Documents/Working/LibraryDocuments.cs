using Limner.Documents.Storing;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Working;

/// <summary>Keeps the list of documents in folders true to what scans find, and has them read where the folder wants that.</summary>
internal sealed class LibraryDocuments(IDatabase database, DocumentFiles files, IJobQueue jobs, TimeProvider clock) : IFolderDocuments
{
    private const int Batch = 200;

    public async Task<int> NoteAsync(FolderRow folder, DocumentsInFolder documents, CancellationToken cancellation)
    {
        // What was not there while the folder was away with its disk says nothing (docs/decisions/0015).
        var isAway = folder.Absence is not null;
        var known = await LoadAsync(folder.Id, cancellation);
        var found = documents.Found.Where(document => !documents.IsUnknown(document.RelativePath)).ToDictionary(document => document.RelativePath, StringComparer.Ordinal);
        var differing = found.Values.Where(document => !known.TryGetValue(document.RelativePath, out var row) || row.Size != document.Size || row.ModifiedAt != document.ModifiedAt || row.VanishedAt != null).ToList();
        var present = documents.Found.Select(document => document.RelativePath).ToHashSet(StringComparer.Ordinal);
        var gone = isAway ? [] : known.Values.Where(row => row.VanishedAt is null && !present.Contains(row.RelativePath) && !documents.IsUnknown(row.RelativePath)).Select(row => row.Id).ToList();
        foreach (var batch in differing.Chunk(Batch))
        {
            var hashes = await HashTouchedAsync(folder, batch, known, cancellation);
            await database.WriteAsync((db, token) => SaveAsync(db, folder, batch, hashes, token), cancellation);
        }

        if (gone.Count > 0)
        {
            var now = clock.GetUtcNow();
            await database.WriteAsync(
                (db, token) => db.Set<DocumentRow>().Where(row => EF.Parameter(gone).Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.VanishedAt, now).SetProperty(row => row.UpdatedAt, now), token),
                cancellation);
        }

        await ReadUnreadAsync(folder.Id, cancellation);
        return differing.Count + gone.Count;
    }

    /// <summary>Says whether a folder's documents are read as they are found; <see cref="ReadUnreadAsync"/> begins with those that lie there.</summary>
    public static Task SetAsync(LimnerDb db, long folderId, bool read, CancellationToken cancellation)
        => db.Database.ExecuteSqlAsync(
            $"INSERT INTO document_folders (folder_id, read_documents) VALUES ({folderId}, {read}) ON CONFLICT (folder_id) DO UPDATE SET read_documents = excluded.read_documents", cancellation);

    /// <summary>Has those documents of a folder read that nobody has asked for, where the folder wants that. In batches: there may be thousands.</summary>
    public async Task ReadUnreadAsync(long folderId, CancellationToken cancellation)
    {
        while (await database.WriteAsync((db, token) => EnqueueBatchAsync(db, folderId, token), cancellation) == Batch)
        {
        }
    }

    private async Task<int> EnqueueBatchAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        if (!await db.Set<DocumentFolderRow>().AnyAsync(row => row.FolderId == folderId && row.ReadDocuments, cancellation))
        {
            return 0;
        }

        var unread = await db.Set<DocumentRow>().AsTracking()
            .Where(row => row.FolderId == folderId && row.State == DocumentState.Listed && !row.SetAside && row.VanishedAt == null).OrderBy(row => row.Id).Take(Batch).ToListAsync(cancellation);
        foreach (var document in unread)
        {
            document.State = DocumentState.Waiting;
            await jobs.EnqueueAsync(db, Unasked(document), cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        return unread.Count;
    }

    private static NewJob Unasked(DocumentRow document) => ReadDocumentJob.For(document) with { Priority = NewJob.Background };

    /// <summary>Of those documents that were read and of which only the time is another, the hash of what lies there now: copied, restored and synchronised files are the same ones.</summary>
    private static async Task<Dictionary<string, string>> HashTouchedAsync(FolderRow folder, FoundDocument[] batch, Dictionary<string, KnownDocument> known, CancellationToken cancellation)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in batch)
        {
            if (!known.TryGetValue(document.RelativePath, out var row) || row.ContentHash is null || row.Size != document.Size || row.ModifiedAt == document.ModifiedAt)
            {
                continue;
            }

            try
            {
                using var file = DocumentFiles.Open(folder, document.RelativePath);
                var hash = await file.HashAsync(cancellation);
                if (file.Size == document.Size && file.ModifiedAt == document.ModifiedAt)
                {
                    hashes[document.RelativePath] = hash;
                }
            }
            catch (LimnerException)
            {
                // Nobody knows what it is now: it counts as another, and its reading says what is wrong.
            }
        }

        return hashes;
    }

    /// <param name="hashes">Of files in the batch that may be the same as before.</param>
    private async Task SaveAsync(LimnerDb db, FolderRow folder, FoundDocument[] batch, Dictionary<string, string> hashes, CancellationToken cancellation)
    {
        if (!await db.Set<FolderRow>().AnyAsync(row => row.Id == folder.Id, cancellation))
        {
            throw new OperationCanceledException("The folder was removed from the library.");
        }

        var paths = batch.Select(document => document.RelativePath).ToList();
        var rows = await db.Set<DocumentRow>().AsTracking().Where(row => row.FolderId == folder.Id && EF.Parameter(paths).Contains(row.RelativePath!)).ToDictionaryAsync(row => row.RelativePath!, StringComparer.Ordinal, cancellation);
        var now = clock.GetUtcNow();
        foreach (var document in batch)
        {
            if (!rows.TryGetValue(document.RelativePath, out var row))
            {
                row = new DocumentRow
                {
                    OwnerId = folder.OwnerId,
                    FolderId = folder.Id,
                    RelativePath = document.RelativePath,
                    Name = document.RelativePath[(document.RelativePath.LastIndexOf('/') + 1)..],
                    Token = DocumentFiles.NewToken(),
                    Kind = DocumentKind.Pdf,
                    State = DocumentState.Listed,
                    CreatedAt = now,
                };
                db.Add(row);
            }
            else if ((row.Size != document.Size || row.ModifiedAt != document.ModifiedAt) && !(hashes.TryGetValue(document.RelativePath, out var hash) && row.Size == document.Size && row.ContentHash == hash && row.State != DocumentState.Failed))
            {
                // Other bytes: what was read of the former ones is of no use. Or the same, of which the reading failed for their time.
                await ForgetAsync(db, row, cancellation);
                row.SetAside = false;
            }

            (row.Size, row.ModifiedAt, row.VanishedAt, row.UpdatedAt) = (document.Size, document.ModifiedAt, null, now);
        }

        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Back to a document of which only is known that it is there.</summary>
    /// <param name="row">Tracked.</param>
    public async Task ForgetAsync(LimnerDb db, DocumentRow row, CancellationToken cancellation)
    {
        await jobs.CancelForSubjectAsync(db, DocumentAccess.PublicIdOf(row.Id), cancellation);
        await db.Set<DocumentPageRow>().Where(page => page.DocumentId == row.Id).ExecuteDeleteAsync(cancellation);
        await db.Set<DocumentOutlineRow>().Where(outline => outline.DocumentId == row.Id).ExecuteDeleteAsync(cancellation);
        (row.State, row.PageCount, row.Metadata, row.ContentHash, row.ErrorCode, row.ErrorDetail, row.ReadAt, row.Encrypted) = (DocumentState.Listed, null, null, null, null, null, null, false);
        row.Revision++;
        db.AfterCommit(() => files.DeletePictures(row.Token));
    }

    private async Task<Dictionary<string, KnownDocument>> LoadAsync(long folderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.Set<DocumentRow>().Where(row => row.FolderId == folderId)
            .Select(row => new KnownDocument(row.Id, row.RelativePath!, row.Size, row.ModifiedAt, row.ContentHash, row.VanishedAt))
            .ToDictionaryAsync(row => row.RelativePath, StringComparer.Ordinal, cancellation);
    }

    /// <summary>Of a document what a scan compares.</summary>
    private sealed record KnownDocument(long Id, string RelativePath, long Size, DateTimeOffset? ModifiedAt, string? ContentHash, DateTimeOffset? VanishedAt);
}
