using Limner.Imaging;
using Limner.Jobs;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Meaning;

/// <summary>Makes the vectors of pictures that were scanned before the image-text model was there.</summary>
internal sealed class EmbedMeaningJob(IDatabase database, MeaningSpace space, VectorMaking making) : IJobHandler
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
            await space.CompleteAsync(database, model, dimensions, cancellation);
        }

        job.FoundNothingToDo = seen == 0;
    }

    private static async Task<int> TryOutAsync(IImageTextModel model, CancellationToken cancellation)
        => await Task.Factory.StartNew(
            async () =>
            {
                using var picture = new PixelBuffer(64, 64);
                picture.Writable.Span.Fill(127);
                await model.Texts.EncodeAsync("a picture", cancellation);
                return (await model.Pictures.EncodeAsync(picture, cancellation)).Length;
            },
            cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
}

/// <param name="Model">See <see cref="IImageTextModel.Model"/>.</param>
internal sealed record EmbedMeaningPayload(string Model);
