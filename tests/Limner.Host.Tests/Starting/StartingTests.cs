using System.Net;
using System.Net.Sockets;
using Limner.Host.Cli;
using Limner.Kernel.Errors;
using Limner.Operations.Configuration;
using Limner.Testing;

namespace Limner.Host.Tests.Starting;

public sealed class StartingTests
{
    [Fact]
    public async Task A_second_server_on_the_same_data_directory_is_refused_by_name()
    {
        await using var app = await LimnerApp.StartAsync();
        var failure = (await StartOnAsync(app.DataDirectory, "http://127.0.0.1:0").ShouldThrowAsync<LimnerException>()).Failure;
        failure.Error.ShouldBe(ErrorCatalogue.DataDirectoryInUse);
        failure.Detail.ShouldBe($"{app.DataDirectory} is used by process {Environment.ProcessId}");
        await app.GetAsync("/health");
    }

    [Fact]
    public async Task A_server_that_could_not_start_leaves_the_data_directory_free()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var temporary = new TemporaryDirectory();
        await StartOnAsync(temporary.FullName, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}").ShouldThrowAsync<IOException>();
        await using var server = await StartOnAsync(temporary.FullName, "http://127.0.0.1:0");
    }

    [Fact]
    public async Task What_is_kept_is_there_after_a_restart()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        await app.RestartAsync();
        ((string?)(await app.GetAsync("/api/v1/me"))["user_name"]).ShouldBe(LimnerApp.UserName);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_used_ends_with_its_own_exit_code_and_touches_nothing()
    {
        using var temporary = new TemporaryDirectory();
        var (code, error) = await RunAsync(["serve", "--data", temporary.Combine("data"), "--urls", "nonsense", "--set", "storage.thumbnail_quality=0"]);
        code.ShouldBe(CommandLine.ConfigurationError);
        error.ShouldContain("server.urls = nonsense");
        error.ShouldContain("storage.thumbnail_quality = 0");
        error.ShouldNotContain("   at ");
        File.Exists(temporary.Combine("data", "limner.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_one_line_and_no_stack_trace()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var temporary = new TemporaryDirectory();
        var (code, error) = await RunAsync(["serve", "--data", temporary.Combine("data"), "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"]);
        code.ShouldBe(CommandLine.Unavailable);
        error.ShouldContain("address already in use");
        error.ShouldNotContain("   at ");
    }

    private static Task<LimnerServer> StartOnAsync(string dataDirectory, string urls)
        => LimnerServer.StartAsync(
            new ServeSettings(new ConfigurationInputs(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["storage.data_dir"] = dataDirectory, ["server.urls"] = urls, ["general.log_level"] = "CRITICAL" },
                new Dictionary<string, string>(StringComparer.Ordinal),
                dataDirectory)),
            CancellationToken.None);

    /// <summary>The real program, as a process of its own.</summary>
    private static async Task<(int Code, string Error)> RunAsync(string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", [typeof(LimnerServer).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, error + await output);
    }
}
