using System.Globalization;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Safety.Processes;
using Limner.Testing;

namespace Limner.Safety.Tests.Processes;

public sealed class LimitedProcessRunnerTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly FakeClock _clock = new();
    private readonly LimitedProcessRunner _runner;

    public LimitedProcessRunnerTests() => _runner = new LimitedProcessRunner(_clock);

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Input_goes_in_and_output_comes_back()
    {
        var result = await _runner.RunAsync(new LimitedProcess("cat", []) { Input = "무지개"u8.ToArray() }, CancellationToken.None);
        Encoding.UTF8.GetString(result.Output.Span).ShouldBe("무지개");
    }

    [Fact]
    public async Task Arguments_are_not_read_by_a_shell()
    {
        var result = await _runner.RunAsync(new LimitedProcess("printf", ["%s", "$(id); 'x' \"y\"\n"]), CancellationToken.None);
        Encoding.UTF8.GetString(result.Output.Span).ShouldBe("$(id); 'x' \"y\"\n");
    }

    [Fact]
    public async Task The_servers_environment_is_not_passed_on()
    {
        var result = await _runner.RunAsync(new LimitedProcess("env", []), CancellationToken.None);
        Encoding.UTF8.GetString(result.Output.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0])
            .ShouldBe(["PATH", "LANG", "HOME", "LIMNER_CHILD"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_failure_carries_the_exit_code_and_the_end_of_the_error_stream()
    {
        var failure = await FailAsync(Shell("yes noise | head -c 100000 >&2; echo the reason >&2; exit 3"));
        failure.Error.ShouldBe(ErrorCatalogue.ChildProcess);
        failure.Detail.ShouldNotBeNull().ShouldStartWith("sh ended with code 3");
        failure.Detail.ShouldEndWith("the reason");
        failure.Detail.Length.ShouldBeLessThan(5000);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
        => (await FailAsync(new LimitedProcess("no-such-program", []))).Detail.ShouldNotBeNull().ShouldContain("no-such-program");

    [Fact]
    public async Task At_the_deadline_the_whole_group_is_killed()
    {
        var pids = _temporary.Combine("pids");
        var running = _runner.RunAsync(
            Shell($"sleep 1000 & echo $! > '{pids}.new'; echo $$ >> '{pids}.new'; mv '{pids}.new' '{pids}'; wait") with { Limits = new ProcessLimits { Deadline = TimeSpan.FromSeconds(30) } },
            CancellationToken.None);
        var ids = await ReadPidsAsync(pids);
        ids.ShouldAllBe(id => IsRunning(id));

        _clock.Advance(TimeSpan.FromSeconds(29));
        running.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        var failure = (await running.ShouldThrowAsync<LimnerException>()).Failure;
        failure.Error.ShouldBe(ErrorCatalogue.ChildProcessTimeout);
        ids.ShouldAllBe(id => !IsRunning(id));
    }

    [Fact]
    public async Task When_the_caller_cancels_the_whole_group_is_killed()
    {
        var pids = _temporary.Combine("pids");
        using var cancellation = new CancellationTokenSource();
        var running = _runner.RunAsync(Shell($"sleep 1000 & echo $! > '{pids}.new'; mv '{pids}.new' '{pids}'; wait"), cancellation.Token);
        var ids = await ReadPidsAsync(pids);
        await cancellation.CancelAsync();
        await running.ShouldThrowAsync<OperationCanceledException>();
        ids.ShouldAllBe(id => !IsRunning(id));
    }

    [Fact]
    public async Task A_child_left_behind_neither_holds_up_the_answer_nor_survives_it()
    {
        var result = await _runner.RunAsync(Shell("sleep 1000 & echo $!"), CancellationToken.None);
        IsRunning(int.Parse(Encoding.UTF8.GetString(result.Output.Span), CultureInfo.InvariantCulture)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("> /dev/null 2>&1 < /dev/null")]
    public async Task One_that_left_for_a_session_of_its_own_neither_holds_up_the_answer_nor_survives_it(string redirection)
    {
        var pid = _temporary.Combine("pid");
        var result = await _runner.RunAsync(
            Shell($"setsid sh -c 'echo $$ > {pid}.new; mv {pid}.new {pid}; exec sleep 1000' {redirection} & while [ ! -e {pid} ]; do sleep 0.01; done; echo done"),
            CancellationToken.None);
        Encoding.UTF8.GetString(result.Output.Span).ShouldBe("done\n");
        IsRunning(int.Parse(await File.ReadAllTextAsync(pid), CultureInfo.InvariantCulture)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_flood_of_output_is_cut_off()
    {
        var failure = await FailAsync(new LimitedProcess("yes", []) { Limits = new ProcessLimits { OutputBytes = 100_000 } });
        failure.Error.ShouldBe(ErrorCatalogue.ChildProcess);
        failure.Detail.ShouldBe("yes wrote more than 100000 bytes");
    }

    [Fact]
    public async Task Output_is_read_while_the_program_writes_it()
    {
        using var seen = new MemoryStream();
        var gate = _temporary.Combine("gate");
        await _runner.RunAsync(
            Shell($"echo first; while [ ! -e {gate} ]; do sleep 0.01; done; echo second"),
            async (output, stop) =>
            {
                var first = new byte[6];
                await output.ReadExactlyAsync(first, stop);
                await File.WriteAllTextAsync(gate, "", stop);
                await seen.WriteAsync(first, stop);
                await output.CopyToAsync(seen, stop);
            },
            CancellationToken.None);
        Encoding.UTF8.GetString(seen.ToArray()).ShouldBe("first\nsecond\n");
    }

    [Fact]
    public async Task What_nobody_reads_holds_up_no_program()
        => (await _runner.RunAsync(Shell("head -c 1000000 /dev/zero; echo note >&2"), (_, _) => Task.CompletedTask, CancellationToken.None)).ShouldBe("note");

    [Theory]
    [InlineData(0, typeof(FormatException))]
    [InlineData(3, typeof(LimnerException))]
    public async Task A_reader_that_fails_is_the_failure_unless_the_program_failed_too(int exit, Type expected)
        => (await Should.ThrowAsync<Exception>(() => _runner.RunAsync(Shell($"head -c 1000000 /dev/zero; exit {exit}"), (_, _) => throw new FormatException("No picture."), CancellationToken.None)))
            .ShouldBeOfType(expected);

    [Fact]
    public async Task Too_much_memory_ends_the_program()
    {
        // dd takes its whole block at once.
        var hog = new LimitedProcess("dd", ["if=/dev/zero", "of=/dev/null", "bs=512M", "count=1"]);
        await _runner.RunAsync(hog with { Limits = new ProcessLimits { MemoryBytes = 1L << 30 } }, CancellationToken.None);
        (await FailAsync(hog with { Limits = new ProcessLimits { MemoryBytes = 128L << 20 } })).Error.ShouldBe(ErrorCatalogue.ChildProcess);
    }

    [Fact]
    public async Task Too_much_processor_time_ends_the_program()
        => (await FailAsync(Shell("while :; do :; done") with { Limits = new ProcessLimits { CpuTime = TimeSpan.FromSeconds(1) } })).Detail.ShouldNotBeNull().ShouldContain("signal");

    [Fact]
    public async Task Too_large_a_file_ends_the_program()
    {
        var file = _temporary.Combine("large");
        await FailAsync(new LimitedProcess("dd", ["if=/dev/zero", $"of={file}", "bs=1M", "count=8"]) { Limits = new ProcessLimits { FileBytes = 2 << 20 } });
        new FileInfo(file).Length.ShouldBeLessThanOrEqualTo(2 << 20);
    }

    private static LimitedProcess Shell(string script) => new("sh", ["-c", script]);

    private async Task<Failure> FailAsync(LimitedProcess process)
        => (await _runner.RunAsync(process, CancellationToken.None).ShouldThrowAsync<LimnerException>()).Failure;

    /// <summary>Waits for the file that the program renames into place once it has written its process ids.</summary>
    private static async Task<int[]> ReadPidsAsync(string path)
    {
        while (!File.Exists(path))
        {
            await Task.Delay(5);
        }

        return [.. (await File.ReadAllLinesAsync(path)).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    /// <summary>A killed process that nobody has reaped yet is a zombie, and no longer runs.</summary>
    private static bool IsRunning(int id)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            return status[status.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
