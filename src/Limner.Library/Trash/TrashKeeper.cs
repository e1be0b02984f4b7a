using Limner.Jobs;
using Limner.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Trash;

/// <summary>Looks every hour, and when the server starts, whether anything in the trash is due, and asks for the job that sees to it.</summary>
internal sealed class TrashKeeper(IDatabase database, IJobQueue jobs, IOptionsMonitor<LibraryOptions> options, TimeProvider clock, ILogger<TrashKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Every, clock);
            do
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // A full disk, a locked database: it looks again in an hour.
                    Log.TrashNotLookedAt(logger, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        bool isDue;
        await using (var db = database.Read())
        {
            isDue = await TrashJob.IsDueAsync(db, options.CurrentValue.TrashTime is { } time ? clock.GetUtcNow() - time : null, cancellation);
        }

        if (isDue)
        {
            await database.WriteAsync((db, token) => jobs.EnqueueAsync(db, TrashJob.Unasked(), token), cancellation);
        }
    }
}
