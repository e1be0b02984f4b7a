using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Models.Remote;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>What is tried beside what.</summary>
/// <param name="ImageIds">1 to 20 pictures of one's own.</param>
/// <param name="Variants">1 or 2.</param>
public sealed record TrialRequest(IReadOnlyList<string> ImageIds, IReadOnlyList<TrialVariantRequest> Variants);

/// <param name="Model">Null: one's own choice, else the server's.</param>
/// <param name="Text">A prompt, saved or not.</param>
/// <param name="Language">Of the answers, in words.</param>
public sealed record TrialVariantRequest(string? Model, string Text, string Language);

/// <summary>A trial: for each picture what each variant says of it.</summary>
/// <param name="Id"><c>tri_…</c></param>
public sealed record TrialView(string Id, bool Done, IReadOnlyList<TrialVariantView> Variants, IReadOnlyList<TrialPictureView> Pictures, DateTimeOffset CreatedAt);

/// <param name="SecondsPerPicture">The median of its answers here.</param>
/// <param name="LibrarySeconds">What all of one's own pictures would take at that pace, with as many at once as the server takes.</param>
public sealed record TrialVariantView(string Model, string Text, string Language, double? SecondsPerPicture, double? LibrarySeconds);

/// <param name="Answers">One for each variant, in their order.</param>
public sealed record TrialPictureView(string ImageId, IReadOnlyList<TrialAnswerView> Answers);

/// <param name="State"><c>pending</c>, <c>done</c> or <c>failed</c>.</param>
public sealed record TrialAnswerView(string State, string? Caption, IReadOnlyList<SuggestedTag> Tags, double? Seconds, JobError? Error);

/// <summary>Tries prompts and models on a few pictures. Nothing of it becomes a tag or a description.</summary>
internal sealed class DescriptionTrials(IDatabase database, DescriptionChoice choice, RemoteModels models, IJobQueue jobs, TimeProvider clock)
{
    public const int MaxPictures = 20;
    private const int MaxVariants = 2;
    private const int MaxKept = 50;

    /// <exception cref="LimnerException"><c>validation</c>; <c>not_found</c>: a picture that is not one's own; <c>model_not_configured</c>.</exception>
    public Task<TrialView> BeginAsync(long userId, TrialRequest request, CancellationToken cancellation)
    {
        if (request.ImageIds.Count is 0 or > MaxPictures)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"1 to {MaxPictures} pictures.", "image_ids"));
        }

        if (request.Variants.Count is 0 or > MaxVariants)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"1 to {MaxVariants} variants.", "variants"));
        }

        var ids = request.ImageIds.Select(id => PublicId.TryParse(IdPrefixes.Image, id, out var number) ? number : throw NoPicture()).Distinct().ToList();
        var variants = request.Variants.Select(variant => (variant.Model, Text: PromptTemplate.Check(variant.Text, "variants"), Language: PromptTemplate.CheckLanguage(variant.Language, "variants"))).ToList();
        return database.WriteAsync(
            async (db, token) =>
            {
                if (await Visibility.OwnedBy(db, userId, ids).CountAsync(token) != ids.Count)
                {
                    throw NoPicture();
                }

                var old = await Mine(db, userId).OrderByDescending(row => row.Id).Skip(MaxKept - 1).Select(row => row.Id).ToListAsync(token);
                await db.Set<DescriptionTrialRow>().Where(row => EF.Parameter(old).Contains(row.Id)).ExecuteDeleteAsync(token);
                var trial = new DescriptionTrialRow { OwnerId = userId, CreatedAt = clock.GetUtcNow() };
                db.Add(trial);
                await db.SaveChangesAsync(token);
                for (var place = 0; place < variants.Count; place++)
                {
                    var (model, _, _) = await choice.FindAsync(db, userId, variants[place].Model, promptId: null, token);
                    db.Add(new DescriptionTrialVariantRow { TrialId = trial.Id, Place = place, Model = model.ToString(), Text = variants[place].Text, Language = variants[place].Language });
                    db.AddRange(ids.Select((id, number) => new DescriptionTrialAnswerRow { TrialId = trial.Id, ImageId = id, Place = place, Number = number }));
                }

                await db.SaveChangesAsync(token);
                await jobs.EnqueueAsync(
                    db,
                    new NewJob(DescriptionTrialJob.JobKind, new DescriptionTrialJob.Payload(trial.Id), $"Try out {ids.Count} pictures", userId, PublicIdOf(trial.Id), DescriptionRunView.HighestPriority),
                    token);
                return await ViewAsync(db, trial, token);
            },
            cancellation);
    }

    /// <exception cref="LimnerException"><c>not_found</c></exception>
    public async Task<TrialView> FindAsync(long userId, long trialId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var trial = await Mine(db, userId).FirstOrDefaultAsync(row => row.Id == trialId, cancellation) ?? throw new LimnerException(ErrorCatalogue.NotFound, "No such trial.");
        return await ViewAsync(db, trial, cancellation);
    }

    /// <summary>The last ones, newest first; without their answers a page would say nothing, so there are few.</summary>
    public async Task<IReadOnlyList<TrialView>> ListAsync(long userId, int limit, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var views = new List<TrialView>();
        foreach (var trial in await Mine(db, userId).OrderByDescending(row => row.Id).Take(Math.Min(limit, 5)).ToListAsync(cancellation))
        {
            views.Add(await ViewAsync(db, trial, cancellation));
        }

        return views;
    }

    private static IQueryable<DescriptionTrialRow> Mine(LimnerDb db, long userId) => db.Set<DescriptionTrialRow>().AsNoTracking().Where(trial => trial.OwnerId == userId);

    private static string PublicIdOf(long id) => PublicId.Format(IdPrefixes.DescriptionTrial, id);

    private static LimnerException NoPicture() => new(ErrorCatalogue.NotFound, "One of the pictures is not among yours.");

    private async Task<TrialView> ViewAsync(LimnerDb db, DescriptionTrialRow trial, CancellationToken cancellation)
    {
        var variants = await db.Set<DescriptionTrialVariantRow>().AsNoTracking().Where(variant => variant.TrialId == trial.Id).OrderBy(variant => variant.Place).ToListAsync(cancellation);
        var answers = await db.Set<DescriptionTrialAnswerRow>().AsNoTracking().Where(answer => answer.TrialId == trial.Id).OrderBy(answer => answer.Number).ThenBy(answer => answer.Place).ToListAsync(cancellation);
        var pictures = await Visibility.OwnedBy(db, trial.OwnerId).LongCountAsync(cancellation);
        return new TrialView(
            PublicIdOf(trial.Id),
            answers.All(answer => answer.State != DescriptionTrialState.Pending),
            [.. variants.Select(variant => View(variant, [.. answers.Where(answer => answer.Place == variant.Place && answer.Seconds != null).Select(answer => answer.Seconds!.Value).Order()], pictures))],
            [.. answers.GroupBy(answer => answer.ImageId).Select(picture => new TrialPictureView(PublicId.Format(IdPrefixes.Image, picture.Key), [.. picture.Select(View)]))],
            trial.CreatedAt);
    }

    private TrialVariantView View(DescriptionTrialVariantRow variant, double[] seconds, long pictures)
    {
        double? median = seconds.Length == 0 ? null : seconds[seconds.Length / 2];
        var kind = RemoteModelName.Parse(variant.Model, "model").Kind;
        return new TrialVariantView(variant.Model, variant.Text, variant.Language, median, models.IsConfigured(kind) ? median * pictures / models.MaxInFlight(kind) : null);
    }

    private static TrialAnswerView View(DescriptionTrialAnswerRow answer)
        => new(answer.State.ToString().ToLowerInvariant(), answer.Caption, KnownAnswers.ReadTags(answer.Tags), answer.Seconds, JobError.Of(answer.ErrorCode, answer.ErrorDetail));
}
