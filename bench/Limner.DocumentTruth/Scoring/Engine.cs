using System.Diagnostics;
using System.Globalization;
using Limner.Testing.Documents;

namespace Limner.DocumentTruth.Scoring;

/// <summary>What reads documents.</summary>
internal interface IEngine
{
    /// <exception cref="InvalidOperationException">It was not read.</exception>
    Task<Reading> ReadAsync(string file);
}

/// <summary>What was read before: NAME.read.json of NAME.pdf or NAME.scan.pdf.</summary>
internal sealed class EarlierReadings(string folder) : IEngine
{
    public async Task<Reading> ReadAsync(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var path = Path.Combine(folder, (name.EndsWith(".scan", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : name) + ".read.json");
        var json = File.Exists(path) ? await File.ReadAllBytesAsync(path) : throw new InvalidOperationException($"{path} is not there.");
        return new Reading(LayoutDocument.Read(json), json, 0, 0);
    }
}

/// <summary>The program that reads documents: <c>COMMAND read FILE --format json</c>.</summary>
internal sealed class Engine(string command) : IEngine
{
    private readonly string[] _command = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has the end of what it said.</exception>
    public async Task<Reading> ReadAsync(string file)
    {
        var start = new ProcessStartInfo(_command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in _command.Skip(1).Concat(["read", file, "--format", "json"]))
        {
            start.ArgumentList.Add(argument);
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var ended = new CancellationTokenSource();
        var memory = WatchMemoryAsync(process.Id, ended.Token);
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.StandardOutput.BaseStream.CopyToAsync(output, CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        var seconds = clock.Elapsed.TotalSeconds;
        await ended.CancelAsync();
        var said = await error;
        return process.ExitCode == 0
            ? new Reading(LayoutDocument.Read(output.GetBuffer().AsSpan(0, (int)output.Length)), output.ToArray(), seconds, await memory)
            : throw new InvalidOperationException($"{Path.GetFileName(file)}: code {process.ExitCode}: {said[Math.Max(0, said.Length - 400)..].Trim()}");
    }

    /// <returns>The most resident memory of the process itself, in bytes: the kernel's high-water mark (proc(5), VmHWM), read while it lives.</returns>
    private static async Task<long> WatchMemoryAsync(int process, CancellationToken ended)
    {
        var most = 0L;
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var line = (await File.ReadAllLinesAsync($"/proc/{process}/status", ended)).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                most = line is null ? most : Math.Max(most, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024);
                await Task.Delay(50, ended);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // It ended between two looks.
                break;
            }
        }

        return most;
    }
}

/// <param name="PeakBytes">Resident memory of the reading process at its height, without its children.</param>
internal sealed record Reading(LayoutDocument Document, byte[] Json, double Seconds, long PeakBytes);
