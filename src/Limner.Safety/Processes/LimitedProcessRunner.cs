using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Limner.Kernel.Errors;

namespace Limner.Safety.Processes;

/// <summary>
/// Runs helper programs on untrusted input. Each gets a process group of its own (<c>setsid</c>) and the kernel's limits on memory,
/// processor time, file size and core dumps (<c>prlimit</c>); the whole group is killed when the program ends, whichever way. What
/// left the group for a session of its own is found by a mark in its environment (<see cref="Escapees"/>).
/// </summary>
public sealed partial class LimitedProcessRunner(TimeProvider clock)
{
    private const int ErrorTailBytes = 4096;
    private const int Kill = 9;

    /// <summary>By the real clock: how long pipes may stay open after all that could be found is dead.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <returns>What it wrote, all of it in memory.</returns>
    /// <inheritdoc cref="RunAsync(LimitedProcess, Func{Stream, CancellationToken, Task}, CancellationToken)"/>
    public async Task<ProcessOutput> RunAsync(LimitedProcess request, CancellationToken cancellation)
    {
        var output = new MemoryStream();
        var errorTail = await RunAsync(request, (written, stop) => written.CopyToAsync(output, stop), cancellation);
        return new ProcessOutput(output.GetBuffer().AsMemory(0, (int)output.Length), errorTail);
    }

    /// <param name="receive">
    /// Reads the standard output while the program runs. What it leaves is read and dropped, and what it throws is thrown once the program has ended with 0: one that
    /// failed in the middle is the reason for that, not its result.
    /// </param>
    /// <returns>The last few kilobytes of its standard error.</returns>
    /// <exception cref="LimnerException">
    /// <c>child_process</c>: not found, ended with another code than 0 or by a signal (a limit ends so too), or wrote too much;
    /// <c>child_process_timeout</c>: the deadline passed. The detail ends with what the program wrote to its standard error.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller gave up; nothing of the program is left.</exception>
    public async Task<string> RunAsync(LimitedProcess request, Func<Stream, CancellationToken, Task> receive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var mark = Escapees.NewMark();
        using var process = Start(request, mark);
        using var deadline = new CancellationTokenSource(request.Limits.Deadline, clock);
        using var overflow = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token, overflow.Token);

        var errorTail = new TailBuffer(ErrorTailBytes);
        var pumps = Task.WhenAll(
            SendInputAsync(process, request.Input),
            ReceiveOutputAsync(new BoundedStream(process.StandardOutput.BaseStream, request.Limits.OutputBytes, overflow), receive, overflow.Token),
            ReceiveErrorAsync(process.StandardError.BaseStream, errorTail));
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Which of the three it was is told apart below, once nothing runs any more.
        }
        finally
        {
            KillGroup(process);
            Escapees.KillAll(mark);
        }

        // Everything that held the pipes is dead, so both reach their end.
        if (await Task.WhenAny(pumps, Task.Delay(Grace, CancellationToken.None)) != pumps)
        {
            // But for a process that wiped its environment: the readers stop here, not when it ends.
            await overflow.CancelAsync();
            _ = pumps.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw new LimnerException(ErrorCatalogue.ChildProcess, Describe(request, "left a process behind that could not be found", errorTail));
        }

        // Thrown below, where nothing else is the reason.
        _ = pumps.Exception;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (deadline.IsCancellationRequested)
        {
            throw new LimnerException(ErrorCatalogue.ChildProcessTimeout, Describe(request, $"was stopped after {request.Limits.Deadline.TotalSeconds:0.#} s", errorTail));
        }

        if (overflow.IsCancellationRequested)
        {
            throw new LimnerException(ErrorCatalogue.ChildProcess, Describe(request, $"wrote more than {request.Limits.OutputBytes} bytes", errorTail));
        }

        if (process.ExitCode != 0)
        {
            throw new LimnerException(ErrorCatalogue.ChildProcess, Describe(request, DescribeExit(process.ExitCode), errorTail));
        }

        await pumps;
        return errorTail.ToString();
    }

    private static Process Start(LimitedProcess request, string mark)
    {
        var limits = request.Limits;
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = request.WorkingDirectory ?? Path.GetTempPath(),
        };
        string[] arguments =
        [
            "prlimit",
            string.Create(CultureInfo.InvariantCulture, $"--as={limits.MemoryBytes}"),
            string.Create(CultureInfo.InvariantCulture, $"--cpu={Math.Max(1, (long)Math.Ceiling(limits.CpuTime.TotalSeconds))}"),
            string.Create(CultureInfo.InvariantCulture, $"--fsize={limits.FileBytes}"),
            "--core=0",
            "--",
            request.FileName,
            .. request.Arguments,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var path = start.Environment.TryGetValue("PATH", out var value) ? value : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path ?? "/usr/local/bin:/usr/bin:/bin";
        start.Environment[Escapees.Variable] = mark;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["HOME"] = start.WorkingDirectory;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LimnerException(ErrorCatalogue.ChildProcess, $"setsid could not be started ({exception.Message}); install util-linux", exception);
        }
    }

    private static async Task SendInputAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of it; its exit code says whether that is a failure.
        }
    }

    private static async Task ReceiveOutputAsync(Stream from, Func<Stream, CancellationToken, Task> receive, CancellationToken stop)
    {
        try
        {
            await receive(from, stop);
        }
        finally
        {
            // A program that cannot write waits until its deadline.
            await from.CopyToAsync(Stream.Null, stop);
        }
    }

    private static async Task ReceiveErrorAsync(Stream from, TailBuffer to)
    {
        var buffer = new byte[4096];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            to.Append(buffer.AsSpan(0, read));
        }
    }

    private static void KillGroup(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        // setsid made the program the leader of a group with its own process id. Once the group is empty this finds nothing.
        _ = KillNative(-process.Id, Kill);
    }

    private static string DescribeExit(int code) => code > 128 ? $"was ended by signal {code - 128}" : $"ended with code {code}";

    private static string Describe(LimitedProcess request, string what, TailBuffer errorTail)
        => $"{Path.GetFileName(request.FileName)} {what}{(errorTail.ToString() is { Length: > 0 } tail ? ": " + tail : "")}";

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillNative(int process, int signal);

    /// <summary>Keeps the last bytes of a stream, however long it is.</summary>
    private sealed class TailBuffer(int capacity)
    {
        private readonly byte[] _bytes = new byte[capacity];
        private int _length;

        public void Append(ReadOnlySpan<byte> data)
        {
            data = data[Math.Max(0, data.Length - capacity)..];
            var keep = Math.Min(_length, capacity - data.Length);
            _bytes.AsSpan(_length - keep, keep).CopyTo(_bytes);
            data.CopyTo(_bytes.AsSpan(keep));
            _length = keep + data.Length;
        }

        public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, _length).Trim();
    }
}
