using System.Net;
using System.Text.Json.Nodes;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Operations.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Host.Tests.Health;

public sealed class HealthTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    [InlineData("/api/v1/health")]
    public async Task A_healthy_server_says_ok_to_anybody(string path)
    {
        var report = await shared.App.GetAsync(path);
        ((string?)report["status"]).ShouldBe("ok", report.ToJsonString());
        report["checks"]!.AsArray().Select(check => (string?)check!["name"]).ShouldContain("database");
        if (path == "/health")
        {
            report["checks"]!.AsArray().Select(check => (string?)check!["name"]).ShouldBe(["camera_formats", "data_directory", "database", "disk_space", "embedding_model", "native_libraries", "object_detection_model", "places", "previews", "text_recognition", "vision_models", "watching"]);
        }
    }

    [Fact]
    public async Task A_degraded_part_shows_in_the_report_but_the_server_stays_ready()
    {
        await using var app = await StartWithAsync("models", HealthCheckResult.Degraded("The built-in model is not there."), []);
        var report = await app.GetAsync("/health");
        ((string?)report["status"]).ShouldBe("degraded");
        var check = report["checks"]!.AsArray().Single(check => (string?)check!["name"] == "models")!;
        ((string?)check["status"]).ShouldBe("degraded");
        ((string?)check["detail"]).ShouldBe("The built-in model is not there.");
        await app.GetAsync("/health/ready");
    }

    [Fact]
    public async Task Without_what_it_must_have_the_server_is_not_ready()
    {
        await using var app = await StartWithAsync("database_copy", HealthCheckResult.Unhealthy("gone", new InvalidOperationException("a secret path")), [HealthModule.Ready]);
        using var response = await app.Client.GetAsync("/health/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var text = await response.Content.ReadAsStringAsync();
        JsonNode.Parse(text)!["checks"]!.AsArray().Select(check => (string?)check!["status"]).ShouldContain("failed");
        text.ShouldNotContain("secret");
        ((string?)(await app.GetAsync("/health"))["status"]).ShouldBe("degraded");
    }

    [Fact]
    public async Task A_data_directory_that_went_away_is_noticed()
    {
        await using var app = await LimnerApp.StartAsync();
        Directory.Move(app.DataDirectory, app.DataDirectory + "-away");

        // A file in its place: else the log, which is about to say what is wrong, might make the directory anew.
        await File.WriteAllTextAsync(app.DataDirectory, "");
        var report = await app.GetAsync("/health");
        ((string?)report["checks"]!.AsArray().Single(check => (string?)check!["name"] == "data_directory")!["status"]).ShouldBe("failed");
    }

    [Fact]
    public async Task A_model_that_is_not_installed_degrades_the_server_and_says_what_mends_it()
    {
        var result = await new BuiltInModelCheck(new ModelStore(), "no-such-model").CheckHealthAsync(new HealthCheckContext());
        result.Status.ShouldBe(HealthStatus.Degraded);
        result.Description.ShouldNotBeNull().ShouldContain(ErrorCatalogue.ModelNotFound.Remedy);
    }

    private static Task<LimnerApp> StartWithAsync(string name, HealthCheckResult result, string[] tags)
        => LimnerApp.StartAsync(new LimnerAppOptions { AdjustServices = services => services.AddHealthChecks().AddCheck(name, () => result, tags) });
}
