using Limner.Generation.Queue;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Limner.Generation.Endpoints;

/// <summary>Waits for a generation's end, for those who asked for it and stay on the line. That they hang up changes nothing: it waits and is painted all the same.</summary>
internal sealed class GenerationEnds(IDatabase database, RunningPaintings running, GenerationViewer viewer, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <returns>How it stands, and whether it has ended within the time.</returns>
    public async Task<(GenerationView View, bool HasEnded)> ViewAsync(long userId, long id, int seconds, CancellationToken cancellation)
    {
        if (seconds > 0)
        {
            var end = running.EndOf(id);
            if (!await HasEndedAsync(id, cancellation))
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
                try
                {
                    await end.WaitAsync(TimeSpan.FromSeconds(seconds), clock, either.Token);
                }
                catch (TimeoutException)
                {
                    // Then as it stands now.
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    // The server stops, and would wait for this answer: as it stands now, too.
                }
            }
            else
            {
                running.Forget(id);
            }
        }

        await using var db = database.Read();
        var row = await db.Set<GenerationRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.OwnerId == userId, cancellation) ?? throw GenerationQueue.NotThere();
        return ((await viewer.ViewAsync(db, userId, [row], cancellation))[0], row.FinishedAt is not null);
    }

    private async Task<bool> HasEndedAsync(long id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return !await db.Set<GenerationRow>().AnyAsync(row => row.Id == id && row.FinishedAt == null, cancellation);
    }
}
