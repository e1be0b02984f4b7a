using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Host.Tests.Security;

public sealed class ServerLimitTests
{
    [Fact]
    public async Task A_request_that_takes_too_long_is_stopped_and_says_so()
    {
        var stopped = new TaskCompletionSource();
        await using var app = await LimnerApp.StartAsync(With("server.request_timeout_seconds", "1") with
        {
            MapMore = routes => routes.MapGet("/test/slow", async (CancellationToken cancellation) =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                }
                finally
                {
                    stopped.SetResult();
                }
            }).AllowAnonymous(),
        });
        using var response = await app.Client.GetAsync("/test/slow");
        await stopped.Task;
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await response.Content.ReadAsStringAsync());
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("request_timeout");
    }

    [Fact]
    public async Task The_limits_of_connections_have_their_defaults()
    {
        await using var app = await LimnerApp.StartAsync();
        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        limits.MaxConcurrentConnections.ShouldBe(1000);
        limits.KeepAliveTimeout.ShouldBe(TimeSpan.FromSeconds(130));
        limits.RequestHeadersTimeout.ShouldBe(TimeSpan.FromSeconds(15));
        limits.MaxRequestBodySize.ShouldBe(1024 * 1024);
        limits.MinRequestBodyDataRate!.BytesPerSecond.ShouldBe(240);
        limits.MaxRequestHeadersTotalSize.ShouldBe(32 * 1024);
    }

    [Fact]
    public async Task Behind_a_proxy_idle_connections_are_kept_shortly()
    {
        await using var app = await LimnerApp.StartAsync(With("server.trusted_proxies", "10.0.0.1"));
        app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.KeepAliveTimeout.ShouldBe(TimeSpan.FromSeconds(5));
    }

    private static LimnerAppOptions With(string key, string value) => new() { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value } };
}
