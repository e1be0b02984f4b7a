namespace Limner.Safety.Processes;

/// <summary>A helper program to run. It sees nothing of the server's environment but PATH.</summary>
/// <param name="FileName">A program on PATH, or an absolute path.</param>
/// <param name="Arguments">Passed as they are, never through a shell.</param>
public sealed record LimitedProcess(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs; null: the temporary directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>What it reads from its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    public ProcessLimits Limits { get; init; } = new();
}

/// <summary>How much a helper program may use. All bounds hold for each process it starts as well, except output and deadline: those hold for all together.</summary>
public sealed record ProcessLimits
{
    /// <summary>Wall-clock time until all is killed.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Processor time, in whole seconds.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Address space in bytes.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Bytes it may write to its standard output; more is a failure.</summary>
    public int OutputBytes { get; init; } = 16 << 20;

    /// <summary>Size of any one file it may write, in bytes.</summary>
    public long FileBytes { get; init; } = 1L << 30;
}

/// <summary>What a helper program that ended with 0 has written.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="ErrorTail">The last few kilobytes of its standard error.</param>
public sealed record ProcessOutput(ReadOnlyMemory<byte> Output, string ErrorTail);
