using System.Text.Json;
using Limner.Imaging;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Likeness;
using Limner.Search.Retrieval;
using Limner.Storage;
using Limner.Testing;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;

namespace Limner.Benchmarks.Likeness;

/// <summary>
/// What joining two rankings gives, on photographs in classes, a directory each. Every picture is asked by once, together with the word for its class: by the word alone, by the
/// picture alone, and by both, through the product's own retrieval. Only a part of the pictures has its class as a tag, and some have a wrong one, as in any library that
/// people tagged by hand.
/// </summary>
internal static class FusionBenchmark
{
    private const int Depth = 50;
    private static readonly double[] Tagged = [0.25, 0.5, 0.75];

    public static async Task RunAsync(string folder)
    {
        using var directory = new TemporaryDirectory();
        await using var catalogue = BenchmarkDatabase.Open(directory.FullName);
        await catalogue.MigrateAsync();
        var pictures = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)
            .Select(path => (Class: Path.GetFileName(Path.GetDirectoryName(path)!), Path: path)).ToList();
        await AddAsync(catalogue, pictures);
        Console.WriteLine($"{pictures.Count} pictures of {pictures.Select(picture => picture.Class).Distinct(StringComparer.Ordinal).Count()} classes, each asked by once; nDCG at 10 and at {Depth}");
        foreach (var share in Tagged)
        {
            await TagAsync(catalogue, pictures, share);
            var retrieval = catalogue.Get<IExampleRetrieval>();
            Console.WriteLine($"tagged with their class {share:P0}, with a wrong one 5 %");
            foreach (var (name, ask) in new (string, Func<int, ExampleQuestion>)[]
            {
                ("the word alone", at => new ExampleQuestion { Query = Word(pictures[at].Class) }),
                ("the picture alone", at => new ExampleQuestion { Like = [IdOf(at)] }),
                ("both, joined", at => new ExampleQuestion { Query = Word(pictures[at].Class), Like = [IdOf(at)] }),
            })
            {
                var gains = new List<(double Ten, double All)>();
                for (var at = 0; at < pictures.Count; at++)
                {
                    var found = await retrieval.FindAsync(1, ask(at) with { Count = Depth, Lambda = 1 }, CancellationToken.None);
                    var ranked = found.Items.Where(item => item.ImageId != IdOf(at)).Select(item => pictures[IndexOf(item.ImageId)].Class == pictures[at].Class).ToList();
                    var relevant = pictures.Count(picture => picture.Class == pictures[at].Class) - 1;
                    gains.Add((NormalizedGain.At(10, ranked, relevant), NormalizedGain.At(Depth, ranked, relevant)));
                }

                Console.WriteLine($"  {name,-20} {gains.Average(gain => gain.Ten):F3}  {gains.Average(gain => gain.All):F3}");
            }
        }
    }

    /// <summary>Images 1, 2, 3 ... with contents of the same ids, their vectors by the product's own model.</summary>
    private static async Task AddAsync(BenchmarkDatabase catalogue, List<(string Class, string Path)> pictures)
    {
        var (decoder, embedder, space) = (catalogue.Get<PictureDecoder>(), catalogue.Get<IVisualEmbedder>(), catalogue.Get<VisualSpace>());
        var vectors = new List<(long, ReadOnlyMemory<float>)>();
        foreach (var (_, path) in pictures)
        {
            var file = await File.ReadAllBytesAsync(path);
            using var picture = decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);
            vectors.Add((vectors.Count + 1, await embedder.EmbedAsync(picture.Square, CancellationToken.None)));
        }

        await catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO users (user_name, normalized_user_name, password_hash, role, created_at, updated_at) VALUES ('ada', 'ADA', '', 'administrator', 0, 0);
                    INSERT INTO folders (owner_id, path, name, state, created_at, updated_at) VALUES (1, '/pictures', 'Pictures', 'ready', 0, 0);
                    """,
                    token);
                var numbers = JsonSerializer.Serialize(Enumerable.Range(1, pictures.Count));
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO contents (id, sha256, size, media_type, width, height, orientation, thumb_hash, palette, perceptual_hash, created_at)
                    SELECT value, printf('%064d', value), 1, 'image/png', 4, 3, 1, x'00', '[]', 0, 0 FROM json_each({numbers});
                    INSERT INTO images (id, owner_id, content_id, name, sort_at, created_at, updated_at) SELECT value, 1, value, 'IMG_' || value || '.png', value, 0, 0 FROM json_each({numbers});
                    INSERT INTO image_files (folder_id, image_id, relative_path, name, size, modified_at, state, seen_at)
                    SELECT 1, value, 'IMG_' || value || '.png', 'IMG_' || value || '.png', 1, 0, 'ready', 0 FROM json_each({numbers});
                    """,
                    token);
                await catalogue.Store.SaveAsync(db, await space.EnsureAsync(db, token), vectors, token);
            },
            CancellationToken.None);
    }

    private static Task TagAsync(BenchmarkDatabase catalogue, List<(string Class, string Path)> pictures, double share)
    {
        var random = new Random(20261122);
        var classes = pictures.Select(picture => picture.Class).Distinct(StringComparer.Ordinal).ToList();
        var tags = pictures.Select((picture, at) => (Image: at + 1, Class: picture.Class, Draw: random.NextDouble(), Wrong: random.NextDouble() < 0.05, Other: classes[random.Next(classes.Count)]))
            .Where(tag => tag.Draw < share || tag.Wrong)
            .Select(tag => new object[] { tag.Image, Word(tag.Wrong ? tag.Other : tag.Class) }).ToList();
        return catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    DELETE FROM image_tags;
                    INSERT INTO tags (owner_id, name, name_key, created_at) SELECT DISTINCT 1, value ->> 1, value ->> 1, 0 FROM json_each({JsonSerializer.Serialize(tags)}) WHERE true ON CONFLICT DO NOTHING;
                    INSERT INTO image_tags (image_id, tag_id, source, model)
                    SELECT value ->> 0, tags.id, 'manual', '' FROM json_each({JsonSerializer.Serialize(tags)}) item JOIN tags ON tags.name_key = item.value ->> 1;
                    """,
                    token);
                await db.PublishAsync(new ImagesChanged([.. Enumerable.Range(1, pictures.Count).Select(id => (long)id)]), token);
            },
            CancellationToken.None);
    }

    /// <summary>One word for a class: "fruit or vegetable" is asked for as fruitorvegetable.</summary>
    private static string Word(string name) => name.Replace(" ", "", StringComparison.Ordinal);

    private static string IdOf(int at) => PublicId.Format(IdPrefixes.Image, at + 1);

    private static int IndexOf(string imageId) => PublicId.TryParse(IdPrefixes.Image, imageId, out var id) ? (int)id - 1 : throw new ArgumentException("The id of no image.", nameof(imageId));
}
