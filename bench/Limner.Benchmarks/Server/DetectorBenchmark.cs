using System.Diagnostics;
using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Testing;
using Limner.Vision;
using Limner.Vision.Detection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Server;

/// <summary>The detector alone, on pictures that are decoded already: what it adds to a scan at the least.</summary>
internal static class DetectorBenchmark
{
    public static async Task RunAsync(int pictures)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging().AddSingleton(TimeProvider.System)
            .AddSafety().AddImaging().AddModels().AddVision()
            .BuildServiceProvider();
        var detector = services.GetRequiredService<IObjectDetector>();
        var decoder = services.GetRequiredService<PictureDecoder>();
        var decoded = Directory.EnumerateFiles(Repository.Samples, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
        {
            var file = File.ReadAllBytes(path);
            return decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);
        }).ToArray();
        try
        {
            await detector.DetectAsync(decoded[0].Square, CancellationToken.None);
            var clock = Stopwatch.StartNew();
            await Parallel.ForAsync(0, pictures, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (index, cancellation) =>
            {
                // Pixels that it has seen before it does not look at again.
                using var square = new PixelBuffer(PictureDecoder.SquareSide, PictureDecoder.SquareSide);
                decoded[index % decoded.Length].Square.Span.CopyTo(square.Writable.Span);
                await detector.DetectAsync(square, cancellation);
            });
            var seconds = clock.Elapsed.TotalSeconds;
            Console.WriteLine($"{$"detector alone, {Environment.ProcessorCount} at a time",-36} {seconds:F1} s, {pictures / seconds:F1} pictures/s");
        }
        finally
        {
            foreach (var picture in decoded)
            {
                picture.Dispose();
            }
        }
    }
}
