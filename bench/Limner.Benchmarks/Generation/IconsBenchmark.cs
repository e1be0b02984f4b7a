using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using Limner.Generation;
using Limner.Imaging;
using Limner.Imaging.Output;
using Limner.Models;
using Limner.Safety;
using Limner.Vision;
using Limner.Vision.Detection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Generation;

/// <summary>
/// The painting model that comes with the program against real icons: of 100 names, how often one of the five real icons nearest to what it paints is of that name. Near is measured in
/// the detector's pooled features and in pixels; the candidates are of a set that no training saw. Beside it what other real icons of the names reach (the ceiling) and what
/// pictures of other names reach (the floor).
/// </summary>
internal static class IconsBenchmark
{
    private const string Model = "limner-icons";
    private const string Unseen = "twemoji";
    private const int Names = 100;
    private const int Shuffle = 37;
    private const int Side = 128;
    private const int Small = 32;
    private const int SheetNames = 64;
    private const int SheetSeeds = 3;
    private const int SheetColumns = 12;

    private static readonly string[] Real = ["noto", "fluent-emoji-flat"];

    /// <param name="data">What tools/training/paint/prepare.mjs wrote.</param>
    /// <param name="sheet">Where a sheet of 64 prompts at three seeds is written to; null: nowhere.</param>
    public static async Task RunAsync(string data, string? sheet)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging().AddSingleton(TimeProvider.System)
            .AddSafety().AddImaging().AddModels().AddVision().AddGeneration()
            .BuildServiceProvider();
        var (engine, detector) = (services.GetRequiredService<IDiffusionEngine>(), services.GetRequiredService<CenterNetDetector>());
        var entries = JsonSerializer.Deserialize<List<Entry>>(await File.ReadAllBytesAsync(Path.Combine(data, "pictures.json")), JsonSerializerOptions.Web)!;
        var pixels = await File.ReadAllBytesAsync(Path.Combine(data, "pictures.u8"));
        var known = KnownNames();
        var drawn = known.Where(name => Real.Append(Unseen).All(set => entries.Exists(entry => entry.Name == name && entry.Set == set))).ToList();
        string[] names = [.. Enumerable.Range(0, Names).Select(i => drawn[i * drawn.Count / Names])];

        var candidates = await LookAsync(detector, names.Select(name => PictureOf(entries, pixels, name, Unseen)));
        var painted = new List<PixelBuffer>();
        var seconds = new List<double>();
        foreach (var name in names)
        {
            var clock = Stopwatch.StartNew();
            painted.Add(await PaintAsync(engine, name, seed: 1));
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        Console.WriteLine($"{names.Length} names of {known.Count}, candidates from {Unseen}, which no training saw; a real icon of the name is the nearest | among the five nearest");
        var looks = await LookAsync(detector, painted);
        Report("painted by its name", looks, candidates, 0);
        Report("painted by another name (floor)", looks, candidates, Shuffle);
        foreach (var set in Real)
        {
            Report($"real icons of {set} (ceiling)", await LookAsync(detector, names.Select(name => PictureOf(entries, pixels, name, set))), candidates, 0);
        }

        seconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seconds a picture: {seconds[seconds.Count / 2]:F2} in the median, {seconds[^1]:F2} at most (the first loads the networks); most memory of the process, the detector and all icons in it: {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
        if (sheet is not null)
        {
            await DrawSheetAsync(engine, known, sheet);
        }
    }

    /// <summary>Paints once in a process of its own and says what that took.</summary>
    public static async Task OnceAsync()
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging().AddSingleton(TimeProvider.System)
            .AddSafety().AddModels().AddGeneration()
            .BuildServiceProvider();
        var clock = Stopwatch.StartNew();
        using var picture = await PaintAsync(services.GetRequiredService<IDiffusionEngine>(), "red apple", seed: 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one picture with all its loading: {clock.Elapsed.TotalSeconds:F2} s, most memory of the process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
    }

    private static List<string> KnownNames()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", Model, "tokenizer", "names.json")));
        return [.. file.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetProperty("name").GetString()!)];
    }

    private static async Task<PixelBuffer> PaintAsync(IDiffusionEngine engine, string prompt, int seed)
    {
        // Its own steps and guidance, as model_index.json has them.
        using var result = await engine.GenerateAsync(new GenerationRequest { Model = Model, Prompt = prompt, Width = Side, Height = Side, Steps = 20, GuidanceScale = 2.5, Seed = seed }, null, default);
        return PixelScaler.Resize(result.Pictures[0].Pixels, Side, Side);
    }

    private static PixelBuffer PictureOf(List<Entry> entries, byte[] pixels, string name, string set)
    {
        var number = entries.FindIndex(entry => entry.Name == name && entry.Set == set);
        var picture = new PixelBuffer(Side, Side);
        pixels.AsSpan(number * Side * Side * 3, Side * Side * 3).CopyTo(picture.Writable.Span);
        return picture;
    }

    /// <summary>Pooled features and small pixels of each; both are made unit length about the mean of all.</summary>
    private static async Task<List<(float[] Features, float[] Pixels)>> LookAsync(CenterNetDetector detector, IEnumerable<PixelBuffer> pictures)
    {
        var looks = new List<(float[] Features, float[] Pixels)>();
        foreach (var picture in pictures)
        {
            using var square = PixelScaler.Resize(picture, PictureDecoder.SquareSide, PictureDecoder.SquareSide);
            using var small = PixelScaler.Resize(picture, Small, Small);
            looks.Add(([.. await detector.PoolAsync(square, default)], [.. small.Span.ToArray().Select(value => (float)value)]));
        }

        return [.. Centred(looks.ConvertAll(look => look.Features)).Zip(Centred(looks.ConvertAll(look => look.Pixels)))];
    }

    private static List<float[]> Centred(List<float[]> vectors)
    {
        var mean = new float[vectors[0].Length];
        vectors.ForEach(vector => TensorPrimitives.Add(mean, vector, mean));
        TensorPrimitives.Divide(mean, vectors.Count, mean);
        foreach (var vector in vectors)
        {
            TensorPrimitives.Subtract(vector, mean, vector);
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        }

        return vectors;
    }

    private static void Report(string what, List<(float[] Features, float[] Pixels)> asked, List<(float[] Features, float[] Pixels)> candidates, int shift)
    {
        var lines = new[] { ("features", asked.ConvertAll(look => look.Features), candidates.ConvertAll(look => look.Features)), ("pixels", asked.ConvertAll(look => look.Pixels), candidates.ConvertAll(look => look.Pixels)) }
            .Select(space =>
            {
                var ranks = Enumerable.Range(0, asked.Count).Select(i => RankOf(space.Item2[(i + shift) % asked.Count], space.Item3, i)).ToList();
                return $"{space.Item1} {ranks.Count(rank => rank == 0)} | {ranks.Count(rank => rank < 5)}";
            });
        Console.WriteLine($"{what,-45} {string.Join("    ", lines)}");
    }

    private static int RankOf(float[] vector, List<float[]> candidates, int right)
    {
        var own = TensorPrimitives.Dot(vector, candidates[right]);
        return candidates.Count(candidate => TensorPrimitives.Dot(vector, candidate) > own);
    }

    private static async Task DrawSheetAsync(IDiffusionEngine engine, List<string> known, string file)
    {
        const int cells = SheetNames * SheetSeeds;
        using var sheet = new PixelBuffer(SheetColumns * Side, cells / SheetColumns * Side);
        for (var i = 0; i < SheetNames; i++)
        {
            // Others than every hundredth of the list, so that most were not among those scored.
            var name = known[((i * known.Count) + (known.Count / 2)) / SheetNames];
            Console.Write($"{name}{(i % 4 == 3 ? "\n" : "; ")}");
            for (var seed = 0; seed < SheetSeeds; seed++)
            {
                using var picture = await PaintAsync(engine, name, seed);
                var cell = (i * SheetSeeds) + seed;
                for (var y = 0; y < Side; y++)
                {
                    var to = 3 * ((((cell / SheetColumns * Side) + y) * sheet.Width) + (cell % SheetColumns * Side));
                    picture.Span.Slice(3 * y * Side, 3 * Side).CopyTo(sheet.Writable.Span[to..]);
                }
            }
        }

        await File.WriteAllBytesAsync(file, PictureEncoder.Encode(sheet, EncodedFormat.Png, EmbeddedMetadata.None));
    }

    private sealed record Entry(string Name, string Set);
}
