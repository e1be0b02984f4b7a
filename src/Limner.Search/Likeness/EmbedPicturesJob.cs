using Limner.Jobs;
using Limner.Search.Pages;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.Extensions.Options;

namespace Limner.Search.Likeness;

/// <summary>Makes the visual vectors of pictures that were scanned before there was this model, and then those of pages that were read before.</summary>
internal sealed class EmbedPicturesJob(IDatabase database, IVisualEmbedder embedder, VisualSpace space, VectorMaking making, PageLookAnalyzer pageLooks, PageVectorMaking pages, VectorStore vectors, IOptionsMonitor<SearchOptions> options) : IJobHandler
{
    public const string JobKind = "embed_pictures";

    public string Kind => JobKind;

    public static NewJob ForAll()
        => new(JobKind, new EmbedPicturesPayload(), "Look at pictures to find similar ones", OwnerId: null, Priority: NewJob.Background, DeduplicationKey: JobKind);

    /// <inheritdoc cref="VectorMaking.Lacking"/>
    public static IQueryable<long> Lacking(LimnerDb db, string model) => VectorMaking.Lacking(db, VisualVectorAnalyzer.AnalyzerKind, model);

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        if (!options.CurrentValue.VisualVectors)
        {
            job.FoundNothingToDo = true;
            return;
        }

        var seen = await making.RunAsync(
            job,
            new VectorsToMake(
                VisualVectorAnalyzer.AnalyzerKind, space.Model, (picture, token) => embedder.EmbedAsync(picture.Square, token), (db, _, token) => space.EnsureAsync(db, token)),
            cancellation);
        await space.CompleteAsync(database, cancellation);
        seen += await pages.RunAsync(job, seen, new PageVectorsToMake(PageSpaces.Visual, space.Model, pageLooks), cancellation);
        await vectors.CompleteAsync(database, PageSpaces.Visual, pageLooks.EnsureAsync, cancellation);
        job.FoundNothingToDo = seen == 0;
    }
}

internal sealed record EmbedPicturesPayload;
