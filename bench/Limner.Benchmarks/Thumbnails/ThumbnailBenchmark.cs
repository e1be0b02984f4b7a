using System.Diagnostics;
using System.Globalization;
using Limner.Benchmarks.Server;
using Limner.Testing;
using Limner.Testing.Processes;

namespace Limner.Benchmarks.Thumbnails;

/// <summary>
/// Thumbnails from a warm cache, asked for by wrk with a signed-in session, beside nginx serving the very same files as static ones. The two take turns;
/// both are told what one request costs them in processor time, which other work on the machine changes less than the rate.
/// </summary>
internal static class ThumbnailBenchmark
{
    private const int NginxPort = 18099;

    // Until the just-in-time compiler has seen what it needs to: some 200,000 requests where nothing else runs.
    private const int WarmUpSeconds = 30;

    private static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    /// <param name="folder">Of pictures to scan.</param>
    /// <param name="rounds">How often the two take turns, after one of half a minute that is thrown away.</param>
    /// <param name="seconds">Of each turn.</param>
    public static async Task RunAsync(string folder, int rounds, int seconds)
    {
        using var directory = new TemporaryDirectory();
        var data = directory.Combine("data");
        await using var server = await LimnerProcess.StartAsync(
            data, ["--set", "tagging.detect_objects=false", "--set", "search.visual_vectors=false", "--set", "security.requests_per_second=1000000", "--set", "security.request_burst=1000000"]);
        using var client = await LimnerClient.SignInAsync(server.Address);
        var added = await client.AddFolderAsync(folder);
        await client.WaitForJobAsync(added.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, Deadline);

        var images = await client.GetAllAsync("images");
        await File.WriteAllLinesAsync(directory.Combine("limner.paths"), images.Select(image => $"/api/v1/images/{image.GetProperty("id").GetString()}/thumbnail?size=small&v=1"));
        var root = Path.Combine(data, "thumbnails");
        var files = Directory.EnumerateFiles(root, "*.webp", SearchOption.AllDirectories).ToList();
        await File.WriteAllLinesAsync(directory.Combine("nginx.paths"), files.Select(path => "/" + Path.GetRelativePath(root, path)));
        await File.WriteAllTextAsync(directory.Combine("cookie"), client.CookieHeader);
        await File.WriteAllTextAsync(directory.Combine("request.lua"), Script);
        Console.WriteLine($"{files.Count} thumbnails, {files.Average(path => new FileInfo(path).Length) / 1e3:F1} kB on average");

        using var nginx = await StartNginxAsync(directory, root);
        try
        {
            await MeasureAsync(server, nginx, directory, rounds, seconds);
        }
        finally
        {
            using var stop = Process.Start("kill", ["-TERM", nginx.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
            await nginx.WaitForExitAsync();
        }
    }

    private static async Task MeasureAsync(LimnerProcess server, Process nginx, TemporaryDirectory directory, int rounds, int seconds)
    {
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var turn = round == 0 ? WarmUpSeconds : seconds;
            var theirs = await WrkAsync(directory, new Uri($"http://127.0.0.1:{NginxPort}"), turn, [directory.Combine("nginx.paths")], Children(nginx.Id));
            var ours = await WrkAsync(directory, server.Address, turn, [directory.Combine("limner.paths"), directory.Combine("cookie")], [server.Id]);
            if (round > 0)
            {
                ratios.Add(ours.PerSecond / theirs.PerSecond);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: nginx {theirs}, Limner {ours}, ratio {ratios[^1]:F2}"));
            }
        }

        ratios.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio in the median of {ratios.Count} rounds: {ratios[ratios.Count / 2]:F2}"));
    }

    private static async Task<Rate> WrkAsync(TemporaryDirectory directory, Uri address, int seconds, IEnumerable<string> arguments, IReadOnlyList<int> processes)
    {
        var before = processes.Sum(ProcessFigures.ProcessorSeconds);
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-t2", "-c32", $"-d{seconds}s", "-s", directory.Combine("request.lua"), address.ToString(), "--", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || Number(output, "", "requests in") is not { } count || Number(output, "Requests/sec:", "") is not { } rate)
        {
            throw new InvalidOperationException($"{address} did not answer as it should:\n{output}");
        }

        return new Rate(rate, 1e6 * (processes.Sum(ProcessFigures.ProcessorSeconds) - before) / count);
    }

    /// <summary>As its package sets it up, less the access log; open files are remembered, which favours it.</summary>
    private static async Task<Process> StartNginxAsync(TemporaryDirectory directory, string root)
    {
        var scratch = directory.Combine("nginx");
        Directory.CreateDirectory(scratch);
        var user = Environment.UserName == "root" ? "user root;" : "";
        await File.WriteAllTextAsync(
            Path.Combine(scratch, "nginx.conf"),
            $$"""
            {{user}} daemon off; worker_processes auto; pid {{scratch}}/pid; error_log {{scratch}}/error.log;
            events { worker_connections 512; }
            http {
                access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10000; types { image/webp webp; }
                client_body_temp_path {{scratch}}; proxy_temp_path {{scratch}}; fastcgi_temp_path {{scratch}}; uwsgi_temp_path {{scratch}}; scgi_temp_path {{scratch}};
                server { listen 127.0.0.1:{{NginxPort}}; root {{root}}; location / { add_header Cache-Control "private, max-age=31536000, immutable"; } }
            }
            """);
        var nginx = Process.Start("nginx", ["-c", Path.Combine(scratch, "nginx.conf"), "-e", Path.Combine(scratch, "error.log")]);
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{NginxPort}/"));
                return nginx;
            }
            catch (HttpRequestException) when (attempt < 100 && !nginx.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private static List<int> Children(int process)
        => [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];

    private const string Script =
        """
        local paths, headers, at = {}, { Accept = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8" }, 0
        function init(arguments)
          for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
          if arguments[2] then for line in io.lines(arguments[2]) do headers["Cookie"] = line end end
        end
        function request()
          at = at % #paths + 1
          return wrk.format("GET", paths[at], headers)
        end
        """;

    /// <summary>The number before or behind a text of wrk's report.</summary>
    private static double? Number(string report, string before, string behind)
    {
        var line = report.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains(before, StringComparison.Ordinal) && line.Contains(behind, StringComparison.Ordinal));
        var text = line?[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..];
        text = behind.Length > 0 ? text?[..text.IndexOf(behind, StringComparison.Ordinal)] : text;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private sealed record Rate(double PerSecond, double Microseconds)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:F0}/s ({Microseconds:F1} us of processor each)");
    }
}
