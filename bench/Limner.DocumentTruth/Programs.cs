using System.Text;
using Limner.Safety.Processes;

namespace Limner.DocumentTruth;

/// <summary>Poppler, Tesseract and the like: limited, but not by little.</summary>
internal static class Programs
{
    private static readonly LimitedProcessRunner Runner = new(TimeProvider.System);

    public static async Task<ReadOnlyMemory<byte>> RunAsync(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input = default)
        => (await Runner.RunAsync(
            new LimitedProcess(program, arguments)
            {
                Input = input,
                Limits = new ProcessLimits { Deadline = TimeSpan.FromMinutes(20), CpuTime = TimeSpan.FromMinutes(30), MemoryBytes = 400L << 30, OutputBytes = 512 << 20 },
            },
            CancellationToken.None)).Output;

    public static async Task<string> TextAsync(string program, params string[] arguments) => Encoding.UTF8.GetString((await RunAsync(program, arguments)).Span);
}
