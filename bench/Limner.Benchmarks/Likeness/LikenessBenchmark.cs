using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Vision;
using Limner.Vision.Detection;
using Limner.Vision.Embedding;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Likeness;

/// <summary>Pictures in classes, a directory each: how often the nearest other picture is of the same class, and what a cosine says of that.</summary>
internal static class LikenessBenchmark
{
    public static async Task RunAsync(string folder, string? features)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging().AddSingleton(TimeProvider.System)
            .AddSafety().AddImaging().AddModels().AddVision()
            .BuildServiceProvider();
        var (decoder, detector, embedder) = (services.GetRequiredService<PictureDecoder>(), services.GetRequiredService<CenterNetDetector>(), services.GetRequiredService<IVisualEmbedder>());
        var pooled = new List<float>();
        var vectors = new List<(string Class, string File, float[] Vector)>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            var file = await File.ReadAllBytesAsync(path);
            using var picture = decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);
            vectors.Add((Path.GetFileName(Path.GetDirectoryName(path)!), path, await embedder.EmbedAsync(picture.Square, CancellationToken.None)));
            pooled.AddRange(await detector.PoolAsync(picture.Square, CancellationToken.None));
        }

        if (features is not null)
        {
            await File.WriteAllBytesAsync(features, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(pooled)).ToArray());
        }

        Report(vectors, embedder.Scale);
    }

    private static void Report(List<(string Class, string File, float[] Vector)> vectors, LikenessScale scale)
    {
        var hits = vectors.ConvertAll(one => vectors.Where(other => !ReferenceEquals(other.Vector, one.Vector)).MaxBy(other => TensorPrimitives.Dot(one.Vector, other.Vector)).Class == one.Class);
        foreach (var group in vectors.Select((vector, index) => (vector.Class, Hit: hits[index])).GroupBy(item => item.Class, StringComparer.Ordinal))
        {
            Console.WriteLine($"{group.Key,-20} {group.Count(),4} pictures, nearest of the same class: {group.Average(item => item.Hit ? 1.0 : 0),6:P1}");
        }

        Console.WriteLine($"{"all",-20} {vectors.Count,4} pictures, nearest of the same class: {hits.Average(hit => hit ? 1.0 : 0),6:P1}");
        var pairs = vectors.SelectMany((one, index) => vectors.Skip(index + 1).Select(other => (Score: scale.ScoreOf(TensorPrimitives.Dot(one.Vector, other.Vector)), Same: one.Class == other.Class)));
        foreach (var step in pairs.GroupBy(pair => Math.Min(9, (int)(pair.Score * 10))).OrderBy(step => step.Key))
        {
            Console.WriteLine($"score {step.Key / 10.0:0.0} to {(step.Key + 1) / 10.0:0.0}: {step.Count(),6} pairs, of one class {step.Average(pair => pair.Same ? 1.0 : 0),6:P1}");
        }
    }
}
