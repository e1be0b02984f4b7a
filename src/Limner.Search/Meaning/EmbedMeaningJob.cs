using Limner.Imaging;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Search.Pages;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Meaning;

/// <summary>
/// Makes the vectors of pictures that were scanned, and of pages that were read, before the image-text model was there. Only when none is left of which one could be made does the model take over from
/// the one before: pictures that are away (a disk that is not mounted, say) fail the job, which is tried again, and the vectors that are there go on answering.
/// </summary>
internal sealed class EmbedMeaningJob(IDatabase database, MeaningSpace space, VectorMaking making, PageMeaningAnalyzer pageMeanings, PageVectorMaking pages, VectorStore vectors, PicturesLeft left, ModelTroubles troubles) : IJobHandler
{
    public const string JobKind = "embed_meaning";

    public string Kind => JobKind;

    /// <summary>A job for each model: one that is at its end with another takes nothing over.</summary>
    public static NewJob For(IImageTextModel model)
        => new(JobKind, new EmbedMeaningPayload(model.Model), "Look at pictures to find them by meaning", OwnerId: null, Priority: NewJob.Background, DeduplicationKey: $"{JobKind}:{model.Model}");

    public static IQueryable<long> Lacking(LimnerDb db, IImageTextModel model) => VectorMaking.Lacking(db, MeaningVectorAnalyzer.AnalyzerKind, model.Model);

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        // Another model has its own job, and without one there is nothing to make.
        if (space.Current is not { } model || model.Model != job.Payload<EmbedMeaningPayload>().Model)
        {
            job.FoundNothingToDo = true;
            return;
        }

        // Both encoders once: a model that does not work says so here and now, and its space is there even where no picture is.
        var dimensions = await TryOutAsync(model, cancellation);
        var seen = await making.RunAsync(
            job,
            new VectorsToMake(
                MeaningVectorAnalyzer.AnalyzerKind, model.Model, model.Pictures.EncodeAsync, (db, length, token) => MeaningSpace.EnsureAsync(db, model, length, token))
            {
                GoesOn = () => space.Current?.Model == model.Model,
            },
            cancellation);
        if (space.Current?.Model == model.Model)
        {
            var refused = await left.CheckAsync(model, cancellation);
            if (refused.Count > 0)
            {
                var message = $"Without: {string.Join(", ", refused.OrderBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => $"{reason.Value} {reason.Key}"))}";
                await database.WriteAsync((db, token) => job.AdvanceAsync(db, 0, 0, message, token), cancellation);
            }

            await space.CompleteAsync(database, model, dimensions, cancellation);

            // Pages keep no model from answering for pictures.
            seen += await pages.RunAsync(job, seen, new PageVectorsToMake(PageSpaces.Meaning, model.Model, pageMeanings) { GoesOn = () => space.Current?.Model == model.Model }, cancellation);
        }

        if (space.Current?.Model == model.Model)
        {
            await vectors.CompleteAsync(database, PageSpaces.Meaning, (db, token) => PageMeaningAnalyzer.EnsureAsync(db, model, dimensions, token), cancellation);
        }

        job.FoundNothingToDo = seen == 0;
    }

    /// <returns>How many dimensions its vectors have.</returns>
    private async Task<int> TryOutAsync(IImageTextModel model, CancellationToken cancellation)
    {
        await TryAsync(model, TextEncoders.Part, () => model.Texts.EncodeAsync("a picture", cancellation), cancellation);
        using var picture = new PixelBuffer(64, 64);
        picture.Writable.Span.Fill(127);
        return (await TryAsync(model, MeaningVectorAnalyzer.Part, () => model.Pictures.EncodeAsync(picture, cancellation), cancellation)).Length;
    }

    private async Task<float[]> TryAsync(IImageTextModel model, string part, Func<Task<float[]>> encode, CancellationToken cancellation)
    {
        try
        {
            var vector = await Task.Factory.StartNew(encode, cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
            troubles.Clear(model.Id, part);
            return vector;
        }
        catch (LimnerException failure) when (ModelTroubles.IsAboutTheModel(failure.Failure.Error))
        {
            throw troubles.Report(model.Id, part, failure);
        }
    }
}

/// <param name="Model">See <see cref="IImageTextModel.Model"/>.</param>
internal sealed record EmbedMeaningPayload(string Model);
