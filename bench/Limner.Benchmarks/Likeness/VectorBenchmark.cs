using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Likeness;

/// <summary>
/// The vector index on vectors as models make them: gathered around some thousand centres, so that neighbours are close and hard to tell apart.
/// Writes the vectors and queries to DIR for the peers (bench/vectors_peers.py, bench/vectors_peer.mjs), which read the same.
/// </summary>
internal static class VectorBenchmark
{
    private const int Queries = 200;
    private const int Nearest = 10;

    public static async Task RunAsync(int count, int dimensions, string? data)
    {
        var directory = data ?? Directory.CreateTempSubdirectory("limner-vectors-").FullName;
        try
        {
            Directory.CreateDirectory(directory);
            var (vectors, queries) = Make(count, dimensions);
            await WriteAsync(Path.Combine(directory, "vectors.f32"), vectors);
            await WriteAsync(Path.Combine(directory, "queries.f32"), queries);
            await MeasureAsync(Path.Combine(directory, "data"), vectors, queries, dimensions);
        }
        finally
        {
            if (data is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(string directory, float[] vectors, float[] queries, int dimensions)
    {
        var count = vectors.Length / dimensions;
        var space = await FillAsync(directory, vectors, dimensions);
        await using var catalogue = BenchmarkDatabase.Open(directory);
        var clock = Stopwatch.StartNew();
        using (var built = catalogue.Index(space))
        {
            await built.CatchUpAsync(CancellationToken.None);
            Console.WriteLine($"{"index made from the database",-44} {clock.Elapsed.TotalSeconds,8:F2} s");
            clock.Restart();
            built.Flush();
            Console.WriteLine($"{"written to the disk",-44} {clock.Elapsed.TotalSeconds,8:F2} s");
        }

        clock.Restart();
        using var index = catalogue.Index(space);
        await index.SearchAsync(new VectorQuery(queries.AsMemory(0, dimensions), Nearest), CancellationToken.None);
        Console.WriteLine($"{"opened again, first answer",-44} {clock.Elapsed.TotalSeconds,8:F2} s");
        Console.WriteLine($"{"bytes a vector, codes",-44} {BytesOf(Path.Combine(directory, "codes")) / (double)count,8:F0}");

        foreach (var (name, share) in new[] { ("all", 1), ("a half", 2), ("one in a hundred", 100) })
        {
            var among = share == 1 ? null : new ContentSet(Enumerable.Range(1, count).Where(id => id % share == 0).Select(id => (long)id));

            // What is right is found out before anything is measured: between two questions it would push all that the index reads out of the processor's caches.
            var expected = new HashSet<long>[Queries];
            Parallel.For(0, Queries, query => expected[query] = Exact(vectors, queries.AsSpan(query * dimensions, dimensions), dimensions, share));

            // What has answered for a minute is compiled with care; a server is asked more than 200 times.
            for (var query = 0; query < Queries; query++)
            {
                await index.SearchAsync(new VectorQuery(queries.AsMemory(query * dimensions, dimensions), Nearest) { Among = among }, CancellationToken.None);
            }

            var (times, found) = (new List<double>(), 0);
            for (var query = 0; query < Queries; query++)
            {
                var vector = queries.AsMemory(query * dimensions, dimensions);
                clock.Restart();
                var hits = await index.SearchAsync(new VectorQuery(vector, Nearest) { Among = among }, CancellationToken.None);
                times.Add(clock.Elapsed.TotalMilliseconds);
                found += hits.Count(hit => expected[query].Contains(hit.ContentId));
            }

            times.Sort();
            Console.WriteLine($"{$"among {name}: recall@{Nearest}, median, 95 %",-44} {found / (double)(Queries * Nearest),8:F4} {times[Queries / 2],8:F2} ms {times[Queries * 95 / 100],8:F2} ms");
        }
    }

    private static async Task<VectorSpace> FillAsync(string directory, float[] vectors, int dimensions)
    {
        await using var catalogue = BenchmarkDatabase.Open(directory);
        await catalogue.MigrateAsync();
        var clock = Stopwatch.StartNew();
        var space = await catalogue.Database.WriteAsync((db, token) => VectorStore.EnsureSpaceAsync(db, "bench", $"bench-{dimensions}", dimensions, new LikenessScale(0, 1), token), CancellationToken.None);
        const int batch = 5000;
        for (var first = 0; first < vectors.Length / dimensions; first += batch)
        {
            var rows = Enumerable.Range(first, Math.Min(batch, (vectors.Length / dimensions) - first)).Select(row => (row + 1L, (ReadOnlyMemory<float>)vectors.AsMemory(row * dimensions, dimensions))).ToList();
            await catalogue.Database.WriteAsync((db, token) => catalogue.Store.SaveAsync(db, space, rows, token), CancellationToken.None);
        }

        Console.WriteLine($"{$"{vectors.Length / dimensions:N0} vectors of {dimensions} into the database",-44} {clock.Elapsed.TotalSeconds,8:F2} s");
        return space;
    }

    private static HashSet<long> Exact(float[] vectors, ReadOnlySpan<float> query, int dimensions, int share)
    {
        var best = new BestScores(Nearest);
        for (var row = share - 1; row < vectors.Length / dimensions; row += share)
        {
            best.Offer(TensorPrimitives.Dot(query, vectors.AsSpan(row * dimensions, dimensions)), row + 1);
        }

        return [.. best.Items.ToArray().Select(item => item.Id)];
    }

    /// <summary>Unit vectors; the queries lie beside some of them.</summary>
    private static (float[] Vectors, float[] Queries) Make(int count, int dimensions)
    {
        var random = new Random(20261122);
        var centres = Enumerable.Range(0, Math.Max(1, Math.Min(5000, count / 20))).Select(_ => Draw(random, dimensions, null)).ToArray();
        var vectors = new float[count * dimensions];
        for (var row = 0; row < count; row++)
        {
            Draw(random, dimensions, centres[random.Next(centres.Length)]).CopyTo(vectors.AsSpan(row * dimensions));
        }

        var queries = new float[Queries * dimensions];
        for (var row = 0; row < Queries; row++)
        {
            Draw(random, dimensions, centres[random.Next(centres.Length)]).CopyTo(queries.AsSpan(row * dimensions));
        }

        return (vectors, queries);
    }

    private static float[] Draw(Random random, int dimensions, float[]? centre)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i += 2)
        {
            // Box and Muller 1958.
            var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), 2 * Math.PI * random.NextDouble());
            vector[i] = (float)(radius * Math.Cos(angle));
            if (i + 1 < dimensions)
            {
                vector[i + 1] = (float)(radius * Math.Sin(angle));
            }
        }

        if (centre is not null)
        {
            TensorPrimitives.MultiplyAdd(vector, 0.7f / MathF.Sqrt(dimensions), centre, vector);
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        return vector;
    }

    private static async Task WriteAsync(string path, float[] numbers)
    {
        await using var file = new FileStream(path, FileMode.Create);
        for (var first = 0; first < numbers.Length; first += 1 << 22)
        {
            file.Write(MemoryMarshal.AsBytes(numbers.AsSpan(first, Math.Min(1 << 22, numbers.Length - first))));
        }
    }

    private static long BytesOf(string directory) => new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
