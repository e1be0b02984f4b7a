using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Limner.Host.Tests.Security;

public sealed class LastingRequestTests
{
    private const string Lasting = "/lasting";

    [Fact]
    public async Task A_download_ends_with_the_key_it_was_asked_for_with()
    {
        await using var app = await StartAsync();
        var (kept, _) = await AddKeyAsync(app);
        var (revoked, id) = await AddKeyAsync(app);
        using var stays = await BeginAsync(app, kept);
        using var ends = await BeginAsync(app, revoked);
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/api-keys/{id}", null, HttpStatusCode.NoContent);
        await EndsAsync(ends);
        (await (await stays.Content.ReadAsStreamAsync()).ReadAsync(new byte[1])).ShouldBe(1);
    }

    [Fact]
    public async Task A_download_ends_with_its_session()
    {
        await using var app = await StartAsync();
        using var download = await app.Client.GetAsync(Lasting, HttpCompletionOption.ResponseHeadersRead);
        await app.SendAsync(HttpMethod.Delete, "/api/v1/session", null, HttpStatusCode.NoContent);
        await EndsAsync(download);
    }

    private static Task<LimnerApp> StartAsync() => LimnerApp.StartSignedInAsync(new LimnerAppOptions
    {
        // An original that never ends, to somebody who reads it slowly.
        MapMore = routes => routes.MapGet(Lasting, async (HttpContext context) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[100], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(50, context.RequestAborted);
            }
        }).DisableRequestTimeout(),
    });

    private static async Task<(string Key, string Id)> AddKeyAsync(LimnerApp app)
    {
        var made = await app.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "program", scopes = new[] { "read" } }, HttpStatusCode.Created);
        return (made["key"]!.GetValue<string>(), made["api_key"]!["id"]!.GetValue<string>());
    }

    private static async Task<HttpResponseMessage> BeginAsync(LimnerApp app, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Lasting);
        request.Headers.Add("X-Api-Key", key);
        var response = await app.NewClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response;
    }

    private static async Task EndsAsync(HttpResponseMessage download)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var body = await download.Content.ReadAsStreamAsync(limit.Token);
        var buffer = new byte[1000];
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (await body.ReadAsync(buffer, limit.Token) > 0)
            {
                limit.Token.ThrowIfCancellationRequested();
            }
        });
    }
}
