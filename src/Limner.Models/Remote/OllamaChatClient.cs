using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.Kernel.Errors;
using Limner.Safety.Outbound;
using Microsoft.Extensions.AI;

namespace Limner.Models.Remote;

/// <summary>Ollama's own API, <c>POST /api/chat</c> (github.com/ollama/ollama, docs/api.md): a line of JSON for each piece, the last with <c>done</c>.</summary>
internal sealed class OllamaChatClient(RemoteBackend backend, string model, OutboundHttp outbound, TimeProvider clock) : RemoteChatClient(backend, model, outbound, clock)
{
    protected override byte[] Write(string modelName, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var parameters = new JsonObject();
        Put(parameters, "num_predict", options?.MaxOutputTokens);
        Put(parameters, "seed", options?.Seed);
        Put(parameters, "top_p", options?.TopP);

        // Ollama advises zero for structured output.
        parameters["temperature"] = options?.Temperature ?? (options?.ResponseFormat is ChatResponseFormatJson ? 0f : null);
        var body = new JsonObject
        {
            ["model"] = modelName,
            ["stream"] = true,
            ["think"] = false,
            ["keep_alive"] = KeepAlive(),
            ["messages"] = new JsonArray([.. messages.Select(Message)]),
            ["options"] = parameters,
        };
        if (options?.ResponseFormat is ChatResponseFormatJson json)
        {
            body["format"] = json.Schema is { } schema ? JsonNode.Parse(schema.GetRawText()) : "json";
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, RemoteJson.Body);
    }

    protected override HttpRequestMessage Request(byte[] body)
        => new(HttpMethod.Post, new Uri(Settings.Server, "api/chat")) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };

    protected override Piece Read(string line)
    {
        Chunk chunk;
        try
        {
            chunk = JsonSerializer.Deserialize<Chunk>(line, RemoteJson.Options) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new LimnerException(ErrorCatalogue.ModelProtocol, "It answers with something else than Ollama's API.", exception);
        }

        if (chunk.Error is { } error)
        {
            throw new LimnerException(ErrorCatalogue.ModelUnavailable, RemoteJson.Shown(error));
        }

        return new Piece(
            chunk.Message?.Content ?? "",
            chunk.Message?.Thinking ?? "",
            !chunk.Done ? null : chunk.DoneReason == "length" ? ChatFinishReason.Length : ChatFinishReason.Stop,
            chunk.Done,
            new UsageDetails { InputTokenCount = chunk.PromptEvalCount, OutputTokenCount = chunk.EvalCount });
    }

    private static JsonNode Message(ChatMessage message)
    {
        var node = new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text };
        var pictures = Pictures(message).Select(picture => (JsonNode)Convert.ToBase64String(picture.Data.Span)).ToArray();
        if (pictures.Length > 0)
        {
            node["images"] = new JsonArray(pictures);
        }

        return node;
    }

    private static void Put<T>(JsonObject parameters, string name, T? value)
        where T : struct
    {
        if (value is { } given)
        {
            parameters[name] = JsonValue.Create(given);
        }
    }

    /// <summary>Ollama takes seconds as a number, anything else as a duration.</summary>
    private JsonNode? KeepAlive() => int.TryParse(Settings.KeepAlive, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : Settings.KeepAlive;

    private sealed record Chunk(ChunkMessage? Message, bool Done, string? DoneReason, string? Error, long? PromptEvalCount, long? EvalCount);

    private sealed record ChunkMessage(string? Content, string? Thinking);
}
