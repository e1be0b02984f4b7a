using System.Net;
using System.Text.Json.Nodes;
using Limner.Generation;
using Limner.Generation.Pipelines;
using Limner.Testing.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Host.Tests.Painting;

/// <summary>A server with small diffusion models, two people at it, and an engine that can be held.</summary>
public sealed class Studio : IAsyncLifetime
{
    public LimnerApp App { get; private set; } = null!;

    public HttpClient Ada => App.Client;

    public HttpClient Ben { get; private set; } = null!;

    internal GatedEngine Engine => (GatedEngine)App.Services.GetRequiredService<IDiffusionEngine>();

    public string Root => Path.Combine(App.DataDirectory, "generations");

    public static LimnerAppOptions Options(params (string Key, string Value)[] settings) => new()
    {
        // What a test sets comes last.
        Settings = new[]
        {
            ("tagging.detect_objects", "false"), ("jobs.retry_seconds", "1"), ("security.enable_rate_limiting", "false"), ("generation.default_model", "sd15"),
        }.Concat(settings).GroupBy(setting => setting.Item1, StringComparer.Ordinal).ToDictionary(setting => setting.Key, setting => setting.Last().Item2, StringComparer.Ordinal),
        Prepare = directory =>
        {
            foreach (var name in new[] { "sd15", "turbo", "inpaint" })
            {
                SmallDiffusion.Install(directory.Combine("data"), name, name);
            }
        },
        AdjustServices = services => services.Replace(ServiceDescriptor.Singleton<IDiffusionEngine>(provider => new GatedEngine(ActivatorUtilities.CreateInstance<DiffusionEngine>(provider)))),
    };

    public async Task InitializeAsync()
    {
        App = await LimnerApp.StartSignedInAsync(Options());
        Ben = await App.InviteAsync("ben");
    }

    public async Task DisposeAsync()
    {
        Engine.Open();
        Ben.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>A request that takes milliseconds.</summary>
    public static JsonObject Body(string prompt, Action<JsonObject>? change = null)
    {
        var body = new JsonObject { ["prompt"] = prompt, ["width"] = 64, ["height"] = 64, ["steps"] = 2, ["seed"] = 7, ["model"] = "sd15" };
        change?.Invoke(body);
        return body;
    }

    /// <summary>Asks and does not wait.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> AskAsync(HttpClient who, JsonObject body)
        => (string)(await who.SendAsync(HttpMethod.Post, "/api/v1/generate", body, HttpStatusCode.Accepted))["id"]!;

    /// <summary>Asks and waits for the end.</summary>
    public static Task<JsonObject> PaintAsync(HttpClient who, JsonObject body) => who.SendAsync(HttpMethod.Post, "/api/v1/generate?wait=60", body, HttpStatusCode.OK);

    public static Task<JsonObject> GetAsync(HttpClient who, string id) => who.SendAsync(HttpMethod.Get, $"/api/v1/generations/{id}", null, HttpStatusCode.OK);

    public static Task<JsonObject> EndOfAsync(HttpClient who, string id)
        => Eventually.FindAsync(() => GetAsync(who, id), generation => generation["finished_at"] is not null);

    /// <summary>Until this prompt is held by the engine.</summary>
    public Task HeldAsync(string prompt) => Eventually.HoldsAsync(() => Engine.Held == prompt);
}
