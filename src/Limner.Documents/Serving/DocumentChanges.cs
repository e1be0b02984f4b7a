using Limner.Documents.Storing;
using Limner.Documents.Working;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Serving;

/// <summary>A document that is being read, and the job that does it.</summary>
internal sealed record DocumentJob(DocumentView Document, JobView Job);

/// <summary>What people do with documents.</summary>
internal sealed class DocumentChanges(
    IDatabase database, DocumentAccess access, DocumentQueries queries, DocumentForm form, DocumentFiles files, DocumentPasswords passwords, LibraryDocuments library, IImageSources images, IJobQueue jobs, ReadingRecords records, TimeProvider clock)
{
    /// <summary>Keeps a document that was sent, or the bytes of an image as they are now, and has it read.</summary>
    public async Task<DocumentJob> AddAsync(long userId, ReceivedForm received, CancellationToken cancellation)
    {
        if (received.ImageId is { } imageId)
        {
            received = await CopyAsync(userId, imageId, received, cancellation);
        }

        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    var now = clock.GetUtcNow();
                    var document = new DocumentRow
                    {
                        OwnerId = userId,
                        Name = received.FileName,
                        Token = received.Token!,
                        Kind = received.Kind,
                        Size = received.Size,
                        State = DocumentState.Waiting,
                        Options = received.Options.ToJson(),
                        CreatedAt = now,
                        UpdatedAt = now,
                    };
                    db.Add(document);
                    await db.SaveChangesAsync(token);
                    return await EnqueueAsync(db, userId, document, received.Password, token);
                },
                cancellation);
        }
        catch
        {
            files.Discard(received.Token!);
            throw;
        }
    }

    /// <summary>Reads what is not read yet or failed; with a choice, everything anew by that.</summary>
    public Task<DocumentJob> ReadAsync(long userId, string id, StoredReadingOptions? choice, string? password, CancellationToken cancellation)
        => ChangeAsync(
            userId,
            id,
            async (db, document, token) =>
            {
                await RequireIdleAsync(db, document, token);
                if (choice is not null)
                {
                    await library.ForgetAsync(db, document, token);
                    document.Options = choice.ToJson();
                }
                else
                {
                    await db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id && page.State == PageState.Failed)
                        .ExecuteUpdateAsync(set => set.SetProperty(page => page.State, PageState.Waiting), token);
                }
            },
            password,
            cancellation);

    /// <summary>Reads one page again by another choice; then the document is put together anew.</summary>
    public Task<DocumentJob> ReadPageAsync(long userId, string id, int number, StoredReadingOptions choice, string? password, CancellationToken cancellation)
        => ChangeAsync(
            userId,
            id,
            async (db, document, token) =>
            {
                await RequireIdleAsync(db, document, token);
                var json = choice.ToJson();
                if (await db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id && page.Number == number)
                    .ExecuteUpdateAsync(set => set.SetProperty(page => page.State, PageState.Waiting).SetProperty(page => page.Options, json), token) == 0)
                {
                    throw new LimnerException(ErrorCatalogue.NotFound, "The document has no such page that was or is to be read.");
                }

                document.Revision++;
            },
            password,
            cancellation);

    /// <returns>As it stands after that.</returns>
    public async Task<DocumentView> CancelAsync(long userId, string id, CancellationToken cancellation)
        => await database.WriteAsync(
            async (db, token) =>
            {
                var document = await TrackAsync(db, userId, id, token);
                await jobs.CancelForSubjectAsync(db, DocumentAccess.PublicIdOf(document.Id), token);
                passwords.Forget(document.Id);
                if (document.State is DocumentState.Waiting or DocumentState.Reading)
                {
                    document.State = DocumentState.Cancelled;
                    document.UpdatedAt = clock.GetUtcNow();
                }

                await db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id && page.State == PageState.Reading)
                    .ExecuteUpdateAsync(set => set.SetProperty(page => page.State, PageState.Waiting).SetProperty(page => page.Stage, (string?)null), token);
                await db.SaveChangesAsync(token);
                await records.HintAsync(db, document, token);
                return await queries.ViewAsync(db, userId, mayWrite: true, document, token);
            },
            cancellation);

    /// <summary>Deletes a document that was sent, with all that was read of it. The file of one in a folder stays, and with it a document that is not read.</summary>
    public Task DeleteAsync(long userId, string id, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var document = await TrackAsync(db, userId, id, token);
                passwords.Forget(document.Id);
                if (document.FolderId is not null && document.VanishedAt is null)
                {
                    await library.ForgetAsync(db, document, token);
                    document.SetAside = true;
                    document.UpdatedAt = clock.GetUtcNow();
                    await db.SaveChangesAsync(token);
                    await records.HintAsync(db, document, token);
                    return;
                }

                await jobs.CancelForSubjectAsync(db, DocumentAccess.PublicIdOf(document.Id), token);
                await records.HintAsync(db, document, token);
                await db.Set<DocumentRow>().Where(row => row.Id == document.Id).ExecuteDeleteAsync(token);
                db.ChangeTracker.Clear();
                db.AfterCommit(() => files.Delete(document.Token));
            },
            cancellation);

    private Task<DocumentJob> ChangeAsync(long userId, string id, Func<LimnerDb, DocumentRow, CancellationToken, Task> change, string? password, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var document = await TrackAsync(db, userId, id, token);
                await change(db, document, token);
                (document.State, document.ErrorCode, document.ErrorDetail, document.SetAside, document.UpdatedAt) = (DocumentState.Waiting, null, null, false, clock.GetUtcNow());
                await db.SaveChangesAsync(token);
                await records.HintAsync(db, document, token);
                return await EnqueueAsync(db, userId, document, password, token);
            },
            cancellation);

    private async Task<DocumentJob> EnqueueAsync(LimnerDb db, long userId, DocumentRow document, string? password, CancellationToken cancellation)
    {
        if (password is not null)
        {
            // Before the job can begin, and forgotten by it; should the transaction fail, the password is that of a document nobody reads.
            passwords.Remember(document.Id, password);
        }

        var jobId = await jobs.EnqueueAsync(db, ReadDocumentJob.For(document), cancellation);
        var view = await queries.ViewAsync(db, userId, mayWrite: true, document, cancellation);
        return new DocumentJob(view, view.Job ?? (await jobs.FindAsync(db, jobId, cancellation))!);
    }

    private async Task<DocumentRow> TrackAsync(LimnerDb db, long userId, string id, CancellationToken cancellation)
    {
        var seen = await access.RequireEditableAsync(db, userId, id, cancellation);
        return await db.Set<DocumentRow>().AsTracking().SingleAsync(row => row.Id == seen.Id, cancellation);
    }

    private async Task RequireIdleAsync(LimnerDb db, DocumentRow document, CancellationToken cancellation)
    {
        var subject = DocumentAccess.PublicIdOf(document.Id);
        if ((await jobs.ActiveForSubjectsAsync(db, [subject], ReadDocumentJob.JobKind, cancellation)).ContainsKey(subject))
        {
            throw new LimnerException(ErrorCatalogue.Conflict, "The document is being read. Wait until that has ended, or cancel it.");
        }

        if (document.VanishedAt is not null)
        {
            throw new LimnerException(ErrorCatalogue.FileMissing);
        }
    }

    private async Task<ReceivedForm> CopyAsync(long userId, long imageId, ReceivedForm received, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var (stream, name) = await images.OpenVisibleAsync(db, userId, imageId, cancellation);
        await using (stream)
        {
            var token = DocumentFiles.NewToken();
            var (size, kind) = await form.SaveAsync(token, stream, cancellation);
            return received with { Token = token, FileName = DocumentForm.NameOf(name, kind), Size = size, Kind = kind };
        }
    }
}
