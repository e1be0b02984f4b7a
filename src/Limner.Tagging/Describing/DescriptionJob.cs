using Limner.Jobs;
using Limner.Library;
using Limner.Models.Remote;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Describing;

/// <summary>Works on one run. How far it has come is in the run itself, so a restart goes on where it was; a run that is no longer to run ends the job.</summary>
internal sealed class DescriptionJob(
    IDatabase database, RemoteModels models, Describer describer, ModelPictures pictures, Gazetteer gazetteer, DescriptionWriter writer, IVocabulary vocabularies,
    IOptionsMonitor<TaggingOptions> options, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "describe";

    public string Kind => JobKind;

    /// <summary>Runs go on side by side and share the server's places by their priority.</summary>
    public int Concurrency => 4;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var runId = job.Payload<Payload>().RunId;
        if (await BeginAsync(job, runId, cancellation) is not { } work)
        {
            return;
        }

        // New pictures may have been put on its list while the last ones were stored.
        do
        {
            await new DescriptionPipeline(database, models, describer, pictures, gazetteer, writer, clock, work).RunAsync(cancellation);
        }
        while (!await HasEndedAsync(runId, cancellation));
    }

    /// <summary>Marks the run as finished where nothing is left of it.</summary>
    /// <returns>False when there is more to do.</returns>
    private Task<bool> HasEndedAsync(long runId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var run = await db.Set<DescriptionRunRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == runId && row.State == DescriptionRunState.Running, token);
                if (run is null)
                {
                    return true;
                }

                if (await db.Set<DescriptionRunImageRow>().AnyAsync(image => image.RunId == runId && image.State == DescriptionImageState.Pending, token))
                {
                    return false;
                }

                var now = clock.GetUtcNow();
                (run.State, run.FinishedAt, run.UpdatedAt, run.WaitingCode, run.WaitingDetail) = (DescriptionRunState.Finished, now, now, null, null);
                await db.SaveChangesAsync(token);
                return true;
            },
            cancellation);

    private Task<DescriptionPipeline.Work?> BeginAsync(JobContext job, long runId, CancellationToken cancellation)
        => database.WriteAsync<DescriptionPipeline.Work?>(
            async (db, token) =>
            {
                var run = await db.Set<DescriptionRunRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == runId && row.State == DescriptionRunState.Running, token);
                if (run is null)
                {
                    return null;
                }

                var version = await db.Set<PromptVersionRow>().AsNoTracking().SingleAsync(row => row.Id == run.PromptVersionId, token);
                var vocabulary = await vocabularies.OfAsync(db, run.OwnerId, token);
                var side = options.CurrentValue.ModelPictureSide;
                var states = await db.Set<DescriptionRunImageRow>().Where(image => image.RunId == runId).GroupBy(image => image.State)
                    .Select(group => new { group.Key, Count = group.LongCount() }).ToDictionaryAsync(group => group.Key, group => group.Count, token);
                var failed = states.GetValueOrDefault(DescriptionImageState.Failed);
                await job.SetTotalAsync(db, run.ImageCount, token);
                await job.ResumeAsync(db, states.Values.Sum() - states.GetValueOrDefault(DescriptionImageState.Pending) - failed, failed, null, token);
                return new DescriptionPipeline.Work(
                    job, run, RemoteModelName.Parse(run.Model, "model"), version, vocabulary, AnswerKey.Of(run.OwnerId, run.Model, version.Id, side, vocabulary), side);
            },
            cancellation);

    internal sealed record Payload(long RunId);
}
