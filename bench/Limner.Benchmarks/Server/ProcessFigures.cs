namespace Limner.Benchmarks.Server;

/// <summary>What Linux counts for a process, from /proc (proc(5)).</summary>
internal static class ProcessFigures
{
    /// <summary>The largest resident set so far, in MB (10^6 bytes).</summary>
    public static double PeakMegabytes(int process) => Status(process, "VmHWM") * 1024 / 1e6;

    /// <summary>The resident set now, in MB (10^6 bytes).</summary>
    public static double ResidentMegabytes(int process) => Status(process, "VmRSS") * 1024 / 1e6;

    /// <summary>Bytes that the process has read by system calls, from files, sockets and pipes alike.</summary>
    public static long BytesRead(int process) => Figure($"/proc/{process}/io", "rchar");

    /// <summary>Processor seconds used so far, user and system.</summary>
    public static double ProcessorSeconds(int process)
    {
        using var running = System.Diagnostics.Process.GetProcessById(process);
        return running.TotalProcessorTime.TotalSeconds;
    }

    private static long Status(int process, string name) => Figure($"/proc/{process}/status", name);

    private static long Figure(string file, string name)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }
}
