using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Library.Upload;

/// <summary>
/// Looks after uploads at the start and every hour: ends those that a crash has cut off on their way into a folder, and removes what nobody went on with, rows
/// without a future as well as files without a row.
/// </summary>
internal sealed class UploadCare(
    IDatabase database, Uploads uploads, UploadPlacing placing, UploadStore store, UploadLocks locks, TimeProvider clock, ILogger<UploadCare> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await CareAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    Log.UploadCareFailed(logger, exception);
                }

                await Task.Delay(Every, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    internal async Task CareAsync(CancellationToken cancellation)
    {
        // Listed before the rows are asked for: a row is there before its file is.
        var files = store.List();
        foreach (var upload in await FindAsync(row => row.State == UploadState.Placing, cancellation))
        {
            await ResumeAsync(upload, cancellation);
        }

        var now = clock.GetUtcNow();
        var expired = 0;
        foreach (var upload in await FindAsync(row => row.ExpiresAt <= now, cancellation))
        {
            using var entered = locks.TryEnter(upload.Id);
            if (entered is not null)
            {
                await uploads.DropAsync(upload, cancellation);
                expired++;
            }
        }

        var living = (await FindAsync(row => row.State == UploadState.Receiving || row.State == UploadState.Placing, cancellation)).Select(row => row.Id).ToHashSet();
        var orphans = files.Where(file => file.Id is not { } id || !living.Contains(id)).ToList();
        foreach (var (path, _) in orphans)
        {
            UploadStore.DeleteIfThere(path);
        }

        if (expired + orphans.Count > 0)
        {
            Log.UploadsCleaned(logger, expired, orphans.Count);
        }
    }

    private async Task ResumeAsync(UploadRow upload, CancellationToken cancellation)
    {
        using var entered = locks.TryEnter(upload.Id);
        if (entered is null)
        {
            return;
        }

        try
        {
            await placing.ResumeAsync(upload, cancellation);
        }
        catch (LimnerException exception)
        {
            // Its folder may be on a disk that is not there at the moment.
            Log.UploadWaits(logger, upload.Id, exception.Failure.Error.Code);
        }
    }

    private async Task<List<UploadRow>> FindAsync(System.Linq.Expressions.Expression<Func<UploadRow, bool>> condition, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.Set<UploadRow>().Where(condition).OrderBy(row => row.Id).ToListAsync(cancellation);
    }
}
