using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Tagging.Describing;

/// <summary>Begins runs by itself over what lacks an answer: what a scan finds, for those who have set it, and daily.</summary>
internal sealed class DescriptionAutomation(IDatabase database, DescriptionSettings settings, DescriptionChoice choice, DescriptionRuns runs) : IJobHandler
{
    public const string JobKind = "describe_new";

    public string Kind => JobKind;

    public static NewJob For(long userId, DescriptionOrigin origin)
        => new(JobKind, new Payload(userId, origin), "Look for pictures without a description", userId, Priority: NewJob.Background, DeduplicationKey: $"{JobKind}:{userId}:{origin}");

    public Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var (userId, origin) = job.Payload<Payload>();
        return database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<DescriptionSettingsRow>().AsNoTracking().FirstOrDefaultAsync(found => found.UserId == userId, token);
                var isWanted = row is not null && (origin == DescriptionOrigin.Schedule ? row.DailyAt is not null : row.OnScan);
                if (!isWanted || await FindAsync(db, userId, row!, token) is not { } found)
                {
                    job.FoundNothingToDo = true;
                    return;
                }

                if (await runs.TryExtendAsync(db, userId, found.Ids, found.Model, found.Version, origin, token))
                {
                    return;
                }

                await runs.BeginAsync(db, userId, found.Ids, found.Model, found.Version, origin, askAgain: false, DescriptionRunView.LowestPriority, token);
            },
            cancellation);
    }

    /// <summary>Whether any of these images is one that its owner wants described and that no run has on its list.</summary>
    public async Task<IReadOnlyList<long>> OwnersToServeAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        var onScan = await settings.OnScanAsync(db, cancellation);
        if (onScan.Count == 0)
        {
            return [];
        }

        // What a run is about changes by what the run does: those images are not news.
        return await db.Set<ImageRow>()
            .Where(image => EF.Parameter(imageIds).Contains(image.Id) && EF.Parameter(onScan).Contains(image.OwnerId)
                && !db.Set<ModelDescriptionRow>().Any(description => description.ImageId == image.Id && description.ContentId == image.ContentId))
            .Select(image => image.OwnerId).Distinct()
            .ToListAsync(cancellation);
    }

    /// <returns>Null where nothing is to be done, or no model is set up.</returns>
    private async Task<Found?> FindAsync(LimnerDb db, long userId, DescriptionSettingsRow row, CancellationToken cancellation)
    {
        Models.Remote.RemoteModelName model;
        PromptVersionRow version;
        AnswerKey key;
        try
        {
            (model, version, key) = await choice.FindAsync(db, userId, model: null, promptId: null, cancellation);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.ModelNotConfigured)
        {
            return null;
        }

        var ids = await KnownAnswers.Lacking(db, key, DescriptionSettings.FoldersOf(row))
            .Where(image => !db.Set<DescriptionRunImageRow>().Any(listed => listed.ImageId == image.Id && listed.State == DescriptionImageState.Pending
                && db.Set<DescriptionRunRow>().Any(run => run.Id == listed.RunId && run.OwnerId == userId && run.PromptVersionId == version.Id && run.Model == key.Model
                    && (run.State == DescriptionRunState.Running || run.State == DescriptionRunState.Paused))))
            .Select(image => image.Id)
            .ToListAsync(cancellation);
        return ids.Count == 0 ? null : new Found(ids, model, version);
    }

    internal sealed record Payload(long UserId, DescriptionOrigin Origin);

    private sealed record Found(IReadOnlyList<long> Ids, Models.Remote.RemoteModelName Model, PromptVersionRow Version);
}

/// <summary>Hears of new pictures in the transaction that adds them. Costs nothing while nobody wants them described.</summary>
internal sealed class NewPictures(DescriptionAutomation automation, IJobQueue jobs) : IDomainEventHandler<ImagesChanged>
{
    public async Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation)
    {
        foreach (var owner in await automation.OwnersToServeAsync(db, [.. message.ImageIds], cancellation))
        {
            await jobs.EnqueueAsync(db, DescriptionAutomation.For(owner, DescriptionOrigin.Scan), cancellation);
        }
    }
}

/// <summary>Looks every minute whose daily time has come.</summary>
internal sealed class DailyDescriptions(IDatabase database, IJobQueue jobs, TimeProvider clock, ILogger<DailyDescriptions> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Every, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // A full disk, a locked database: it looks again in a minute.
                    Log.DailyNotLookedAt(logger, exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var local = clock.GetLocalNow();
        List<long> due;
        await using (var db = database.Read())
        {
            due = [.. (await db.Set<DescriptionSettingsRow>().Where(row => row.DailyAt != null).ToListAsync(cancellation)).Where(row => IsDue(row, local)).Select(row => row.UserId)];
        }

        foreach (var userId in due)
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    await db.Set<DescriptionSettingsRow>().Where(row => row.UserId == userId).ExecuteUpdateAsync(set => set.SetProperty(row => row.LookedAt, clock.GetUtcNow()), token);
                    await jobs.EnqueueAsync(db, DescriptionAutomation.For(userId, DescriptionOrigin.Schedule), token);
                },
                cancellation);
        }
    }

    internal static bool IsDue(DescriptionSettingsRow row, DateTimeOffset local)
    {
        var today = new DateTimeOffset(local.Date, local.Offset).AddMinutes(row.DailyAt!.Value);
        var last = today <= local ? today : today.AddDays(-1);
        return row.LookedAt is not { } looked || looked < last;
    }
}
