using System.Diagnostics;
using Limner.Accounts;
using Limner.Benchmarks.Server;
using Limner.Jobs;
using Limner.Library;
using Limner.Search;
using Limner.Storage;
using Limner.Tagging;
using Limner.Testing;
using Limner.Testing.Processes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Catalogue;

/// <summary>The gallery and the search box over a large catalogue: a server of its own, asked over HTTP on the loopback.</summary>
internal static class CatalogueBenchmark
{
    private const int Rounds = 25;

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
        ("tag dog", "images?limit=100&tag=dog"),
        ("tags person and dog", "images?limit=100&tag=person&tag=dog"),
        ("beach with tag person", "images?limit=100&q=beach&tag=person"),
        ("camera", "images?limit=100&camera=X-T4"),
        ("a year", "images?limit=100&from=2020&to=2020"),
        ("timeline", "images/timeline"),
        ("tags", "tags"),
        ("suggest: do", "search/suggest?q=do"),
    ];

    /// <param name="directory">Kept and used again when given; else a temporary one.</param>
    public static async Task RunAsync(int images, string? directory)
    {
        using var temporary = new TemporaryDirectory();
        var data = directory ?? temporary.FullName;
        if (!File.Exists(Path.Combine(data, "limner.db")))
        {
            // The server itself makes the database and its first user.
            await using var first = await LimnerProcess.StartAsync(data);
            using var client = await LimnerClient.SignInAsync(first.Address);
            await first.StopAsync();
            await FillAsync(data, images);
        }

        await using var server = await LimnerProcess.StartAsync(data);
        using var browser = await LimnerClient.SignInAsync(server.Address);
        await MeasureAsync(server, browser);
        await PageThroughAsync(browser);

        // The same pictures, all of them somebody else's: who sees them is asked for each.
        Console.WriteLine("everything shared with everyone, seen by another person");
        var invited = await browser.PostAsync("invitations", new { role = "member", user_name = "guest" });
        using var other = await LimnerClient.JoinAsync(server.Address, invited.GetProperty("token").GetString()!, "guest");
        foreach (var folder in await browser.GetAllAsync("folders"))
        {
            await browser.PutAsync($"folders/{folder.GetProperty("id").GetString()}/shares", new { everyone = "view" });
        }

        await MeasureAsync(server, other);
    }

    private static async Task MeasureAsync(LimnerProcess server, LimnerClient browser)
    {
        foreach (var (name, path) in Requests)
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
            .AddStorage().AddAccounts().AddJobs().AddLibrary().AddTagging().AddSearch()
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
        Print("catalogue made and indexed", $"{images} images in {clock.Elapsed.TotalSeconds:F1} s, {new FileInfo(Path.Combine(data, "limner.db")).Length / 1e6:F0} MB");
    }

    private static void Print(string name, string figure) => Console.WriteLine($"{name,-36} {figure}");
}
