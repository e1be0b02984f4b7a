using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Limner.Testing.Processes;

/// <summary>The built server as a process of its own, as an operator runs it: started, asked over HTTP, stopped or killed.</summary>
public sealed class LimnerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private LimnerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Settings for a server whose pictures are scanned but not looked at by a model: no objects, no text, no vectors. Most of what a scan costs, where none of it is asked about.</summary>
    public static IReadOnlyDictionary<string, string> WithoutModels { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["TAGGING_DETECT_OBJECTS"] = "false",
        ["OCR_ENABLED"] = "false",
        ["SEARCH_VISUAL_VECTORS"] = "false",
    };

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>From the start of the process until <c>/health/ready</c> answered 200.</summary>
    public TimeSpan TimeToReady { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>What the process has written so far, standard output and error together.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts <c>limner serve</c> on a free loopback port and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended or was not ready within a minute; the message holds its output.</exception>
    public static async Task<LimnerProcess> StartAsync(
        string dataDirectory, IEnumerable<string>? arguments = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var assembly = Path.Combine(Repository.Artifacts, "bin", "Limner.Host", Configuration(), "limner.dll");
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException("The server is not built; ./run.sh --build-only builds it.", assembly);
        }

        // A directory of its own to work in: a .env file of the developer's must not change what is tested.
        Directory.CreateDirectory(dataDirectory);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = dataDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] line = [assembly, "serve", "--data", dataDirectory, "--urls", address.ToString().TrimEnd('/'), .. arguments ?? []];
        foreach (var argument in line)
        {
            start.ArgumentList.Add(argument);
        }

        // Who waits for a job has a browser beside it that would keep the processors from it.
        start.Environment["JOBS_NICENESS"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        var server = new LimnerProcess(Process.Start(start)!, address);
        server.Listen();
        try
        {
            await server.WaitUntilReadyAsync(clock);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager stops it; waits for the exit and returns its code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString()]);
        await kill.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static string Configuration() =>
#if DEBUG
        "debug";
#else
        "release";
#endif

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    private async Task WaitUntilReadyAsync(Stopwatch clock)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (await timer.WaitForNextTickAsync())
        {
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    TimeToReady = clock.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet: the loop asks again until the deadline.
            }

            if (_process.HasExited || clock.Elapsed > ReadyDeadline)
            {
                var state = _process.HasExited ? $"ended with code {_process.ExitCode}" : "did not become ready";
                throw new InvalidOperationException($"The server {state} after {clock.Elapsed.TotalSeconds:F1} s:\n{Output}");
            }
        }
    }
}
