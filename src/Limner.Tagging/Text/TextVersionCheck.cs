using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Text;

/// <summary>After the start: enqueues the reading of what waits for it, or was read by another version (another model, or with a language less).</summary>
internal sealed class TextVersionCheck(IDatabase database, IJobQueue jobs, TextReading reading, IOptionsMonitor<OcrOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (!options.CurrentValue.Enabled)
        {
            return;
        }

        await using (var read = database.Read())
        {
            if (!await read.Set<ContentTextRow>().AnyAsync(text => text.State != TextState.None, stoppingToken) || !await IsLackingAsync(read, stoppingToken))
            {
                return;
            }
        }

        await database.WriteAsync((db, token) => jobs.EnqueueAsync(db, ReadTextJob.ForAll(), token), stoppingToken);
    }

    private async Task<bool> IsLackingAsync(LimnerDb db, CancellationToken cancellation)
    {
        try
        {
            return await ReadTextJob.Lacking(db, reading.Version).AnyAsync(cancellation);
        }
        catch (LimnerException)
        {
            // A model that is missing stops no server: the job fails with the reason, where somebody sees it.
            return true;
        }
    }
}
