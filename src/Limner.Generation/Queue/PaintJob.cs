using Limner.Generation.Output;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Queue;

/// <summary>
/// Paints what waits until nothing does. One job drains a lane (what is painted here, what another server is asked for), for whose turn it is changes with every
/// request; what becomes of each is in its own row.
/// </summary>
internal sealed class PaintJob(
    bool isRemote, IPainter painter, PaintingTurns turns, RunningPaintings running, PaintedPictures output, GenerationFiles files, GenerationMeter meter, IHostApplicationLifetime lifetime,
    IOptions<JobsOptions> options, TimeProvider clock, ILogger<PaintJob> logger) : IJobHandler
{
    private const string LocalKind = "paint";
    private const string RemoteKind = "paint_remotely";

    public string Kind => KindOf(isRemote);

    public static string KindOf(bool isRemote) => isRemote ? RemoteKind : LocalKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        try
        {
            await DrainAsync(job, cancellation);
        }
        catch (Exception) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // This job ends here, and what waits for it does not.
            await WakeAsync(isToldToStop: cancellation.IsCancellationRequested);
            throw;
        }
    }

    private async Task DrainAsync(JobContext job, CancellationToken cancellation)
    {
        await turns.RecoverAsync(isRemote, cancellation);
        job.FoundNothingToDo = true;
        while (await turns.ClaimAsync(job, isRemote, cancellation) is { } row)
        {
            job.FoundNothingToDo = false;
            await PaintAsync(job, row, cancellation);
        }
    }

    private async Task PaintAsync(JobContext job, GenerationRow row, CancellationToken cancellation)
    {
        using var painting = running.Begin(row, cancellation);
        try
        {
            if (!await turns.IsWantedAsync(row.Id, cancellation))
            {
                // Cancelled or deleted after the claim and before anybody could be told.
                painting.Cancel();
                painting.Token.ThrowIfCancellationRequested();
            }

            using var painted = await painter.PaintAsync(row, painting, painting.Token);
            var seconds = await SaveAsync(job, row, painted, painting);
            if (seconds is null)
            {
                files.Delete(row.Directory);
                await turns.EndAsync(job, row, QueueState.Cancelled, null);
                meter.Ended(GenerationState.Cancelled, row.Model, null);
            }
            else
            {
                meter.Ended(GenerationState.Done, row.Model, seconds);
            }
        }
        catch (Exception) when (painting.IsCancelled)
        {
            // Where it was deleted its row is gone, and with it who else would take the files away.
            files.Delete(row.Directory);
            await EndAsync(job, row, GenerationState.Cancelled, null);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Whatever is thrown after a stop follows from it, as native code that is cut off throws errors of its own.
            await (lifetime.ApplicationStopping.IsCancellationRequested ? turns.StepBackAsync(row) : turns.GiveUpAsync(row));
            throw;
        }
        catch (LimnerException exception)
        {
            Log.Failed(logger, exception, row.Id, exception.Failure.Error.Code);
            await EndAsync(job, row, GenerationState.Failed, exception.Failure);
        }
        catch (Exception exception)
        {
            Log.Faulted(logger, exception, row.Id);
            await EndAsync(job, row, GenerationState.Failed, ErrorCatalogue.Internal.With($"The log has the details under generation {RunningPaintings.PublicIdOf(row.Id)}."));
        }
        finally
        {
            running.Remove(painting);
        }
    }

    /// <summary>
    /// Has another job go on with what is left. After a fault it waits first, for the same may happen again at once; and it is tried until it works, because a
    /// database that could not be written is a likely reason.
    /// </summary>
    private async Task WakeAsync(bool isToldToStop)
    {
        for (var pauses = !isToldToStop; !lifetime.ApplicationStopping.IsCancellationRequested; pauses = true)
        {
            try
            {
                await Task.Delay(pauses ? TimeSpan.FromSeconds(options.Value.RetrySeconds) : TimeSpan.Zero, clock, lifetime.ApplicationStopping);
                await turns.WakeAsync(isRemote);
                return;
            }
            catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // The next start wakes it.
            }
            catch (Exception exception)
            {
                Log.NotWoken(logger, exception, Kind, options.Value.RetrySeconds);
            }
        }
    }

    /// <returns>What it took; null where nobody wants it any more.</returns>
    private async Task<StageSeconds?> SaveAsync(JobContext job, GenerationRow row, Painted painted, RunningPainting painting)
    {
        var began = clock.GetTimestamp();
        painting.Saving();
        var images = await output.SaveAsync(row, painted, painting.Token);
        var seconds = painted.Seconds with { Saving = clock.GetElapsedTime(began).TotalSeconds };
        return await turns.CompleteAsync(job, row, painted, images, seconds, painting.Token) ? seconds : null;
    }

    private async Task EndAsync(JobContext job, GenerationRow row, GenerationState state, Failure? failure)
    {
        await turns.EndAsync(job, row, state == GenerationState.Failed ? QueueState.Failed : QueueState.Cancelled, failure);
        meter.Ended(state, row.Model, null);
    }

    /// <summary>Nothing to know: what waits is in the database.</summary>
    internal sealed record Payload;
}
