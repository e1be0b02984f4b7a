#pragma warning disable MEAI001 // IImageGenerator is for evaluation still.
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.Kernel.Errors;
using Limner.Safety.Outbound;
using Microsoft.Extensions.AI;

namespace Limner.Models.Remote;

/// <summary>
/// OpenAI's <c>images/generations</c> as many servers speak it (platform.openai.com/docs/api-reference/images). Pictures come inside the answer: an address instead
/// of a picture is not followed, for nobody has allowed that host.
/// </summary>
/// <exception cref="LimnerException">
/// Of questions: <c>model_unavailable</c>, <c>model_timeout</c>, <c>model_protocol</c>, <c>model_missing</c>, <c>model_refused</c>; <c>answer_empty</c>.
/// </exception>
internal sealed class OpenAiImageGenerator(RemoteBackend backend, string model, OutboundHttp outbound, TimeProvider clock) : IImageGenerator
{
    /// <summary>Bytes of one answer: some pictures of several megabytes, in base 64.</summary>
    private const int MaxBytes = 96 * 1024 * 1024;

    private readonly HttpClient _http = RemoteChatClient.CreateClient(outbound);

    public Task<ImageGenerationResponse> GenerateAsync(ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (request.OriginalImages?.Any() == true)
        {
            throw new NotSupportedException("images/generations takes no pictures.");
        }

        var body = new JsonObject { ["model"] = options?.ModelId ?? model, ["prompt"] = request.Prompt, ["n"] = options?.Count ?? 1, ["response_format"] = "b64_json" };
        if (options?.ImageSize is { } size)
        {
            body["size"] = $"{size.Width}x{size.Height}";
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(body, RemoteJson.Body);
        return backend.AskAsync(0, token => AskAsync(json, token), cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is not null ? null
            : serviceType == typeof(ImageGeneratorMetadata) ? new ImageGeneratorMetadata(RemoteModelName.PrefixOf(backend.Kind), backend.Settings.Server, model)
            : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _http.Dispose();

    private async Task<ImageGenerationResponse> AskAsync(byte[] body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(backend.Settings.Server, "images/generations"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        RemoteJson.Authorize(request, backend.Settings);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await ModelFailures.EnsureSuccessAsync(response, clock.GetUtcNow(), cancellation);
        return Read(await BoundedBody.ReadAsync(response, MaxBytes, "Its answer", cancellation));
    }

    private static ImageGenerationResponse Read(ReadOnlyMemory<byte> bytes)
    {
        Answer answer;
        try
        {
            answer = JsonSerializer.Deserialize<Answer>(bytes.Span, RemoteJson.Options) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new LimnerException(ErrorCatalogue.ModelProtocol, "It answers with something else than pictures.", exception);
        }

        if (answer.Error is { } error)
        {
            throw new LimnerException(ErrorCatalogue.ModelUnavailable, RemoteJson.Shown(error.Message ?? "It names no reason."));
        }

        if (answer.Data is not { Count: > 0 } data)
        {
            throw new LimnerException(ErrorCatalogue.AnswerEmpty);
        }

        return new ImageGenerationResponse([.. data.Select(Picture)]);
    }

    private static AIContent Picture(Item? item)
        => item?.B64Json is { Length: > 0 } picture
            ? new DataContent(picture, "image/*")
            : throw new LimnerException(ErrorCatalogue.ModelProtocol, item?.Url is null ? "It answers without a picture." : "It answers with an address instead of a picture; set it to answer with b64_json.");

    private sealed record Answer(IReadOnlyList<Item?>? Data, ErrorBody? Error);

    /// <param name="B64Json">The file, whatever its format.</param>
    private sealed record Item(byte[]? B64Json, string? Url);

    private sealed record ErrorBody(string? Message);
}
