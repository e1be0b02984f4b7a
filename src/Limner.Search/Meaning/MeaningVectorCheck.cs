using System.Threading.Channels;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Search.Pages;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Vision.Embedding.ImageText;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Search.Meaning;

/// <summary>
/// After the start, and whenever a model or the setting changes: enqueues the work on pictures that lack a vector of the image-text model. While some were away when it
/// was done, also when there are fewer or more of them than before.
/// </summary>
internal sealed class MeaningVectorCheck(
    IDatabase database, IJobQueue jobs, IImageTextModels models, MeaningSpace space, PageVectorMaking pages, IOptionsMonitor<SearchOptions> options, TimeProvider clock, ILogger<MeaningVectorCheck> logger)
    : BackgroundService, IDomainEventHandler<ModelsChanged>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _changed = true;
    private int _lacking = -1;

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
        using var listening = options.OnChange(_ =>
        {
            _changed = true;
            _looks.Writer.TryWrite(true);
        });
        await using var timer = clock.CreateTimer(_ => _looks.Writer.TryWrite(true), null, Interval, Interval);
        for (; ; await _looks.Reader.ReadAsync(stoppingToken))
        {
            var changed = Interlocked.Exchange(ref _changed, false);
            try
            {
                if (space.Current is { } model && (changed ? await IsLackingAsync(model, stoppingToken) : await HaveOthersComeAsync(model, stoppingToken)))
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
    }

    /// <summary>Whether the model does not answer yet, though not as many pictures lack a vector as when this was asked last: some that were away are back.</summary>
    private async Task<bool> HaveOthersComeAsync(IImageTextModel model, CancellationToken cancellation)
    {
        await using var db = database.Read();
        if (await space.ServingAsync(db, cancellation) is { Space.IsComplete: true } serving && serving.Model.Model == model.Model)
        {
            return false;
        }

        var before = _lacking;
        _lacking = await PicturesLeft.Listed(db, model).CountAsync(cancellation);
        return before != _lacking;
    }

    private async Task<bool> IsLackingAsync(IImageTextModel model, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await space.ServingAsync(db, cancellation) is not { Space.IsComplete: true } serving || serving.Model.Model != model.Model
            || await EmbedMeaningJob.Lacking(db, model).AnyAsync(cancellation) || await pages.Lacking(db, PageSpaces.Meaning, model.Model).AnyAsync(cancellation);
    }
}
