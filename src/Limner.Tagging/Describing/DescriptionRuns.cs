using System.Globalization;
using System.Text.Json;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Models.Remote;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>Begins runs, stops them, lets them go on, and tells how they stand.</summary>
internal sealed class DescriptionRuns(IDatabase database, DescriptionChoice choice, RemoteModels models, IJobQueue jobs, TimeProvider clock) : IDescriptionRuns
{
    /// <summary>Answers whose time is looked at.</summary>
    private const int Sample = 100;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async Task<DescriptionEstimate> EstimateAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, NewDescriptionRun run, CancellationToken cancellation)
    {
        CheckPriority(run.Priority);
        var (model, _, key) = await choice.FindAsync(db, userId, run.Model, run.PromptId, cancellation);
        var own = Visibility.OwnedBy(db, userId, imageIds);
        var count = await own.LongCountAsync(cancellation);
        var known = await own.LongCountAsync(image => KnownAnswers.Usable(db, key).Any(answer => answer.ContentId == image.ContentId), cancellation);
        var toAsk = run.AskAgain ? count : count - known;
        var seconds = await MedianAsync(db, model.ToString(), cancellation);
        return new DescriptionEstimate(model.ToString(), count, imageIds.Count - count, known, toAsk, seconds, seconds * toAsk / models.MaxInFlight(model.Kind));
    }

    public async Task<DescriptionRunView> BeginAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, NewDescriptionRun run, CancellationToken cancellation)
    {
        CheckPriority(run.Priority);
        var (model, version, _) = await choice.FindAsync(db, userId, run.Model, run.PromptId, cancellation);
        return await BeginAsync(db, userId, imageIds, model, version, DescriptionOrigin.Manual, run.AskAgain, run.Priority, cancellation)
            ?? throw new LimnerException(ErrorCatalogue.Validation.With("None of the pictures is one of yours.", "image_ids"));
    }

    /// <returns>Null when none of the images is this person's.</returns>
    public async Task<DescriptionRunView?> BeginAsync(
        LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, RemoteModelName model, PromptVersionRow version, DescriptionOrigin origin, bool askAgain, int priority, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var forgotten = now - Kept;
        await db.Set<DescriptionRunRow>().Where(old => old.FinishedAt < forgotten).ExecuteDeleteAsync(cancellation);
        var row = new DescriptionRunRow
        {
            OwnerId = userId, Model = model.ToString(), PromptVersionId = version.Id, State = DescriptionRunState.Running, Origin = origin, AskAgain = askAgain, Priority = priority, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        row.ImageCount = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO description_run_images (run_id, image_id, state)
            SELECT DISTINCT {row.Id}, images.id, 'pending' FROM json_each({JsonSerializer.Serialize(imageIds)}) item CROSS JOIN images ON images.id = item.value
            WHERE images.owner_id = {userId} AND images.removed_at IS NULL AND images.missing_since IS NULL
            """,
            cancellation);
        if (row.ImageCount == 0)
        {
            db.Remove(row);
            await db.SaveChangesAsync(cancellation);
            return null;
        }

        await db.SaveChangesAsync(cancellation);
        await EnqueueAsync(db, row, cancellation);
        return (await ViewsAsync(db, [row], cancellation))[0];
    }

    /// <summary>Puts images on the list of a run that goes on already for the same reason.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> TryExtendAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, RemoteModelName model, PromptVersionRow version, DescriptionOrigin origin, CancellationToken cancellation)
    {
        var name = model.ToString();
        var run = await Mine(db, userId).AsTracking()
            .Where(row => row.State == DescriptionRunState.Running && row.Origin == origin && row.Model == name && row.PromptVersionId == version.Id)
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellation);
        if (run is null || (await jobs.ActiveForSubjectsAsync(db, [PublicIdOf(run.Id)], DescriptionJob.JobKind, cancellation)).Count == 0)
        {
            return false;
        }

        run.ImageCount += await db.Database.ExecuteSqlAsync(
            $"INSERT OR IGNORE INTO description_run_images (run_id, image_id, state) SELECT {run.Id}, value, 'pending' FROM json_each({JsonSerializer.Serialize(imageIds)})", cancellation);
        run.UpdatedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    public static IQueryable<DescriptionRunRow> Mine(LimnerDb db, long userId) => db.Set<DescriptionRunRow>().AsNoTracking().Where(run => run.OwnerId == userId);

    /// <exception cref="LimnerException"><c>not_found</c>; <c>conflict</c>: it has ended.</exception>
    public Task<DescriptionRunView> PauseAsync(long userId, long runId, CancellationToken cancellation) => StopAsync(userId, runId, DescriptionRunState.Paused, cancellation);

    /// <inheritdoc cref="PauseAsync"/>
    public Task<DescriptionRunView> CancelAsync(long userId, long runId, CancellationToken cancellation) => StopAsync(userId, runId, DescriptionRunState.Cancelled, cancellation);

    /// <summary>Goes on with what is left.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public Task<DescriptionRunView> ResumeAsync(long userId, long runId, CancellationToken cancellation)
        => ChangeAsync(
            userId,
            runId,
            async (db, run, token) =>
            {
                // Also one whose job was cancelled or failed.
                if (run.State is not (DescriptionRunState.Paused or DescriptionRunState.Running))
                {
                    throw Ended();
                }

                (run.State, run.WaitingCode, run.WaitingDetail) = (DescriptionRunState.Running, null, null);
                await EnqueueAsync(db, run, token);
            },
            cancellation);

    /// <summary>Asks once more about the pictures without a usable answer.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public Task<DescriptionRunView> RetryFailuresAsync(long userId, long runId, CancellationToken cancellation)
        => ChangeAsync(
            userId,
            runId,
            async (db, run, token) =>
            {
                await db.Set<DescriptionRunImageRow>().Where(image => image.RunId == runId && image.State == DescriptionImageState.Failed)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(image => image.State, DescriptionImageState.Pending).SetProperty(image => image.ErrorCode, (string?)null).SetProperty(image => image.ErrorDetail, (string?)null).SetProperty(image => image.ServerFailures, 0),
                        token);
                (run.State, run.FinishedAt, run.WaitingCode, run.WaitingDetail) = (DescriptionRunState.Running, null, null, null);
                await EnqueueAsync(db, run, token);
            },
            cancellation);

    /// <summary>Of a run that goes on: it stops for a moment and goes on with the new one.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public Task<DescriptionRunView> PrioritiseAsync(long userId, long runId, int priority, CancellationToken cancellation)
    {
        CheckPriority(priority);
        return ChangeAsync(
            userId,
            runId,
            async (db, run, token) =>
            {
                run.Priority = priority;
                if (run.State == DescriptionRunState.Running)
                {
                    await jobs.CancelForSubjectAsync(db, PublicIdOf(runId), token);
                    await EnqueueAsync(db, run, token);
                }
            },
            cancellation);
    }

    /// <summary>In a constant number of queries.</summary>
    public async Task<IReadOnlyList<DescriptionRunView>> ViewsAsync(LimnerDb db, IReadOnlyList<DescriptionRunRow> runs, CancellationToken cancellation)
    {
        var ids = runs.Select(run => run.Id).ToList();
        var counts = (await db.Set<DescriptionRunImageRow>().Where(image => EF.Parameter(ids).Contains(image.RunId))
            .GroupBy(image => new { image.RunId, image.State })
            .Select(group => new { group.Key.RunId, group.Key.State, Count = group.LongCount() })
            .ToListAsync(cancellation)).ToLookup(count => count.RunId);
        var versions = runs.Select(run => run.PromptVersionId).ToList();
        var prompts = await db.Set<PromptVersionRow>().Where(version => EF.Parameter(versions).Contains(version.Id))
            .Join(db.Set<PromptRow>(), version => version.PromptId, prompt => prompt.Id, (version, prompt) => new { version.Id, version.Number, prompt })
            .ToDictionaryAsync(found => found.Id, cancellation);
        var active = await jobs.ActiveForSubjectsAsync(db, [.. ids.Select(PublicIdOf)], DescriptionJob.JobKind, cancellation);
        var stopped = runs.Where(run => run.State == DescriptionRunState.Running && !active.ContainsKey(PublicIdOf(run.Id))).Select(run => PublicIdOf(run.Id)).ToList();
        var ended = await jobs.LatestForSubjectsAsync(db, stopped, DescriptionJob.JobKind, cancellation);
        var paces = new Dictionary<string, double?>();
        foreach (var model in runs.Where(run => run.State == DescriptionRunState.Running).Select(run => run.Model).Distinct())
        {
            paces[model] = await MedianAsync(db, model, cancellation);
        }

        return
        [
            .. runs.Select(run =>
            {
                var (prompt, job) = (prompts[run.PromptVersionId], active.GetValueOrDefault(PublicIdOf(run.Id)));
                long Count(DescriptionImageState state) => counts[run.Id].FirstOrDefault(count => count.State == state)?.Count ?? 0;

                // Somebody may have cancelled the job where jobs are listed, or it may have failed.
                var state = run.State == DescriptionRunState.Running && job is null ? DescriptionRunState.Paused : run.State;
                var pace = paces.GetValueOrDefault(run.Model);
                return new DescriptionRunView(
                    PublicIdOf(run.Id),
                    run.Model,
                    prompt.prompt.RemovedAt is null ? PublicId.Format(IdPrefixes.Prompt, prompt.prompt.Id) : null,
                    prompt.prompt.Name,
                    prompt.Number,
                    state.ToString().ToLowerInvariant(),
                    run.Origin,
                    run.AskAgain,
                    run.Priority,
                    WhyStopped(ended.GetValueOrDefault(PublicIdOf(run.Id))) ?? JobError.Of(run.WaitingCode, run.WaitingDetail),
                    run.ImageCount,
                    Count(DescriptionImageState.Done),
                    Count(DescriptionImageState.Known),
                    Count(DescriptionImageState.Failed),
                    Count(DescriptionImageState.Gone),
                    pace,
                    state == DescriptionRunState.Running && run.WaitingCode is null ? job?.SecondsLeft ?? (pace * Count(DescriptionImageState.Pending) / InFlight(run.Model)) : null,
                    job,
                    run.CreatedAt,
                    run.UpdatedAt,
                    run.FinishedAt);
            }),
        ];
    }

    public static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.DescriptionRun, id);

    public static LimnerException NoRun() => new(ErrorCatalogue.NotFound, "No such run.");

    /// <param name="job">Of a run that is to go on and whose job does not.</param>
    private static JobError? WhyStopped(JobView? job) => job?.State switch
    {
        JobState.Cancelled => JobError.Of(ErrorCatalogue.JobCancelled.Code, null),
        JobState.Failed => job.Error,
        _ => null,
    };

    private static LimnerException Ended() => new(ErrorCatalogue.Conflict, "The run has ended.");

    private int InFlight(string model) => RemoteModelName.Parse(model, "model").Kind is var kind && models.IsConfigured(kind) ? models.MaxInFlight(kind) : 1;

    /// <summary>The median time of a model's last answers, of runs and of trials.</summary>
    private static async Task<double?> MedianAsync(LimnerDb db, string model, CancellationToken cancellation)
    {
        var seconds = await db.Set<ModelAnswerRow>().Where(answer => answer.Model == model && answer.ErrorCode == null).OrderByDescending(answer => answer.Id).Select(answer => answer.Seconds).Take(Sample).ToListAsync(cancellation);
        if (seconds.Count == 0)
        {
            seconds = await db.Set<DescriptionTrialAnswerRow>()
                .Where(answer => answer.Seconds != null && db.Set<DescriptionTrialVariantRow>().Any(variant => variant.TrialId == answer.TrialId && variant.Place == answer.Place && variant.Model == model))
                .OrderByDescending(answer => answer.TrialId).Select(answer => answer.Seconds!.Value).Take(Sample)
                .ToListAsync(cancellation);
        }

        seconds.Sort();
        return seconds.Count == 0 ? null : seconds[seconds.Count / 2];
    }

    private static void CheckPriority(int priority)
    {
        if (priority is < DescriptionRunView.LowestPriority or > DescriptionRunView.HighestPriority)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"{DescriptionRunView.LowestPriority} to {DescriptionRunView.HighestPriority}.", "priority"));
        }
    }

    private Task<DescriptionRunView> StopAsync(long userId, long runId, DescriptionRunState state, CancellationToken cancellation)
        => ChangeAsync(
            userId,
            runId,
            async (db, run, token) =>
            {
                if (run.State is not (DescriptionRunState.Running or DescriptionRunState.Paused))
                {
                    throw Ended();
                }

                (run.State, run.WaitingCode, run.WaitingDetail) = (state, null, null);
                run.FinishedAt = state == DescriptionRunState.Cancelled ? clock.GetUtcNow() : null;
                await jobs.CancelForSubjectAsync(db, PublicIdOf(runId), token);
            },
            cancellation);

    private Task<DescriptionRunView> ChangeAsync(long userId, long runId, Func<LimnerDb, DescriptionRunRow, CancellationToken, Task> change, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var run = await Mine(db, userId).AsTracking().FirstOrDefaultAsync(row => row.Id == runId, token) ?? throw NoRun();
                run.UpdatedAt = clock.GetUtcNow();
                await change(db, run, token);
                await db.SaveChangesAsync(token);
                return (await ViewsAsync(db, [run], token))[0];
            },
            cancellation);

    private Task<long> EnqueueAsync(LimnerDb db, DescriptionRunRow run, CancellationToken cancellation)
        => jobs.EnqueueAsync(
            db,
            new NewJob(
                DescriptionJob.JobKind,
                new DescriptionJob.Payload(run.Id),
                string.Create(CultureInfo.InvariantCulture, $"Describe {run.ImageCount:N0} pictures"),
                run.OwnerId,
                PublicIdOf(run.Id),
                run.Priority,
                PublicIdOf(run.Id)),
            cancellation);
}
