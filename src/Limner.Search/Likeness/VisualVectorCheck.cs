using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Search.Pages;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Limner.Search.Likeness;

/// <summary>After the start: enqueues the work on pictures and pages that lack a vector of the present model, or finds that none does.</summary>
internal sealed class VisualVectorCheck(IDatabase database, IJobQueue jobs, VisualSpace space, PageVectorMaking pages, IOptionsMonitor<SearchOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (options.CurrentValue.VisualVectors && await IsLackingAsync(stoppingToken))
        {
            await database.WriteAsync((db, token) => jobs.EnqueueAsync(db, EmbedPicturesJob.ForAll(), token), stoppingToken);
        }
    }

    private async Task<bool> IsLackingAsync(CancellationToken cancellation)
    {
        try
        {
            await using var db = database.Read();
            if (await EmbedPicturesJob.Lacking(db, space.Model).AnyAsync(cancellation) || await pages.Lacking(db, PageSpaces.Visual, space.Model).AnyAsync(cancellation))
            {
                return true;
            }

            if (await space.ServingAsync(db, cancellation) is not { IsComplete: true } serving || serving.Model != space.Model)
            {
                await space.CompleteAsync(database, cancellation);
            }

            return false;
        }
        catch (LimnerException)
        {
            // A model that is missing stops no server: the job fails with the reason, where somebody sees it.
            return true;
        }
    }
}
