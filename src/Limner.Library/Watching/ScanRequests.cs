using Limner.Jobs;
using Limner.Library.Folders;
using Limner.Library.Scanning;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Watching;

/// <summary>Why a scan is wanted that nobody asked for.</summary>
internal enum ScanCause
{
    /// <summary>Time has passed. A scan that is queued or running serves as well.</summary>
    Time,

    /// <summary>Something was heard of. Only a scan that has yet to begin is sure to find it.</summary>
    Change,
}

/// <summary>Asks for the scans that follow from changes and from time, each time on a context of its own.</summary>
internal sealed class ScanRequests(IDatabase database, IJobQueue jobs)
{
    /// <param name="since">When the change was heard of: a scan that began later finds it.</param>
    /// <returns>False: the scan that is running may have been past the change; ask again when it has ended.</returns>
    public async Task<bool> AskAsync(long folderId, ScanCause cause, DateTimeOffset since, CancellationToken cancellation)
    {
        FolderRow? folder;
        await using (var db = database.Read())
        {
            folder = await db.Set<FolderRow>().FirstOrDefaultAsync(row => row.Id == folderId, cancellation);
            if (folder is null)
            {
                return true;
            }

            if (await FindRunningAsync(db, folderId, cancellation) is { } running)
            {
                return Serves(running);
            }
        }

        // It is known not to be there, and still is not: a scan would say so again and again.
        if (folder.State != FolderState.Ready && FolderPathPolicy.Inspect(folder.Path) == folder.State)
        {
            return true;
        }

        return await database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<FolderRow>().FirstOrDefaultAsync(row => row.Id == folderId, token);
                if (row is null)
                {
                    return true;
                }

                if (await FindRunningAsync(db, folderId, token) is { } running)
                {
                    return Serves(running);
                }

                // A first scan that somebody stopped or did not want is not begun behind their back by a single file.
                if (cause == ScanCause.Time || row.LastScanAt is not null)
                {
                    await jobs.EnqueueAsync(db, ScanJob.Unasked(row), token);
                }

                return true;
            },
            cancellation);

        bool Serves(JobView running) => cause == ScanCause.Time || running.StartedAt > since;
    }

    private async Task<JobView?> FindRunningAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        var subject = FolderView.PublicIdOf(folderId);
        var active = (await jobs.ActiveForSubjectsAsync(db, [subject], ScanJob.JobKind, cancellation)).GetValueOrDefault(subject);
        return active is { State: JobState.Running } ? active : null;
    }
}
