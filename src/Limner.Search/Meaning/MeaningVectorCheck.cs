using System.Threading.Channels;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Vision.Embedding.ImageText;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Search.Meaning;

/// <summary>After the start, and whenever a model or the setting changes: enqueues the work on pictures that lack a vector of the image-text model.</summary>
internal sealed class MeaningVectorCheck(IDatabase database, IJobQueue jobs, IImageTextModels models, MeaningSpace space, IOptionsMonitor<SearchOptions> options, ILogger<MeaningVectorCheck> logger)
    : BackgroundService, IDomainEventHandler<ModelsChanged>
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public async Task HandleAsync(ModelsChanged message, LimnerDb db, CancellationToken cancellation)
    {
        if (message.Task is not (null or ModelTasks.ImageTextEmbedding))
        {
            return;
        }

        // The folder is there or gone already; should the change not be kept, the manifests are read once more than needed.
        models.Refresh();
        db.AfterCommit(models.Refresh);
        if (space.Current is { } model)
        {
            await jobs.EnqueueAsync(db, EmbedMeaningJob.For(model), cancellation);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var listening = options.OnChange(_ => _changes.Writer.TryWrite(true));
        do
        {
            try
            {
                if (space.Current is { } model && await IsLackingAsync(model, stoppingToken))
                {
                    await database.WriteAsync((db, token) => jobs.EnqueueAsync(db, EmbedMeaningJob.For(model), token), stoppingToken);
                }
            }
            catch (Exception exception) when (exception is LimnerException or IOException or UnauthorizedAccessException)
            {
                // A full disk is no reason for the server to end: the next change, scan or start looks again.
                Log.MeaningNotChecked(logger, exception);
            }
        }
        while (await _changes.Reader.ReadAsync(stoppingToken));
    }

    private async Task<bool> IsLackingAsync(IImageTextModel model, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await space.ServingAsync(db, cancellation) is not { Space.IsComplete: true } serving || serving.Model.Model != model.Model
            || await EmbedMeaningJob.Lacking(db, model).AnyAsync(cancellation);
    }
}
