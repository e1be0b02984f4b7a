using System.Text.Json;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Vectors;

/// <summary>
/// Makes the vectors of pictures that were scanned before there was a model, for a job. Which are lacking is a question to the database, so a restart goes on where
/// the job was; a picture that cannot be had is counted as failed, and tried again by the next scan that finds its file.
/// </summary>
internal sealed class VectorMaking(IDatabase database, IContentPictures pictures, VectorStore vectors, TimeProvider clock)
{
    /// <summary>Pictures of a transaction: seconds of work, lost when the server is killed.</summary>
    private const int BatchSize = 20;

    /// <summary>After so many pictures it is counted again how many are left.</summary>
    private const int CountedAtOnce = 2000;

    /// <summary>Contents that somebody has and that lack the vector of a model.</summary>
    /// <param name="kind">Of the derivation.</param>
    /// <param name="model">Its version.</param>
    public static IQueryable<long> Lacking(LimnerDb db, string kind, string model)
        => db.Set<ContentRow>()
            .Where(content => !db.Set<DerivationRow>().Any(made => made.ContentId == content.Id && made.Kind == kind && made.Version == model)
                && db.Set<ImageRow>().Any(image => image.ContentId == content.Id && image.PurgedAt == null))
            .Select(content => content.Id);

    /// <returns>How many pictures were looked at.</returns>
    public async Task<long> RunAsync(JobContext job, VectorsToMake work, CancellationToken cancellation)
    {
        var (after, seen, counted) = (0L, 0L, 0L);
        while (work.GoesOn())
        {
            var ids = await NextAsync(work, after, cancellation);
            if (ids.Count == 0)
            {
                break;
            }

            if (seen >= counted)
            {
                // Scans go on meanwhile. Counting reads all that is lacking, which for each batch of a large library took longer than the batch.
                counted = seen + CountedAtOnce;
                var left = await CountAsync(work, after, cancellation);
                await database.WriteAsync((db, token) => job.SetTotalAsync(db, seen + left, token), cancellation);
            }

            var made = new List<(long ContentId, float[] Vector)>(ids.Count);
            foreach (var id in ids)
            {
                if (await EmbedAsync(id, work, cancellation) is { } vector)
                {
                    made.Add((id, vector));
                }
            }

            await database.WriteAsync((db, token) => SaveAsync(db, job, work, made, ids.Count - made.Count, token), cancellation);
            seen += ids.Count;
            after = ids[^1];
        }

        return seen;
    }

    /// <returns>Null for a picture that cannot be had at the moment.</returns>
    private async Task<float[]?> EmbedAsync(long contentId, VectorsToMake work, CancellationToken cancellation)
    {
        try
        {
            using var picture = await pictures.DecodeSquareAsync(contentId, cancellation);

            // A network keeps a core busy: on the thread pool web requests would wait for a thread.
            return await Task.Factory.StartNew(
                () => work.Embed(picture, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        }
        catch (LimnerException exception) when (IsAboutThePicture(exception.Failure.Error))
        {
            return null;
        }
    }

    private async Task SaveAsync(LimnerDb db, JobContext job, VectorsToMake work, IReadOnlyList<(long ContentId, float[] Vector)> made, int failed, CancellationToken cancellation)
    {
        await job.AdvanceAsync(db, made.Count, failed, null, cancellation);

        // Nobody may have one of them any more.
        var ids = made.Select(item => item.ContentId).ToList();
        var kept = await db.Set<ImageRow>().Where(image => EF.Parameter(ids).Contains(image.ContentId) && image.PurgedAt == null).Select(image => image.ContentId).Distinct().ToListAsync(cancellation);
        if (made.Count > 0)
        {
            await vectors.SaveAsync(
                db, await work.Space(db, made[0].Vector.Length, cancellation), [.. made.Where(item => kept.Contains(item.ContentId)).Select(item => (item.ContentId, new ReadOnlyMemory<float>(item.Vector)))], cancellation);
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO derivations (content_id, kind, version, created_at)
            SELECT value, {work.Kind}, {work.Model}, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM json_each({JsonSerializer.Serialize(kept)}) WHERE true
            ON CONFLICT (content_id, kind) DO UPDATE SET version = excluded.version, created_at = excluded.created_at
            """,
            cancellation);
    }

    private async Task<List<long>> NextAsync(VectorsToMake work, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await LackingAfter(db, work, after).OrderBy(id => id).Take(BatchSize).ToListAsync(cancellation);
    }

    private async Task<long> CountAsync(VectorsToMake work, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await LackingAfter(db, work, after).LongCountAsync(cancellation);
    }

    private static IQueryable<long> LackingAfter(LimnerDb db, VectorsToMake work, long after) => Lacking(db, work.Kind, work.Model).Where(id => id > after);

    /// <summary>Everything else (a model that is missing, say) would fail every picture alike and ends the job instead.</summary>
    private static bool IsAboutThePicture(ErrorDefinition error)
        => error.Code.StartsWith("file_", StringComparison.Ordinal) || error.Code.StartsWith("path_", StringComparison.Ordinal) || error.Code.StartsWith("folder_", StringComparison.Ordinal)
            || error == ErrorCatalogue.Inference;
}

/// <summary>Which vectors are to be made, and how.</summary>
/// <param name="Kind">Of the derivation that says a content has its vector.</param>
/// <param name="Model">Whose vectors; the derivation's version.</param>
/// <param name="Embed">Of a picture.</param>
/// <param name="Space">They go to, for vectors of so many dimensions; inside a write.</param>
internal sealed record VectorsToMake(
    string Kind, string Model, Func<DecodedPicture, CancellationToken, Task<float[]>> Embed, Func<LimnerDb, int, CancellationToken, Task<VectorSpace>> Space)
{
    /// <summary>Asked before each batch: false ends the work early.</summary>
    public Func<bool> GoesOn { get; init; } = () => true;
}
