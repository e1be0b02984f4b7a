using System.Diagnostics;
using System.Net;

namespace Limner.Host.Tests.Accounts;

public sealed class UserCommandTests
{
    [Fact]
    public async Task Who_owns_the_machine_makes_a_link_for_an_administrator_who_is_locked_out()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var busy = await RunAsync("user", "reset", "ada", "--data", app.DataDirectory);
        busy.Code.ShouldBe(69);
        busy.Error.ShouldContain("Another server is using the data directory");

        var path = "";
        await app.RestartAsync(async () =>
        {
            var unknown = await RunAsync("user", "reset", "nobody", "--data", app.DataDirectory);
            (unknown.Code, unknown.Output).ShouldBe((69, ""));
            var made = await RunAsync("user", "reset", "ADA", "--data", app.DataDirectory);
            made.Code.ShouldBe(0, made.Error);
            path = made.Output.Trim();
        });
        path.ShouldStartWith("/welcome#");

        using var browser = app.NewClient();
        var joined = await browser.SendAsync(HttpMethod.Post, "/api/v1/invitations/accept", new { token = path["/welcome#".Length..], password = "found my way back in" }, HttpStatusCode.Created);
        ((string?)joined["user"]!["user_name"], (string?)joined["user"]!["role"]).ShouldBe(("ada", "administrator"));
        await app.SendAsync(HttpMethod.Get, "/api/v1/me", body: null, HttpStatusCode.Unauthorized);
        var events = await browser.SendAsync(HttpMethod.Get, "/api/v1/security/events?kind=reset_link_made", body: null, HttpStatusCode.OK);
        ((string?)events["items"]!.AsArray().ShouldHaveSingleItem()!["detail"]).ShouldBe("on the command line");
    }

    [Fact]
    public async Task A_mistyped_data_directory_is_said_and_not_made()
    {
        using var temporary = new Limner.Testing.TemporaryDirectory();
        var (code, output, error) = await RunAsync("user", "reset", "ada", "--data", temporary.Combine("dtaa"));
        (code, output).ShouldBe((69, ""));
        error.ShouldContain("There is no database at");
        Directory.Exists(temporary.Combine("dtaa")).ShouldBeFalse();
    }

    /// <summary>The real program, as a process of its own.</summary>
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LimnerServer).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }
}
