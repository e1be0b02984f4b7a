using System.Text.Json;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Search.Likeness;

/// <summary>
/// Makes the vectors of pictures that were scanned before there was this model. Which are lacking is a question to the database, so a restart goes on where the
/// job was; a picture that cannot be had is counted as failed, and tried again by the next scan that finds its file.
/// </summary>
internal sealed class EmbedPicturesJob(
    IDatabase database, IContentPictures pictures, IVisualEmbedder embedder, VisualSpace space, VectorStore vectors, IOptionsMonitor<SearchOptions> options, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "embed_pictures";

    /// <summary>Pictures of a transaction: seconds of work, lost when the server is killed.</summary>
    private const int BatchSize = 20;

    public string Kind => JobKind;

    public static NewJob ForAll()
        => new(JobKind, new EmbedPicturesPayload(), "Look at pictures to find similar ones", OwnerId: null, Priority: NewJob.Background, DeduplicationKey: JobKind);

    /// <summary>Contents that somebody has and that lack the vector of this model.</summary>
    public static IQueryable<long> Lacking(LimnerDb db, string model)
        => db.Set<ContentRow>()
            .Where(content => !db.Set<DerivationRow>().Any(made => made.ContentId == content.Id && made.Kind == VisualVectorAnalyzer.AnalyzerKind && made.Version == model)
                && db.Set<ImageRow>().Any(image => image.ContentId == content.Id && image.PurgedAt == null))
            .Select(content => content.Id);

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        if (!options.CurrentValue.VisualVectors)
        {
            job.FoundNothingToDo = true;
            return;
        }

        var (after, seen) = (0L, 0L);
        while (true)
        {
            var (ids, left) = await NextAsync(after, cancellation);
            if (ids.Count == 0)
            {
                break;
            }

            await database.WriteAsync((db, token) => job.SetTotalAsync(db, seen + left, token), cancellation);
            var made = new List<(long ContentId, float[] Vector)>(ids.Count);
            foreach (var id in ids)
            {
                if (await EmbedAsync(id, cancellation) is { } vector)
                {
                    made.Add((id, vector));
                }
            }

            await database.WriteAsync((db, token) => SaveAsync(db, job, made, ids.Count - made.Count, token), cancellation);
            seen += ids.Count;
            after = ids[^1];
        }

        await space.CompleteAsync(database, cancellation);
        job.FoundNothingToDo = seen == 0;
    }

    /// <returns>Null for a picture that cannot be had at the moment.</returns>
    private async Task<float[]?> EmbedAsync(long contentId, CancellationToken cancellation)
    {
        try
        {
            using var picture = await pictures.DecodeSquareAsync(contentId, cancellation);

            // A network keeps a core busy: on the thread pool web requests would wait for a thread.
            return await Task.Factory.StartNew(
                () => embedder.EmbedAsync(picture.Square, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        }
        catch (LimnerException exception) when (IsAboutThePicture(exception.Failure.Error))
        {
            return null;
        }
    }

    private async Task SaveAsync(LimnerDb db, JobContext job, IReadOnlyList<(long ContentId, float[] Vector)> made, int failed, CancellationToken cancellation)
    {
        await job.AdvanceAsync(db, made.Count, failed, null, cancellation);

        // Nobody may have one of them any more.
        var ids = made.Select(item => item.ContentId).ToList();
        var kept = await db.Set<ImageRow>().Where(image => EF.Parameter(ids).Contains(image.ContentId) && image.PurgedAt == null).Select(image => image.ContentId).Distinct().ToListAsync(cancellation);
        await vectors.SaveAsync(
            db, await space.EnsureAsync(db, cancellation), [.. made.Where(item => kept.Contains(item.ContentId)).Select(item => (item.ContentId, new ReadOnlyMemory<float>(item.Vector)))], cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO derivations (content_id, kind, version, created_at)
            SELECT value, {VisualVectorAnalyzer.AnalyzerKind}, {space.Model}, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM json_each({JsonSerializer.Serialize(kept)}) WHERE true
            ON CONFLICT (content_id, kind) DO UPDATE SET version = excluded.version, created_at = excluded.created_at
            """,
            cancellation);
    }

    private async Task<(List<long> Ids, long Left)> NextAsync(long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var lacking = Lacking(db, space.Model).Where(id => id > after);
        return (await lacking.OrderBy(id => id).Take(BatchSize).ToListAsync(cancellation), await lacking.LongCountAsync(cancellation));
    }

    /// <summary>Everything else (a model that is missing, say) would fail every picture alike and ends the job instead.</summary>
    private static bool IsAboutThePicture(ErrorDefinition error)
        => error.Code.StartsWith("file_", StringComparison.Ordinal) || error.Code.StartsWith("path_", StringComparison.Ordinal) || error.Code.StartsWith("folder_", StringComparison.Ordinal)
            || error == ErrorCatalogue.Inference;
}

internal sealed record EmbedPicturesPayload;
