using System.Diagnostics;
using Limner.Accounts;
using Limner.Benchmarks.Server;
using Limner.Documents;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Library;
using Limner.Models;
using Limner.Safety;
using Limner.Search;
using Limner.Storage;
using Limner.Tagging;
using Limner.Testing;
using Limner.Testing.Processes;
using Limner.Vision;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Catalogue;

/// <summary>The gallery and the search box over a large catalogue: a server of its own, asked over HTTP on the loopback.</summary>
internal static class CatalogueBenchmark
{
    private const int Rounds = 25;

    /// <summary>The pictures are rows without files: no vectors can be made of them, and trying would keep a core busy.</summary>
    private static readonly Dictionary<string, string> Quiet = new() { ["SEARCH_VISUAL_VECTORS"] = "false" };

    /// <summary>From the everyday to the worst there is: words and tags that most pictures share.</summary>
    private static readonly (string Name, string Path)[] Requests =
    [
        ("first page", "images?limit=100"),
        ("first page by name", "images?limit=100&sort=name"),
        ("search: dog", "images?limit=100&q=dog"),
        ("search: dog beach", "images?limit=100&q=dog%20beach"),
        ("search: 제주 (two syllables)", "images?limit=100&q=%EC%A0%9C%EC%A3%BC"),
        ("search: 2024-05", "images?limit=100&q=2024-05"),
        ("search: dog -cat, newest first", "images?limit=100&q=dog%20-cat&sort=-date"),
        ("search: person (every third)", "images?limit=100&q=person"),
        ("search: a (one letter)", "images?limit=100&q=a"),
        ("search: jpg (most of them)", "images?limit=100&q=jpg"),
        ("query: tag:dog OR tag:cat", "images?limit=100&q=tag%3Adog%20OR%20tag%3Acat"),
        ("query: dog OR tag:cat", "images?limit=100&q=dog%20OR%20tag%3Acat"),
        ("query: (beach OR harbour) -tag:person date:2019..2021", "images?limit=100&q=%28beach%20OR%20harbour%29%20-tag%3Aperson%20date%3A2019..2021"),
        ("query: dog near:37.57,126.98,20km", "images?limit=100&q=dog%20near%3A37.57%2C126.98%2C20km"),
        ("query: -tag:person type:jpeg rating:none", "images?limit=100&q=-tag%3Aperson%20type%3Ajpeg%20rating%3Anone"),
        ("tag dog", "images?limit=100&tag=dog"),
        ("tags person and dog", "images?limit=100&tag=person&tag=dog"),
        ("beach with tag person", "images?limit=100&q=beach&tag=person"),
        ("camera", "images?limit=100&camera=X-T4"),
        ("a year", "images?limit=100&from=2020&to=2020"),
        ("timeline", "images/timeline"),
        ("tags", "tags"),
        ("suggest: do", "search/suggest?q=do"),
        ("map: the world", "images/map?zoom=1"),
        ("map: Europe", "images/map?bbox=-15,35,35,60&zoom=4"),
        ("map: a city", "images/map?bbox=126.8,37.4,127.2,37.7&zoom=11"),
        ("map: a street", "images/map?bbox=126.975,37.56,126.985,37.57&zoom=16"),
        ("map: the world, tag dog", "images/map?zoom=1&tag=dog"),
        ("pictures of a city on the map", "images?limit=100&bbox=126.8,37.4,127.2,37.7"),
        ("a city", "images?limit=100&place=KR/Seoul"),
        ("places", "places"),
    ];

    /// <param name="directory">Kept and used again when given; else a temporary one.</param>
    /// <param name="during">Pictures that are scanned meanwhile; null: none, and then everything is measured.</param>
    public static async Task RunAsync(int images, string? directory, string? during)
    {
        using var temporary = new TemporaryDirectory();
        var data = directory ?? temporary.FullName;
        if (!File.Exists(Path.Combine(data, "limner.db")))
        {
            // The server itself makes the database and its first user.
            await using var first = await LimnerProcess.StartAsync(data, environment: Quiet);
            using var client = await LimnerClient.SignInAsync(first.Address);
            await first.StopAsync();
            await FillAsync(data, images);
        }

        if (during is not null)
        {
            await MeasureDuringScanAsync(data, during, niceness: 0);
            await MeasureDuringScanAsync(data, during, niceness: new JobsOptions().Niceness);
            return;
        }

        await MeasureWithoutCacheAsync(data);
        await using var kept = await LimnerProcess.StartAsync(data, environment: Quiet);
        using var asking = await LimnerClient.SignInAsync(kept.Address);
        Console.WriteLine("the same searches, kept by the cache");
        await MeasureAsync(kept, asking, Searches);
    }

    private static IEnumerable<(string Name, string Path)> Searches
        => Requests.Where(request => request.Path.StartsWith("images?", StringComparison.Ordinal) && request.Path.Contains("q=", StringComparison.Ordinal));

    /// <summary>Searches before a scan and during it. The scan is of a folder that the server has not seen, and is removed again.</summary>
    private static async Task MeasureDuringScanAsync(string data, string folder, int niceness)
    {
        await using var server = await LimnerProcess.StartAsync(
            data, environment: new Dictionary<string, string> { ["CACHE_SEARCH_SECONDS"] = "0", ["SEARCH_VISUAL_VECTORS"] = "false", ["JOBS_NICENESS"] = $"{niceness}" });
        using var browser = await LimnerClient.SignInAsync(server.Address);
        Console.WriteLine($"before a scan, jobs.niceness {niceness}");
        await MeasureAsync(server, browser, Searches);
        var id = (await browser.PostAsync("folders", new { path = folder })).GetProperty("id").GetString();
        var known = (await browser.GetAsync("images?limit=1")).GetProperty("total").GetInt64();
        while ((await browser.GetAsync("images?limit=1")).GetProperty("total").GetInt64() < known + 10)
        {
            await Task.Delay(200);
        }

        Console.WriteLine($"during a scan, jobs.niceness {niceness}");
        var clock = Stopwatch.StartNew();
        known = (await browser.GetAsync("images?limit=1")).GetProperty("total").GetInt64();
        await MeasureAsync(server, browser, Searches);
        var scanned = (await browser.GetAsync("images?limit=1")).GetProperty("total").GetInt64() - known;
        Print("scanned meanwhile", $"{scanned} pictures, {scanned / clock.Elapsed.TotalSeconds:F1} a second");
        await browser.DeleteAsync($"folders/{id}");
    }

    /// <summary>Every question is answered anew, however often it is asked.</summary>
    private static async Task MeasureWithoutCacheAsync(string data)
    {
        await using var server = await LimnerProcess.StartAsync(data, environment: new Dictionary<string, string>(Quiet) { ["CACHE_SEARCH_SECONDS"] = "0" });
        using var browser = await LimnerClient.SignInAsync(server.Address);
        await NamePlacesAsync(browser);
        await MeasureAsync(server, browser, Requests);
        await PageThroughAsync(browser);

        // The same pictures, all of them somebody else's: who sees them is asked for each.
        Console.WriteLine("everything shared with everyone, seen by another person");
        var invited = await browser.PostAsync("invitations", new { role = "member", user_name = "guest" });
        using var other = await LimnerClient.JoinAsync(server.Address, invited.GetProperty("token").GetString()!, "guest");
        foreach (var folder in await browser.GetAllAsync("folders"))
        {
            await browser.PutAsync($"folders/{folder.GetProperty("id").GetString()}/shares", new { everyone = "view" });
        }

        await MeasureAsync(server, other, Requests);
    }

    private static async Task MeasureAsync(LimnerProcess server, LimnerClient browser, IEnumerable<(string Name, string Path)> requests)
    {
        foreach (var (name, path) in requests)
        {
            var times = new List<double>(Rounds);
            long? total = null;
            var processor = 0.0;
            for (var round = -2; round < Rounds; round++)
            {
                if (round == 0)
                {
                    processor = ProcessFigures.ProcessorSeconds(server.Id);
                }

                var clock = Stopwatch.StartNew();
                var answer = await browser.GetAsync(path);
                if (round >= 0)
                {
                    times.Add(clock.Elapsed.TotalMilliseconds);
                }

                total = answer.TryGetProperty("total", out var value) ? value.GetInt64() : null;
            }

            // On a busy machine the processor's time still tells what a request costs.
            processor = (ProcessFigures.ProcessorSeconds(server.Id) - processor) * 1000 / Rounds;
            times.Sort();
            Print(name, $"{times[Rounds / 2]:F1} ms (median), {times[(int)(Rounds * 0.95)]:F1} ms (95 %), {processor:F1} ms of processor{(total is null ? "" : $", {total} images")}");
        }
    }

    /// <summary>The hundredth page costs what the first does.</summary>
    private static async Task PageThroughAsync(LimnerClient browser)
    {
        string? cursor = null;
        var last = 0.0;
        var pages = 0;
        for (; pages < 100; pages++)
        {
            var clock = Stopwatch.StartNew();
            var page = await browser.GetAsync($"images?limit=100{(cursor is null ? "" : $"&cursor={cursor}")}");
            last = clock.Elapsed.TotalMilliseconds;
            if ((cursor = page.GetProperty("next_cursor").GetString()) is null)
            {
                break;
            }
        }

        Print($"page {pages} by cursor", $"{last:F1} ms");
    }

    private static async Task FillAsync(string data, int images)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging().AddSingleton(TimeProvider.System)
            .Configure<StorageOptions>(options => options.DataDir = data)
            .AddSafety().AddStorage().AddAccounts().AddJobs().AddImaging().AddModels().AddVision().AddLibrary().AddTagging().AddDocuments().AddDocumentKeeping().AddSearch()
            .BuildServiceProvider();
        var database = services.GetRequiredService<IDatabase>();
        long owner;
        await using (var db = database.Read())
        {
            owner = await services.GetRequiredService<IAccounts>().FirstAdministratorAsync(db, CancellationToken.None)
                ?? throw new InvalidOperationException("The database has no administrator.");
        }

        var clock = Stopwatch.StartNew();
        await new CatalogueFiller(database).FillAsync(owner, images, "/pictures", CancellationToken.None);
        await PlaceAsync(database, images);
        Print("catalogue made and indexed", $"{images} images in {clock.Elapsed.TotalSeconds:F1} s, {new FileInfo(Path.Combine(data, "limner.db")).Length / 1e6:F0} MB");
    }

    /// <summary>Nine of ten pictures in fifteen cities, the rest all over the world; what they are called is left to the server's own job.</summary>
    private static async Task PlaceAsync(IDatabase database, int images)
    {
        (double Latitude, double Longitude)[] cities =
        [
            (38.72, -9.14), (37.566, 126.978), (35.01, 135.77), (48.857, 2.352), (52.52, 13.405), (59.91, 10.75), (40.71, -74.0), (47.37, 8.54), (36.72, -4.42), (33.5, 126.53),
            (35.18, 129.07), (43.06, 141.35), (-33.92, 18.42), (64.15, -21.94), (-16.85, 179.9),
        ];
        var random = new Random(2);
        var positions = Enumerable.Range(0, images).Select(_ =>
        {
            var (latitude, longitude) = cities[random.Next(cities.Length)];
            return random.Next(10) == 0
                ? new[] { (random.NextDouble() * 140) - 60, (random.NextDouble() * 360) - 180 }
                : new[] { latitude + ((random.NextDouble() - 0.5) * random.NextDouble() * 0.3), Math.Clamp(longitude + ((random.NextDouble() - 0.5) * random.NextDouble() * 0.3), -180, 180) };
        });
        await database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync(
                    $"UPDATE contents SET latitude = place.value ->> 0, longitude = place.value ->> 1 FROM json_each({System.Text.Json.JsonSerializer.Serialize(positions)}) place WHERE contents.id = place.key + 1", token);
                await db.Database.ExecuteSqlAsync(
                    $"UPDATE image_values SET latitude = contents.latitude, longitude = contents.longitude FROM images CROSS JOIN contents ON contents.id = images.content_id WHERE images.id = image_values.image_id", token);
            },
            CancellationToken.None);
    }

    private static async Task NamePlacesAsync(LimnerClient browser)
    {
        var clock = Stopwatch.StartNew();
        var first = -1L;
        while (true)
        {
            var total = (await browser.GetAsync("images/map")).GetProperty("total").GetInt64();
            var jobs = await browser.GetAsync("jobs?state=running&limit=10");
            if (total > 0 && jobs.GetProperty("items").GetArrayLength() == 0)
            {
                Print("places named by the server's job", $"{total} images, {first} of them before, in {clock.Elapsed.TotalSeconds:F1} s");
                return;
            }

            first = first < 0 ? total : first;
            await Task.Delay(200);
        }
    }

    private static void Print(string name, string figure) => Console.WriteLine($"{name,-36} {figure}");
}
