using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Limner.Testing.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Limner.Testing.Models;

/// <summary>Plays a server that speaks OpenAI's images endpoint, on the loopback.</summary>
public sealed class FakeImageServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonObject> _questions = new();

    private FakeImageServer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>Bodies, in the order they came.</summary>
    public IReadOnlyList<JsonObject> Questions => [.. _questions];

    /// <summary>Status and body in place of pictures; null: pictures.</summary>
    public Func<JsonObject, (int Status, string Body)?> Instead { get; set; } = _ => null;

    public static async Task<FakeImageServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeImageServer(app);
        app.MapPost("/v1/images/generations", server.AnswerAsync);
        await app.StartAsync();
        server.Address = app.Urls.First();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        _questions.Enqueue(body);
        if (Instead(body) is { } other)
        {
            context.Response.StatusCode = other.Status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(other.Body);
            return;
        }

        var pictures = Enumerable.Range(0, (int)body["n"]!).Select(number => (JsonNode)new JsonObject { ["b64_json"] = Convert.ToBase64String(ManyPictures.Gradient(number, 128, 128)) });
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject { ["created"] = 1, ["data"] = new JsonArray([.. pictures]) }.ToJsonString());
    }
}
