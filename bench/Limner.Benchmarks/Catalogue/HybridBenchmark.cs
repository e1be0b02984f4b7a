using System.Diagnostics;
using System.Numerics.Tensors;
using Limner.Benchmarks.Likeness;
using Limner.Imaging;
using Limner.Library;
using Limner.Search.Likeness;
using Limner.Search.Meaning;
using Limner.Search.Querying;
using Limner.Storage;
using Limner.Testing;
using Limner.Vision.Embedding;
using Limner.Vision.Embedding.ImageText;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Catalogue;

/// <summary>
/// Words by text and meaning in a large catalogue with a vector of 512 dimensions for every picture, in process. The text encoder is left out: what stands in for it answers at once,
/// with vectors drawn by chance, so this is what everything but the network costs.
/// </summary>
internal static class HybridBenchmark
{
    private const int Rounds = 40;
    private const int Dimensions = 512;

    private static readonly string[] Questions = ["dog", "dog beach", "제주", "person dog", "quiet evening by the water", "sunset tag:dog", "harbour date:2019..2021"];

    public static async Task RunAsync(int images)
    {
        using var directory = new TemporaryDirectory();
        var model = new DrawnModel();
        await using var catalogue = BenchmarkDatabase.Open(directory.FullName, services => services.AddSingleton<IImageTextModels>(model));
        await catalogue.MigrateAsync();
        await FillAsync(catalogue, model, images);
        var gazetteer = catalogue.Get<Gazetteer>();
        Console.WriteLine($"{images:N0} images, {Dimensions} dimensions; milliseconds, median and 95 %");

        // The set of what the person sees is read anew for every question: what the first one after a write costs.
        await MeasureAsync(catalogue, "after a write", write: true);

        // Another question to the same state: only the set is kept, the answers are others.
        await MeasureAsync(catalogue, "nothing written since", write: false);
        var like = new LikeImage[] { new(1) };
        Report("like a picture, after a write", await TimesAsync(async _ =>
        {
            await WriteAsync(catalogue);
            return () => catalogue.Get<LikenessSearch>().FindAsync(1, like, ImageFilter.Parse(new FilterParameters(), gazetteer), 50, 0, CancellationToken.None);
        }));
        Report("like a picture, nothing written", await TimesAsync(_ => Task.FromResult<Func<Task>>(
            () => catalogue.Get<LikenessSearch>().FindAsync(1, like, ImageFilter.Parse(new FilterParameters(), gazetteer), 50, 0, CancellationToken.None))));
    }

    private static async Task MeasureAsync(BenchmarkDatabase catalogue, string name, bool write)
    {
        var search = catalogue.Get<CachedSearch>();
        foreach (var mode in new[] { "text", "semantic", "hybrid" })
        {
            foreach (var question in Questions)
            {
                long? total = null;
                var times = await TimesAsync(async round =>
                {
                    if (write)
                    {
                        await WriteAsync(catalogue);
                    }

                    // The threshold makes it another question, and lets the same pictures through. Of text alone, the length of the page does.
                    return async () => total = (await search.PageAsync(
                        1, new FilterParameters { Q = question }, null, mode == "text" ? 100 + round : 100, null, mode, mode == "text" ? null : 0.4 + (round * 1e-9), CancellationToken.None)).Total;
                });
                Report($"{mode}, {name}: {question} ({total})", times);
            }
        }
    }

    private static async Task<List<double>> TimesAsync(Func<int, Task<Func<Task>>> prepare)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds + 3; round++)
        {
            var work = await prepare(round);
            var clock = Stopwatch.StartNew();
            await work();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return [.. times.Skip(3).Order()];
    }

    private static void Report(string name, List<double> times) => Console.WriteLine($"{name,-72} {times[times.Count / 2],7:F1} {times[times.Count * 95 / 100],7:F1}");

    private static Task WriteAsync(BenchmarkDatabase catalogue)
        => catalogue.Database.WriteAsync((db, token) => db.Database.ExecuteSqlAsync($"UPDATE users SET updated_at = updated_at + 1", token), CancellationToken.None);

    private static async Task FillAsync(BenchmarkDatabase catalogue, DrawnModel model, int images)
    {
        await catalogue.Database.WriteAsync(
            (db, token) => db.Database.ExecuteSqlAsync(
                $"INSERT INTO users (user_name, normalized_user_name, password_hash, role, created_at, updated_at) VALUES ('ada', 'ADA', '', 'administrator', 0, 0)", token),
            CancellationToken.None);
        await new CatalogueFiller(catalogue.Database).FillAsync(1, images, "/pictures", CancellationToken.None);
        var random = new Random(7);
        const int batch = 2500;
        for (var first = 0; first < images; first += batch)
        {
            var rows = Enumerable.Range(first + 1, Math.Min(batch, images - first)).Select(id => ((long)id, (ReadOnlyMemory<float>)DrawnModel.Draw(random, Dimensions))).ToList();
            var looks = rows.ConvertAll(row => (row.Item1, (ReadOnlyMemory<float>)DrawnModel.Draw(random, catalogue.Get<IVisualEmbedder>().Dimensions)));
            await catalogue.Database.WriteAsync(
                async (db, token) =>
                {
                    await catalogue.Store.SaveAsync(db, await MeaningSpace.EnsureAsync(db, model, Dimensions, token), rows, token);
                    await catalogue.Store.SaveAsync(db, await catalogue.Get<VisualSpace>().EnsureAsync(db, token), looks, token);
                },
                CancellationToken.None);
        }
    }

    /// <summary>Vectors by chance: the same words always the same.</summary>
    private sealed class DrawnModel : IImageTextModels, IImageTextModel, ITextEncoder
    {
        public string Id => "drawn";

        public string Model => "drawn@000000000000";

        /// <summary>Among directions by chance in 512 dimensions the best 200 of 100,000 have cosines from 0.12 on: about half of them are sure enough.</summary>
        public LikenessScale TextScale => new(0.14, 60);

        public LikenessScale PictureScale => new(0.5, 8);

        public ITextEncoder Texts => this;

        public IImageEncoder Pictures => throw new NotSupportedException("No picture is encoded here.");

        public IImageTextModel? Choose(string wanted) => this;

        public IImageTextModel? Find(string model) => model == Model ? this : null;

        public void Refresh()
        {
        }

        public Task<float[]> EncodeAsync(string text, CancellationToken cancellation) => Task.FromResult(Draw(new Random(text.Length), Dimensions));

        public static float[] Draw(Random random, int dimensions)
        {
            var vector = new float[dimensions];
            for (var i = 0; i < dimensions; i++)
            {
                // Nearly normal: the sum of twelve uniform numbers.
                vector[i] = Enumerable.Range(0, 12).Sum(_ => random.NextSingle()) - 6;
            }

            TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
            return vector;
        }
    }
}
