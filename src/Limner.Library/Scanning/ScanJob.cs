using System.Globalization;
using Limner.Accounts.SecurityEvents;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Sidecars;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Limner.Library.Scanning;

/// <summary>What a scan is to do.</summary>
/// <param name="RetryFailed">Somebody asked for this scan: files that failed are read again although they have not changed.</param>
/// <param name="Unasked">Nobody asked for it: if it finds nothing, nobody need know.</param>
internal sealed record ScanPayload(long FolderId, bool RetryFailed, bool Unasked = false);

/// <summary>
/// Brings the library to what lies in a folder: discover, read what is new or changed, derive what is lacking, mark what is gone. Every
/// step writes what it found before the next begins, so a scan that was cut off goes on where it stopped.
/// </summary>
internal sealed class ScanJob(
    IDatabase database,
    FolderDiscovery discovery,
    ScanPipeline pipeline,
    SidecarStep sidecars,
    SidecarMarks sidecarMarks,
    IEnumerable<IFolderDocuments> documents,
    VanishedFiles vanished,
    ReadingJournal journal,
    Derivations derivations,
    IJobQueue jobs,
    ISecurityEvents events,
    ILiveFeed live,
    TimeProvider clock,
    ILogger<ScanJob> logger) : IJobHandler
{
    public const string JobKind = "scan";

    public string Kind => JobKind;

    /// <summary>A folder with a hundred thousand new files does not keep the next one waiting for hours.</summary>
    public TimeSpan? Turn => TimeSpan.FromSeconds(20);

    public static NewJob For(FolderRow folder, bool retryFailed)
        => new(
            JobKind,
            new ScanPayload(folder.Id, retryFailed),
            $"Scan {folder.Name}",
            folder.OwnerId,
            Subject: FolderView.PublicIdOf(folder.Id),
            DeduplicationKey: $"{JobKind}:{folder.Id}");

    /// <summary>A scan that follows from a change on disk or from the time that has passed; what people ask for goes first.</summary>
    public static NewJob Unasked(FolderRow folder)
        => For(folder, retryFailed: false) with { Payload = new ScanPayload(folder.Id, RetryFailed: false, Unasked: true), Priority = NewJob.Background };

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var payload = job.Payload<ScanPayload>();
        await CountAttemptsAsync(cancellation);
        if (await FindFolderAsync(payload.FolderId, cancellation) is not { } folder)
        {
            return;
        }

        try
        {
            await CheckStateAsync(folder, cancellation);
            var differences = await ScanAsync(folder, payload, job, cancellation);
            job.FoundNothingToDo = payload.Unasked && differences == 0;
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.FolderNotFound || exception.Failure.Error == ErrorCatalogue.FolderUnreadable)
        {
            // It went away in the middle of the scan: what is known of its files stays as it is.
            await CheckStateAsync(folder, cancellation);
            throw;
        }
    }

    /// <summary>Holds it against the files that were being decoded when the process before this one ended.</summary>
    private async Task CountAttemptsAsync(CancellationToken cancellation)
    {
        var left = journal.Left;
        if (left.Count > 0)
        {
            Log.EndedWhileReading(logger, left.Count);
            await database.WriteAsync(
                (db, token) => db.Set<ImageFileRow>().Where(file => EF.Parameter(left).Contains(file.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(file => file.Attempts, file => file.Attempts + 1), token),
                cancellation);
            journal.Forget();
        }
    }

    /// <returns>How many files were looked at or are gone.</returns>
    private async Task<long> ScanAsync(FolderRow folder, ScanPayload payload, JobContext job, CancellationToken cancellation)
    {
        var earlier = await FindEarlierAttemptsAsync(folder, job, cancellation);
        var found = await discovery.RunAsync(folder, payload.RetryFailed, payload.Unasked, earlier, job, cancellation);
        IReadOnlyList<long> lacking;
        long sidecarsToRead;
        await using (var db = database.Read())
        {
            // What is away with a disk cannot be read, and that is no reason to call it missing.
            lacking = await derivations.FindFilesLackingAsync(db, folder.Id, found.Vanished, cancellation);
            sidecarsToRead = await SidecarStep.CountAsync(db, folder.Id, cancellation);
        }

        Log.Discovered(logger, folder.Id, found.Pending, found.Vanished.Count, lacking.Count);
        var total = found.Settled + found.Pending + lacking.Count + sidecarsToRead;
        await database.WriteAsync((db, token) => job.SetTotalAsync(db, total, token), cancellation);
        await pipeline.RunAsync(folder, lacking, found.Settled, total, job, cancellation);
        await sidecars.RunAsync(folder, job, cancellation);

        await RecordDeniedAsync(folder, earlier.Since, cancellation);
        await CheckStateAsync(folder, cancellation);
        var gone = await vanished.SettleAsync(folder, found, hasRead: total > 0, cancellation);
        var documentChanges = 0;
        foreach (var listener in documents)
        {
            documentChanges += await listener.NoteAsync(folder, found.Documents, cancellation);
        }

        await database.WriteAsync(
            async (db, token) =>
            {
                await FolderDiscovery.EnsureStillThereAsync(db, folder.Id, token);
                var now = clock.GetUtcNow();
                await db.Set<FolderRow>().Where(row => row.Id == folder.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastScanAt, now).SetProperty(row => row.UpdatedAt, now), token);
                if (!payload.Unasked || folder.SidecarProblem is null)
                {
                    await sidecarMarks.ResumeAsync(db, folder, token);
                }

                await job.AdvanceAsync(db, 0, 0, Summary(total + found.SidecarsGone, gone), token);
                var audience = await db.AudienceOfFolderAsync(folder.Id, token);
                db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folder.Id)));
            },
            cancellation);
        Log.Scanned(logger, folder.Id, total, gone);
        return total + gone + found.SidecarsGone + documentChanges;
    }

    /// <summary>One event for a scan, however many paths led outside.</summary>
    private async Task RecordDeniedAsync(FolderRow folder, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var denied = await db.Set<ImageFileRow>().CountAsync(
            file => file.FolderId == folder.Id && file.State == ImageFileState.Failed && file.SeenAt >= since && file.ErrorCode == ErrorCatalogue.PathOutsideRoot.Code, cancellation);
        if (denied > 0)
        {
            events.Record(new SecurityEvent(
                SecurityEventKind.PathDenied,
                folder.OwnerId,
                FolderView.PublicIdOf(folder.Id),
                string.Create(CultureInfo.InvariantCulture, $"A scan met {denied} paths that lead outside the folder.")));
        }
    }

    /// <summary>Looks at the folder, keeps its state, and ends the scan when it cannot be read.</summary>
    private async Task CheckStateAsync(FolderRow folder, CancellationToken cancellation)
    {
        var state = FolderPathPolicy.Inspect(folder.Path);
        if (state != folder.State)
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    await db.Set<FolderRow>().Where(row => row.Id == folder.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state), token);

                    // Files that had vanished before the folder did are looked for when it is back.
                    var absence = state == FolderState.Missing ? FolderAbsence.Gone : folder.Absence == FolderAbsence.Gone ? null : folder.Absence;
                    var since = absence is null ? null : absence == folder.Absence ? folder.AbsentSince : (DateTimeOffset?)clock.GetUtcNow();
                    await vanished.SetAsync(db, folder.Id, absence, since, token);
                    (folder.Absence, folder.AbsentSince) = (absence, since);
                },
                cancellation);
            folder.State = state;
        }

        if (state != FolderState.Ready)
        {
            Log.FolderUnavailable(logger, folder.Id, state);
            throw new LimnerException(state == FolderState.Missing ? ErrorCatalogue.FolderNotFound : ErrorCatalogue.FolderUnreadable);
        }
    }

    private async Task<FolderRow?> FindFolderAsync(long id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.Set<FolderRow>().FirstOrDefaultAsync(folder => folder.Id == id, cancellation);
    }

    /// <summary>A row written since the job was made was written by it: one scan of a folder runs at a time.</summary>
    private async Task<EarlierAttempts> FindEarlierAttemptsAsync(FolderRow folder, JobContext job, CancellationToken cancellation)
    {
        await using var db = database.Read();
        if (await jobs.FindAsync(db, job.Id, cancellation) is not { } view)
        {
            return new EarlierAttempts(clock.GetUtcNow(), 0, 0);
        }

        var written = db.Set<ImageFileRow>().Where(file => file.FolderId == folder.Id && file.SeenAt >= view.CreatedAt);
        return new EarlierAttempts(
            view.CreatedAt,
            await written.LongCountAsync(file => file.State == ImageFileState.Ready, cancellation),
            await written.LongCountAsync(file => file.State == ImageFileState.Failed, cancellation));
    }

    private static string Summary(long looked, int vanished)
        => looked + vanished == 0
            ? "Nothing has changed"
            : string.Join(", ", new[] { looked > 0 ? $"{looked:N0} new or changed" : null, vanished > 0 ? $"{vanished:N0} no longer there" : null }.OfType<string>());
}
