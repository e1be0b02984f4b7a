using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.Kernel.Errors;
using Limner.Safety.Outbound;
using Microsoft.Extensions.AI;

namespace Limner.Models.Remote;

/// <summary>OpenAI's chat completions as many servers speak them, streamed as server-sent events (platform.openai.com/docs/api-reference/chat).</summary>
internal sealed class OpenAiChatClient(RemoteBackend backend, string model, OutboundHttp outbound, TimeProvider clock) : RemoteChatClient(backend, model, outbound, clock)
{
    private const string Data = "data:";

    protected override byte[] Write(string modelName, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var body = new JsonObject { ["model"] = modelName, ["stream"] = true, ["messages"] = new JsonArray([.. messages.Select(Message)]) };
        if (options?.MaxOutputTokens is { } tokens)
        {
            body["max_tokens"] = tokens;
        }

        if (options?.Temperature is { } temperature)
        {
            body["temperature"] = temperature;
        }

        if (options?.ResponseFormat is ChatResponseFormatJson json)
        {
            body["response_format"] = json.Schema is { } schema
                ? new JsonObject
                {
                    ["type"] = "json_schema",
                    ["json_schema"] = new JsonObject { ["name"] = json.SchemaName ?? "answer", ["strict"] = true, ["schema"] = JsonNode.Parse(schema.GetRawText()) },
                }
                : new JsonObject { ["type"] = "json_object" };
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, RemoteJson.Body);
    }

    protected override HttpRequestMessage Request(byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Settings.Server, "chat/completions"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        RemoteJson.Authorize(request, Settings);
        return request;
    }

    protected override Piece Read(string line)
    {
        // Comments, event names and ids of server-sent events say nothing here; a server that does not stream sends the whole as one object.
        var json = line.StartsWith(Data, StringComparison.Ordinal) ? line[Data.Length..].Trim() : line[0] == '{' ? line : "";
        if (json == "[DONE]")
        {
            return Piece.Nothing with { Finish = ChatFinishReason.Stop, IsLast = true };
        }

        if (json.Length == 0)
        {
            return line[0] == ':' || line.Contains(':', StringComparison.Ordinal) && line[0] != '<'
                ? Piece.Nothing
                : throw new LimnerException(ErrorCatalogue.ModelProtocol, "It answers with something else than chat completions.");
        }

        Chunk chunk;
        try
        {
            chunk = JsonSerializer.Deserialize<Chunk>(json, RemoteJson.Options) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new LimnerException(ErrorCatalogue.ModelProtocol, "It answers with something else than chat completions.", exception);
        }

        if (chunk.Error is { } error)
        {
            throw new LimnerException(ErrorCatalogue.ModelUnavailable, RemoteJson.Shown(error.Message ?? "It names no reason."));
        }

        var usage = new UsageDetails { InputTokenCount = chunk.Usage?.PromptTokens, OutputTokenCount = chunk.Usage?.CompletionTokens };
        if (chunk.Choices is not [{ } choice, ..])
        {
            return Piece.Nothing with { Usage = usage };
        }

        var said = choice.Delta ?? choice.Message;
        return new Piece(
            said?.Content ?? "",
            said?.ReasoningContent ?? said?.Reasoning ?? "",
            choice.FinishReason switch { null => null, "length" => ChatFinishReason.Length, _ => ChatFinishReason.Stop },
            choice.FinishReason is not null,
            usage);
    }

    private static JsonNode Message(ChatMessage message)
    {
        var pictures = Pictures(message).ToList();
        if (pictures.Count == 0)
        {
            return new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text };
        }

        var parts = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = message.Text });
        pictures.ForEach(picture => parts.Add((JsonNode)new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = picture.Uri } }));
        return new JsonObject { ["role"] = message.Role.Value, ["content"] = parts };
    }

    private sealed record Chunk(IReadOnlyList<Choice?>? Choices, Usage? Usage, ErrorBody? Error);

    private sealed record Choice(Said? Delta, Said? Message, string? FinishReason);

    private sealed record Said(string? Content, string? ReasoningContent, string? Reasoning);

    private sealed record Usage(long? PromptTokens, long? CompletionTokens);

    private sealed record ErrorBody(string? Message);
}
