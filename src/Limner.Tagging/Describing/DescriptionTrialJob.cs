using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Models.Remote;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Describing;

/// <summary>Asks what a trial wants to know, picture by picture. Somebody waits for it: what fails is said at once and not waited for.</summary>
internal sealed class DescriptionTrialJob(
    IDatabase database, Describer describer, ModelPictures pictures, Gazetteer gazetteer, IVocabulary vocabularies, IOptionsMonitor<TaggingOptions> options) : IJobHandler
{
    public const string JobKind = "describe_trial";

    /// <summary>Before every run.</summary>
    private const int Priority = DescriptionRunView.HighestPriority + 1;

    public string Kind => JobKind;

    public int Concurrency => 2;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var trialId = job.Payload<Payload>().TrialId;
        List<DescriptionTrialVariantRow> variants;
        List<DescriptionTrialAnswerRow> pending;
        IReadOnlyDictionary<long, PictureFacts> found;
        Vocabulary vocabulary;
        await using (var db = database.Read())
        {
            if (await db.Set<DescriptionTrialRow>().FirstOrDefaultAsync(row => row.Id == trialId, cancellation) is not { } trial)
            {
                return;
            }

            variants = await db.Set<DescriptionTrialVariantRow>().Where(variant => variant.TrialId == trialId).OrderBy(variant => variant.Place).ToListAsync(cancellation);
            pending = await db.Set<DescriptionTrialAnswerRow>().Where(answer => answer.TrialId == trialId && answer.State == DescriptionTrialState.Pending)
                .OrderBy(answer => answer.Number).ThenBy(answer => answer.Place).ToListAsync(cancellation);
            found = (await PictureFacts.LoadAsync(db, trial.OwnerId, [.. pending.Select(answer => answer.ImageId).Distinct()], gazetteer, cancellation)).ToDictionary(picture => picture.ImageId);
            vocabulary = await vocabularies.OfAsync(db, trial.OwnerId, cancellation);
        }

        await database.WriteAsync((db, token) => job.SetTotalAsync(db, pending.Count, token), cancellation);
        foreach (var answer in pending)
        {
            var asked = await AskAsync(variants[answer.Place], found.GetValueOrDefault(answer.ImageId), vocabulary, cancellation);
            await database.WriteAsync((db, token) => StoreAsync(db, job, answer, asked, token), cancellation);
        }
    }

    private async Task<Asked> AskAsync(DescriptionTrialVariantRow variant, PictureFacts? picture, Vocabulary vocabulary, CancellationToken cancellation)
    {
        try
        {
            if (picture is null)
            {
                throw new LimnerException(ErrorCatalogue.NotFound);
            }

            var jpeg = await pictures.JpegAsync(picture.ImageId, picture.Content, options.CurrentValue.ModelPictureSide, cancellation);
            return await describer.AskAsync(RemoteModelName.Parse(variant.Model, "model"), variant.Text, variant.Language, picture.Values, vocabulary, jpeg, Priority, cancellation);
        }
        catch (LimnerException exception)
        {
            return new Asked(null, exception.Failure, null);
        }
    }

    private static async Task StoreAsync(LimnerDb db, JobContext job, DescriptionTrialAnswerRow answer, Asked asked, CancellationToken cancellation)
    {
        var isDone = asked.Answer is not null;
        var (state, tags, seconds) = (isDone ? DescriptionTrialState.Done : DescriptionTrialState.Failed, isDone ? KnownAnswers.WriteTags(asked.Answer!.Tags) : null, asked.Seconds);
        await db.Set<DescriptionTrialAnswerRow>().Where(row => row.TrialId == answer.TrialId && row.ImageId == answer.ImageId && row.Place == answer.Place)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, state).SetProperty(row => row.Caption, asked.Answer == null ? null : asked.Answer.Caption).SetProperty(row => row.Tags, tags)
                    .SetProperty(row => row.ErrorCode, asked.Failure == null ? null : asked.Failure.Error.Code).SetProperty(row => row.ErrorDetail, asked.Failure == null ? null : asked.Failure.Detail)
                    .SetProperty(row => row.Seconds, seconds),
                cancellation);
        await job.AdvanceAsync(db, isDone ? 1 : 0, isDone ? 0 : 1, null, cancellation);
    }

    internal sealed record Payload(long TrialId);
}
