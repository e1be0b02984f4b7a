using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Limner.Testing.Models;

/// <summary>How <see cref="FakeOllama"/> answers a question.</summary>
public enum FakeMode
{
    /// <summary>A caption and tags as the schema asks.</summary>
    Good,

    /// <summary>A web page instead of an answer, as a proxy sends it.</summary>
    Html,

    /// <summary>The model's JSON ends in the middle.</summary>
    CutJson,

    /// <summary>JSON of other fields.</summary>
    WrongSchema,

    /// <summary>A hundred thousand tags, no two alike.</summary>
    ManyTags,

    /// <summary>Random words without end, at full speed: a gigabyte for whoever reads it all.</summary>
    Gigabyte,

    /// <summary>A byte a second.</summary>
    Slow,

    /// <summary>The same words over and over.</summary>
    Loop,

    /// <summary>429 with Retry-After: 1.</summary>
    TooMany,

    /// <summary>500.</summary>
    Broken,

    /// <summary>The request is taken, and nothing follows.</summary>
    Never,

    /// <summary>Done, without a word.</summary>
    Empty,

    /// <summary>Thinks, and says nothing.</summary>
    ThinkingOnly,
}

/// <summary>A question as it arrived.</summary>
/// <param name="Picture">The first picture, decoded; null where there was none.</param>
public sealed record FakeQuestion(JsonObject Body, string Prompt, byte[]? Picture);

/// <summary>
/// A real HTTP server on the loopback that speaks Ollama's API (version, tags, ps, chat) and misbehaves on demand. It answers without a model: the caption and tags
/// are a function of the picture's bytes, so that a test can tell which picture was asked about.
/// </summary>
public sealed class FakeOllama : IAsyncDisposable
{
    public const string Model = "llava:7b";

    /// <summary>What <c>/v1</c> asks for.</summary>
    public const string Key = "sk-loopback";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeQuestion> _questions = new();
    private int _inFlight;
    private int _mostInFlight;

    private FakeOllama(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    public FakeMode Mode { get; set; }

    /// <summary>How long a good answer takes.</summary>
    public TimeSpan ThinkTime { get; set; }

    /// <summary>What a good answer says; null: made from the picture.</summary>
    public Func<FakeQuestion, string>? Answer { get; set; }

    /// <summary>For some questions another mode than <see cref="Mode"/>.</summary>
    public Func<FakeQuestion, FakeMode?>? ModeFor { get; set; }

    /// <summary>Every question about a picture, in the order of arrival.</summary>
    public IReadOnlyList<FakeQuestion> Questions => [.. _questions];

    /// <summary>The most questions that were here at once.</summary>
    public int MostInFlight => _mostInFlight;

    /// <param name="port">0: a free one.</param>
    public static async Task<FakeOllama> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "fake-ollama" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        var app = builder.Build();
        var fake = new FakeOllama(app);
        app.MapGet("/api/version", () => Results.Json(new { version = "0.12.3" }));
        app.MapGet("/api/tags", () => Results.Json(new { models = new[] { new { name = Model, size = 4_733_363_377L, details = new { parameter_size = "7B" } }, new { name = "moondream:1.8b", size = 1_738_451_197L, details = new { parameter_size = "1B" } } } }));
        app.MapGet("/api/ps", () => Results.Json(new { models = new[] { new { name = Model } } }));
        app.MapPost("/api/chat", fake.ChatAsync);
        app.MapGet("/v1/models", (HttpContext http) => http.Request.Headers.Authorization == $"Bearer {Key}"
            ? Results.Json(new { data = new[] { new { id = Model } } })
            : Results.Json(new { error = new { message = "Incorrect API key provided" } }, statusCode: 401));
        app.MapPost("/v1/chat/completions", fake.CompleteAsync);
        await app.StartAsync();
        fake.Address = app.Urls.First();
        return fake;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ChatAsync(HttpContext http)
    {
        var now = Interlocked.Increment(ref _inFlight);
        InterlockedMax(ref _mostInFlight, now);
        try
        {
            var body = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!.AsObject();
            var message = body["messages"]!.AsArray()[^1]!;
            var question = new FakeQuestion(body, (string)message["content"]!, message["images"] is JsonArray { Count: > 0 } images ? Convert.FromBase64String((string)images[0]!) : null);
            if (question.Picture is not null)
            {
                _questions.Enqueue(question);
            }

            await AnswerAsync(http, question, ModeFor?.Invoke(question) ?? Mode);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Whoever asked has gone: that is what these modes are for.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>The same answers by OpenAI's chat completions, streamed as server-sent events; it behaves.</summary>
    private async Task CompleteAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        if (http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            http.Response.StatusCode = 401;
            await http.Response.WriteAsJsonAsync(new { error = new { message = "Incorrect API key provided" } }, stop);
            return;
        }

        var body = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: stop))!.AsObject();
        var parts = body["messages"]!.AsArray()[^1]!["content"]!.AsArray();
        var picture = Convert.FromBase64String(((string)parts[1]!["image_url"]!["url"]!).Split("base64,")[1]);
        var question = new FakeQuestion(body, (string)parts[0]!["text"]!, picture);
        _questions.Enqueue(question);
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync(": ping\n\n", stop);
        foreach (var piece in Describe(picture).Chunk(30))
        {
            await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { choices = new[] { new { index = 0, delta = new { content = new string(piece) }, finish_reason = (string?)null } } })}\n\n", stop);
        }

        await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { choices = new[] { new { index = 0, delta = new { }, finish_reason = "stop" } } })}\n\ndata: [DONE]\n\n", stop);
    }

    private async Task AnswerAsync(HttpContext http, FakeQuestion question, FakeMode mode)
    {
        var stop = http.RequestAborted;
        http.Response.ContentType = "application/x-ndjson";
        switch (mode)
        {
            case FakeMode.Html:
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync("<!doctype html><html><body>Sign in</body></html>", stop);
                break;
            case FakeMode.CutJson:
                await SayAsync(http, """{"caption": "A dog on a bea""", stop);
                await EndAsync(http, "stop", stop);
                break;
            case FakeMode.WrongSchema:
                await SayAsync(http, """{"result": {"objects": ["dog"], "safe": true}}""", stop);
                await EndAsync(http, "stop", stop);
                break;
            case FakeMode.ManyTags:
                await SayAsync(http, """{"caption": "Very many things.", "tags": [""", stop);
                for (var number = 0; number < 100_000; number += 100)
                {
                    await SayAsync(http, string.Concat(Enumerable.Range(number, 100).Select(n => $$"""{"name": "thing {{n}}", "confidence": 0.9}, """)), stop);
                }

                await SayAsync(http, """{"name": "last", "confidence": 0.1}]}""", stop);
                await EndAsync(http, "stop", stop);
                break;
            case FakeMode.Gigabyte:
                await BabbleAsync(http, 1L << 30, stop);
                break;
            case FakeMode.Slow:
                foreach (var letter in Line("A slow answer, letter by letter, that nobody has the time to wait for."))
                {
                    await http.Response.WriteAsync(letter.ToString(), stop);
                    await http.Response.Body.FlushAsync(stop);
                    await Task.Delay(TimeSpan.FromSeconds(1), stop);
                }

                break;
            case FakeMode.Loop:
                await SayAsync(http, """{"caption": "A dog", "tags": [""", stop);
                while (!stop.IsCancellationRequested)
                {
                    await SayAsync(http, """{"name": "dog", "confidence": 0.9}, """, stop);
                }

                break;
            case FakeMode.TooMany:
                http.Response.StatusCode = 429;
                http.Response.Headers.RetryAfter = "1";
                await http.Response.WriteAsync("""{"error":"too many requests"}""", stop);
                break;
            case FakeMode.Broken:
                http.Response.StatusCode = 500;
                await http.Response.WriteAsync("""{"error":"llama runner process has terminated"}""", stop);
                break;
            case FakeMode.Never:
                await Task.Delay(Timeout.Infinite, stop);
                break;
            case FakeMode.Empty:
                await EndAsync(http, "stop", stop);
                break;
            case FakeMode.ThinkingOnly:
                await http.Response.WriteAsync(JsonSerializer.Serialize(new { model = Model, message = new { role = "assistant", content = "", thinking = "The user wants JSON. Let me see." }, done = false }) + "\n", stop);
                await EndAsync(http, "stop", stop);
                break;
            default:
                await Task.Delay(ThinkTime, stop);
                var answer = question.Picture is null ? "yes" : Answer?.Invoke(question) ?? Describe(question.Picture);
                foreach (var piece in answer.Chunk(40))
                {
                    await SayAsync(http, new string(piece), stop);
                }

                await EndAsync(http, "stop", stop);
                break;
        }
    }

    /// <summary>What is said of a picture: its number is four hexadecimal digits that follow from its bytes.</summary>
    public static string NumberOf(byte[] picture) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture))[..4];

    private static string Describe(byte[] picture)
        => JsonSerializer.Serialize(new
        {
            caption = $"A test picture with the number {NumberOf(picture)}.",
            tags = new object[] { new { name = "gradient", confidence = 0.95 }, new { name = $"number {NumberOf(picture)}", confidence = 0.8 }, new { name = "abstract", confidence = 0.4 } },
        });

    private static async Task BabbleAsync(HttpContext http, long bytes, CancellationToken stop)
    {
        var random = new Random(1);
        await SayAsync(http, "{\"caption\": \"", stop);
        for (var sent = 0L; sent < bytes;)
        {
            var line = Line(string.Concat(Enumerable.Range(0, 2000).Select(_ => random.Next(0, 1_000_000).ToString("x5") + " ")));
            await http.Response.WriteAsync(line, stop);
            sent += line.Length;
        }
    }

    private static Task SayAsync(HttpContext http, string content, CancellationToken stop) => http.Response.WriteAsync(Line(content), stop);

    private static string Line(string content) => JsonSerializer.Serialize(new { model = Model, message = new { role = "assistant", content }, done = false }) + "\n";

    private static Task EndAsync(HttpContext http, string reason, CancellationToken stop)
        => http.Response.WriteAsync(JsonSerializer.Serialize(new { model = Model, message = new { role = "assistant", content = "" }, done = true, done_reason = reason, eval_count = 42, prompt_eval_count = 600 }) + "\n", stop);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
