using Limner.Kernel.Errors;
using Limner.Safety.Outbound;
using Microsoft.Extensions.AI;

namespace Limner.Models.Remote;

/// <summary>
/// A model on another server behind the standard interface. Pictures are <see cref="DataContent"/> of type <c>image/*</c>, a schema is
/// <see cref="ChatResponseFormat.ForJsonSchema(System.Text.Json.JsonElement, string?, string?)"/>. An answer is read piece by piece, within bounds, and given whole
/// once it has been looked at: a stream of updates comes all at once.
/// </summary>
/// <exception cref="LimnerException">
/// Of questions: <c>model_unavailable</c>, <c>model_timeout</c>, <c>model_protocol</c>, <c>model_missing</c>, <c>model_refused</c>; <c>answer_looping</c>,
/// <c>answer_empty</c>, <c>answer_thinking_only</c>.
/// </exception>
internal abstract class RemoteChatClient(RemoteBackend backend, string model, OutboundHttp outbound, TimeProvider clock) : IChatClient
{
    private readonly HttpClient _http = CreateClient(outbound);

    protected RemoteSettings Settings => backend.Settings;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = Write(options?.ModelId ?? model, [.. messages], options);
        return backend.AskAsync(RemoteModels.PriorityOf(options), token => AskAsync(body, token), cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(RemoteModelName.PrefixOf(backend.Kind), Settings.Server, model)
            : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _http.Dispose();

    internal static HttpClient CreateClient(OutboundHttp outbound)
    {
        var http = outbound.CreateClient();

        // The pipeline has the timeouts; the client's own would end a long answer in words that say nothing.
        http.Timeout = Timeout.InfiniteTimeSpan;
        return http;
    }

    /// <summary>The request's body as JSON in UTF-8: made once, sent with every try.</summary>
    protected abstract byte[] Write(string modelName, IReadOnlyList<ChatMessage> messages, ChatOptions? options);

    protected abstract HttpRequestMessage Request(byte[] body);

    /// <summary>What one line of the stream says.</summary>
    protected abstract Piece Read(string line);

    /// <summary>The picture of a message, in base 64.</summary>
    protected static IEnumerable<DataContent> Pictures(ChatMessage message) => message.Contents.OfType<DataContent>().Where(content => content.HasTopLevelMediaType("image"));

    private async Task<ChatResponse> AskAsync(byte[] body, CancellationToken cancellation)
    {
        var begun = clock.GetTimestamp();
        using var request = Request(body);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await ModelFailures.EnsureSuccessAsync(response, clock.GetUtcNow(), cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var (text, thought, used) = (new AnswerText(), new AnswerText(), new UsageDetails());
        ChatFinishReason? finish = null;
        await foreach (var line in BoundedLines.ReadAsync(stream, cancellation))
        {
            if (line.Length == 0)
            {
                continue;
            }

            var piece = Read(line);
            used.Add(piece.Usage);
            var wanted = thought.Add(piece.Thinking) & text.Add(piece.Text);
            finish = piece.Finish ?? (wanted ? null : ChatFinishReason.Length);
            if (piece.IsLast || !wanted)
            {
                break;
            }
        }

        return Compose(text, thought, finish ?? throw new LimnerException(ErrorCatalogue.ModelUnavailable, "The answer broke off."), used, begun);
    }

    private ChatResponse Compose(AnswerText text, AnswerText thought, ChatFinishReason finish, UsageDetails used, long begun)
    {
        var said = text.ToString();
        var answer = WithoutThoughts(said);
        if (string.IsNullOrWhiteSpace(answer))
        {
            throw new LimnerException(thought.Length > 0 || answer.Length < said.Length ? ErrorCatalogue.AnswerThinkingOnly : ErrorCatalogue.AnswerEmpty);
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer))
        {
            ModelId = model,
            FinishReason = finish,
            Usage = used,
            CreatedAt = clock.GetUtcNow(),
            AdditionalProperties = new AdditionalPropertiesDictionary { [RemoteModels.Seconds] = clock.GetElapsedTime(begun).TotalSeconds },
        };
    }

    /// <summary>Without the thoughts that servers leave before an answer, marked as DeepSeek's and Qwen's models mark them; thoughts that do not end are all there is.</summary>
    private static string WithoutThoughts(string text)
    {
        const string Begin = "<think>", End = "</think>";
        var begun = text.AsSpan().TrimStart();
        if (!begun.StartsWith(Begin, StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        var end = begun.IndexOf(End, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? "" : begun[(end + End.Length)..].ToString();
    }

    /// <param name="Finish">Why the answer ends here; null while it goes on.</param>
    /// <param name="IsLast">Whether nothing more comes.</param>
    protected sealed record Piece(string Text, string Thinking, ChatFinishReason? Finish, bool IsLast, UsageDetails Usage)
    {
        public static readonly Piece Nothing = new("", "", null, false, new UsageDetails());
    }
}
