using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Limner.Generation;
using Limner.Models;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Safety;
using Limner.Storage;
using Limner.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Benchmarks.Generation;

/// <summary>What painting costs beside the bare runs of the same sessions: text encoder once, network once a step with two rows, decoder once; tensors made beforehand.</summary>
internal static class GenerationBenchmark
{
    public static async Task RunAsync(string source, int steps, int rounds, int threads)
    {
        using var data = new TemporaryDirectory();
        Install(source, data.Combine("models", "medium"));
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSafety()
            .AddModels()
            .AddGeneration()
            .Configure<ModelsOptions>(options => options.PaintingThreads = threads)
            .AddSingleton(new ModelStore(Microsoft.Extensions.Options.Options.Create(new StorageOptions { DataDir = data.FullName })))
            .BuildServiceProvider();
        var engine = services.GetRequiredService<IDiffusionEngine>();
        var sessions = services.GetRequiredService<ModelSessions>();
        var request = new GenerationRequest { Model = "medium", Prompt = "a photo of a cat", Width = 256, Height = 256, Steps = steps, PreviewEvery = 2 };
        var watcher = new Watcher();
        var (bare, painted) = (new List<(double Clock, double Processor)>(), new List<(double Clock, double Processor)>());
        for (var round = -1; round < rounds; round++)
        {
            var without = await MeasureAsync(() => BareAsync(sessions, steps));
            var with = await MeasureAsync(async () => (await engine.GenerateAsync(request, watcher, default)).Dispose());
            if (round >= 0)
            {
                bare.Add(without);
                painted.Add(with);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"256 x 256, {steps} steps with guidance, {threads} thread(s), {watcher.Previews} previews, medians of {rounds}: bare runs {Median(bare.Select(time => time.Clock)):F0} ms (processor {Median(bare.Select(time => time.Processor)):F0}), painting with a preview every 2 steps {Median(painted.Select(time => time.Clock)):F0} ms (processor {Median(painted.Select(time => time.Processor)):F0})"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"overhead: {Overhead(time => time.Clock):F1} % by the clock, {Overhead(time => time.Processor):F1} % of processor time, which other work on the machine touches less; fastest rounds {((painted.Min(time => time.Clock) / bare.Min(time => time.Clock)) - 1) * 100:F1} %"));

        await CompareAsync("pictures at once: 1 and 4", rounds, batch => engine.GenerateAsync(request with { Count = 4, BatchSize = batch ? 4 : 1, PreviewEvery = 0 }, null, default));
        await CompareAsync("previews: none and after each step", rounds, previews => engine.GenerateAsync(request with { PreviewEvery = previews ? 1 : 0 }, watcher, default));

        double Overhead(Func<(double Clock, double Processor), double> of) => ((Median(painted.Select(of)) / Median(bare.Select(of))) - 1) * 100;
    }

    /// <summary>Paints once at 512 x 512 and says what each stage took, and the most memory the process ever held.</summary>
    public static async Task SizeAsync(string source, int steps)
    {
        using var data = new TemporaryDirectory();
        Install(source, data.Combine("models", "medium"));
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSafety()
            .AddModels()
            .AddGeneration()
            .AddSingleton(new ModelStore(Microsoft.Extensions.Options.Options.Create(new StorageOptions { DataDir = data.FullName })))
            .BuildServiceProvider();
        var request = new GenerationRequest { Model = "medium", Prompt = "a photo of a cat", Width = 512, Height = 512, Steps = steps, PreviewEvery = 1 };
        var engine = services.GetRequiredService<IDiffusionEngine>();
        var plan = await engine.PlanAsync(request, default);
        using var result = await engine.GenerateAsync(request, new Watcher(), default);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"512 x 512, {result.Evaluations} evaluations with guidance: loading {result.Loading.TotalSeconds:F1} s, texts {result.Encoding.TotalSeconds:F1} s, sampling {result.Sampling.TotalSeconds:F1} s, decoding {result.Decoding.TotalSeconds:F1} s; estimated {plan.Bytes >> 20} MiB, most memory of the process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
    }

    /// <summary>Prints the medians of two ways to paint, in turns.</summary>
    private static async Task CompareAsync(string what, int rounds, Func<bool, Task<GenerationResult>> paint)
    {
        var (one, other) = (new List<(double Clock, double Processor)>(), new List<(double Clock, double Processor)>());
        for (var round = -1; round < rounds; round++)
        {
            var first = await MeasureAsync(async () => (await paint(false)).Dispose());
            var second = await MeasureAsync(async () => (await paint(true)).Dispose());
            if (round >= 0)
            {
                one.Add(first);
                other.Add(second);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {Median(one.Select(time => time.Clock)):F0} ms (processor {Median(one.Select(time => time.Processor)):F0}), {Median(other.Select(time => time.Clock)):F0} ms (processor {Median(other.Select(time => time.Processor)):F0})"));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Milliseconds by the clock, and of the whole process on all its threads.</summary>
    private static async Task<(double Clock, double Processor)> MeasureAsync(Func<Task> work)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await work();
        return (clock.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    private static async Task BareAsync(ModelSessions sessions, int steps)
    {
        using (var lease = await sessions.LeaseAsync("medium", "text_encoder/model.onnx", default))
        {
            using var ids = new ModelTensor<long>(2, 77);
            using var states = lease.Run(new Dictionary<string, ModelTensor>(StringComparer.Ordinal) { ["input_ids"] = ids }, ["last_hidden_state"], default);
        }

        using (var lease = await sessions.LeaseAsync("medium", "unet/model.onnx", default))
        {
            using var sample = new ModelTensor<float>(2, 4, 32, 32);
            using var timestep = new ModelTensor<long>(1);
            using var context = new ModelTensor<float>(2, 77, 256);
            using var output = new ModelTensor<float>(2, 4, 32, 32);
            Randomize(sample.Elements);
            Randomize(context.Elements);
            var byName = new Dictionary<string, ModelTensor>(StringComparer.Ordinal) { ["sample"] = sample, ["timestep"] = timestep, ["encoder_hidden_states"] = context };
            ModelTensor[] inputs = [.. lease.Inputs.Select(input => byName[input.Name])];
            for (var step = 0; step < steps; step++)
            {
                timestep.Elements[0] = 999 - step;
                lease.Run(inputs, [output], default);
            }
        }

        using (var lease = await sessions.LeaseAsync("medium", "vae_decoder/model.onnx", default))
        {
            using var latents = new ModelTensor<float>(1, 4, 32, 32);
            Randomize(latents.Elements);
            using var pixels = lease.Run(new Dictionary<string, ModelTensor>(StringComparer.Ordinal) { ["latent_sample"] = latents }, ["sample"], default);
        }
    }

    private static void Randomize(Span<float> values)
    {
        var chance = new Random(1);
        foreach (ref var value in values)
        {
            value = (float)((chance.NextDouble() * 2) - 1);
        }
    }

    private static void Install(string source, string folder)
    {
        var files = new List<object>();
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(source, file);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.Copy(file, Path.Combine(folder, path));
            using var content = File.OpenRead(file);
            files.Add(new { path, size = content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) });
        }

        File.WriteAllText(
            Path.Combine(folder, "model.json"),
            JsonSerializer.Serialize(new { id = "medium", task = ModelTasks.TextToImage, title = "medium", licence = "Apache-2.0", source = "tools/diffusion/make_folders.py", memory_bytes = 0, files }));
    }

    /// <summary>Previews are made only for somebody who looks.</summary>
    private sealed class Watcher : IProgress<GenerationProgress>
    {
        public int Previews { get; private set; }

        public void Report(GenerationProgress value) => Previews += value.Preview is null ? 0 : 1;
    }
}
