using System.Globalization;
using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Benchmarks.Catalogue;

/// <summary>
/// Fills a catalogue with made-up images, straight into the tables and without files on disk: names as cameras and people give them
/// (English, Korean, Japanese), twenty years of dates, a dozen folders and cameras, tags as frequent as objects are in photographs. The
/// same seed makes the same catalogue. The search index follows through the events, as in the product.
/// </summary>
public sealed class CatalogueFiller(IDatabase database, int seed = 1)
{
    private const int BatchSize = 1000;

    private static readonly string[] Folders =
        ["Photos", "Phone", "Family", "Scans", "Reisen", "Studio", "Archive", "가족 사진", "写真", "Screenshots", "Wedding", "Été"];

    private static readonly string[] Places =
        ["Lisbon", "Seoul", "Kyoto", "Paris", "Berlin", "Oslo", "New York", "Zürich", "Málaga", "제주도", "부산", "京都", "北海道", "Cape Town", "Reykjavík"];

    private static readonly string[] Subjects =
        ["beach", "sunset", "birthday", "hiking", "garden", "concert", "market", "harbour", "winter", "picnic", "museum", "train", "가족여행", "바다", "桜", "カメラ"];

    private static readonly (string Make, string Model, string Lens)[] Cameras =
    [
        ("Canon", "Canon EOS R6", "RF24-105mm F4 L IS USM"), ("Canon", "Canon EOS 5D Mark IV", "EF50mm f/1.8 STM"), ("NIKON CORPORATION", "NIKON Z 6", "NIKKOR Z 24-70mm f/4 S"),
        ("NIKON CORPORATION", "NIKON D750", "35.0 mm f/1.8"), ("SONY", "ILCE-7M3", "FE 28-70mm F3.5-5.6 OSS"), ("FUJIFILM", "X-T4", "XF18-55mmF2.8-4 R LM OIS"), ("Apple", "iPhone 13 Pro", "iPhone 13 Pro back camera 5.7mm f/1.5"),
        ("Apple", "iPhone 8", "iPhone 8 back camera 3.99mm f/1.8"), ("samsung", "SM-G991B", "Samsung S21 Rear Wide Camera"), ("Google", "Pixel 7", "Pixel 7 back camera 6.81mm f/1.85"), ("Panasonic", "DMC-GX80", "LUMIX G 20/F1.7 II"), ("OLYMPUS CORPORATION", "E-M10MarkII", "OLYMPUS M.14-42mm F3.5-5.6 EZ"),
    ];

    /// <summary>The first is on every third picture, the last on hardly any.</summary>
    private static readonly string[] Labels =
    [
        "person", "chair", "car", "dining table", "cup", "bottle", "bird", "dog", "book", "boat", "cat", "bicycle", "potted plant", "truck", "bus", "train", "motorcycle",
        "umbrella", "horse", "bench", "cake", "clock", "surfboard", "cow", "sheep", "elephant", "pizza", "kite", "skis", "teddy bear", "zebra", "giraffe", "toaster",
    ];

    private static readonly string[] ManualTags = ["favourite", "to print", "Oma", "여행", "best of", "work", "café", "portrait", "macro", "旅行"];

    private readonly Random _random = new(seed);

    /// <summary>Adds <paramref name="count"/> images to a user's library, in folders of their own.</summary>
    /// <param name="root">Where the folders pretend to lie: an absolute path, different for every call on one database.</param>
    /// <returns>The images' ids.</returns>
    public async Task<IReadOnlyList<long>> FillAsync(long ownerId, int count, string root, CancellationToken cancellation)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var (folders, tags) = await database.WriteAsync((db, token) => PrepareAsync(db, ownerId, root, now, token), cancellation);
        var ids = new List<long>(count);
        for (var from = 0; from < count; from += BatchSize)
        {
            var size = Math.Min(BatchSize, count - from);
            ids.AddRange(await database.WriteAsync((db, token) => AddAsync(db, ownerId, folders, tags, from, size, now, token), cancellation));
        }

        return ids;
    }

    private static async Task<(long[] Folders, Dictionary<string, long> Tags)> PrepareAsync(LimnerDb db, long ownerId, string root, long now, CancellationToken cancellation)
    {
        var folders = new List<long>();
        foreach (var name in Folders)
        {
            var path = $"{root}/{name}";
            await db.Database.ExecuteSqlAsync($"INSERT INTO folders (owner_id, path, name, state, created_at, updated_at) VALUES ({ownerId}, {path}, {name}, 'ready', {now}, {now})", cancellation);
            folders.Add(await db.Set<FolderRow>().Where(folder => folder.Path == path).Select(folder => folder.Id).SingleAsync(cancellation));
        }

        var tags = new Dictionary<string, long>();
        foreach (var name in Labels.Concat(ManualTags))
        {
            var key = Tagging.TagName.KeyOf(name);
            await db.Database.ExecuteSqlAsync($"INSERT INTO tags (owner_id, name, name_key, created_at) VALUES ({ownerId}, {name}, {key}, {now}) ON CONFLICT DO NOTHING", cancellation);
            tags[name] = await db.Set<Tagging.TagRow>().Where(tag => tag.OwnerId == ownerId && tag.NameKey == key).Select(tag => tag.Id).SingleAsync(cancellation);
        }

        return ([.. folders], tags);
    }

    private async Task<List<long>> AddAsync(LimnerDb db, long ownerId, long[] folders, Dictionary<string, long> tags, int from, int size, long now, CancellationToken cancellation)
    {
        var firstContent = (await db.Set<ContentRow>().MaxAsync(row => (long?)row.Id, cancellation) ?? 0) + 1;
        var firstImage = (await db.Set<ImageRow>().MaxAsync(row => (long?)row.Id, cancellation) ?? 0) + 1;
        var contents = new List<object?[]>();
        var images = new List<object?[]>();
        var files = new List<object?[]>();
        var imageTags = new List<object?[]>();
        for (var i = 0; i < size; i++)
        {
            var time = TimeAt(from + i);
            var place = Places[_random.Next(Places.Length)];
            var camera = _random.Next(10) == 0 ? default : Cameras[_random.Next(Cameras.Length)];
            var name = NameOf(time, from + i, place);
            var (contentId, imageId) = (firstContent + i, firstImage + i);
            var (width, height) = _random.Next(3) == 0 ? (3000, 4000) : (4000, 3000);
            contents.Add(
            [
                contentId, Convert.ToHexStringLower(Bytes(32)), _random.Next(500_000, 9_000_000), name.EndsWith("png", StringComparison.Ordinal) ? "image/png" : "image/jpeg", width, height,
                camera.Model is null ? null : time.ToUnixTimeMilliseconds(), camera.Make, camera.Model, camera.Lens, Convert.ToHexString(Bytes(24)), now,
            ]);
            images.Add([imageId, ownerId, contentId, name, time.ToUnixTimeMilliseconds(), now]);
            files.Add([folders[_random.Next(folders.Length)], imageId, $"{time.Year}/{time.Month:00} {place}/{from + i}/{name}", name, time.ToUnixTimeMilliseconds(), now]);
            foreach (var (tag, source) in TagsOfOne())
            {
                imageTags.Add([imageId, tags[tag], source, source == "model" ? Math.Round(0.3 + (_random.NextDouble() * 0.6), 3) : null]);
            }
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO contents (id, sha256, size, media_type, width, height, taken_at, camera_make, camera_model, lens, orientation, thumb_hash, palette, perceptual_hash, created_at)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, 1, unhex(value ->> 10), '[]', 0, value ->> 11
            FROM json_each({Json(contents)})
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO images (id, owner_id, content_id, name, sort_at, created_at, updated_at)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 5 FROM json_each({Json(images)})
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO image_files (folder_id, image_id, relative_path, name, size, modified_at, state, seen_at)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, 1, value ->> 4, 'ready', value ->> 5 FROM json_each({Json(files)})
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO image_tags (image_id, tag_id, source, confidence, model) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, iif(value ->> 2 = 'model', 'detector', '') FROM json_each({Json(imageTags)})",
            cancellation);
        var ids = images.ConvertAll(image => (long)image[0]!);
        await db.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO image_values (image_id, taken_at, sources)
            SELECT images.id, contents.taken_at, iif(contents.taken_at IS NULL, '{}', '{"taken_at":"file"}')
            FROM json_each({{JsonSerializer.Serialize(ids)}}) item CROSS JOIN images ON images.id = item.value CROSS JOIN contents ON contents.id = images.content_id
            """,
            cancellation);
        await db.PublishAsync(new ImagesChanged(ids), cancellation);
        return ids;
    }

    private static string Json(IEnumerable<object?[]> rows) => JsonSerializer.Serialize(rows);

    /// <summary>Every fiftieth picture was taken at the same moment as another: bursts, and dates that scanners make up.</summary>
    private DateTimeOffset TimeAt(int index)
        => index % 50 == 49
            ? new DateTimeOffset(2010, 1, 1, 0, 0, 0, TimeSpan.Zero)
            : new DateTimeOffset(2005, 1, 1, 8, 0, 0, TimeSpan.Zero).AddSeconds(_random.NextInt64(20L * 365 * 86_400));

    private string NameOf(DateTimeOffset time, int index, string place) => _random.Next(8) switch
    {
        0 or 1 => time.ToString("'IMG_'yyyyMMdd'_'HHmmss'.jpg'", CultureInfo.InvariantCulture),
        2 => $"DSC{index % 100_000:00000}.JPG",
        3 => $"IMG_{index % 10_000:0000}.JPG",
        4 => $"{place} {Subjects[_random.Next(Subjects.Length)]} {index % 1000}.jpg",
        5 => $"{Subjects[_random.Next(Subjects.Length)]}-{Subjects[_random.Next(Subjects.Length)]}-{index % 500:000}.jpeg",
        6 => $"{place}_{Subjects[_random.Next(Subjects.Length)]}_{index % 100}.png",
        _ => $"P{time:MMdd}{index % 1000:000}.JPG",
    };

    private IEnumerable<(string Tag, string Source)> TagsOfOne()
    {
        for (var i = 0; i < Labels.Length; i++)
        {
            if (_random.NextDouble() < 1.0 / (3 + (i * 2)))
            {
                yield return (Labels[i], "model");
            }
        }

        if (_random.Next(12) == 0)
        {
            yield return (ManualTags[_random.Next(ManualTags.Length)], "manual");
        }
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
