using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;

namespace Limner.Models.Remote;

/// <summary>Tells failures of a server of models from answers that are no use, and gives them their names.</summary>
public static class ModelFailures
{
    /// <summary>The longest that is waited for within one question because <c>Retry-After</c> says so; what takes longer is asked again later.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(10);

    private const int MaxDetail = 300;

    private static readonly HashSet<string> OfServers =
    [
        ErrorCatalogue.ModelUnavailable.Code, ErrorCatalogue.ModelTimeout.Code, ErrorCatalogue.ModelProtocol.Code, ErrorCatalogue.ModelMissing.Code,
        ErrorCatalogue.ModelRefused.Code, ErrorCatalogue.ModelNotConfigured.Code, ErrorCatalogue.OutboundRefused.Code,
    ];

    private static readonly HashSet<string> OfAnswers =
    [
        ErrorCatalogue.AnswerEmpty.Code, ErrorCatalogue.AnswerThinkingOnly.Code, ErrorCatalogue.AnswerLooping.Code, ErrorCatalogue.AnswerTooLong.Code,
        ErrorCatalogue.AnswerCutOff.Code, ErrorCatalogue.AnswerNotJson.Code, ErrorCatalogue.AnswerSchema.Code,
    ];

    /// <summary>The server is at fault, not the question: ask again later.</summary>
    public static bool IsOfServer(Exception exception) => exception is LimnerException { Failure.Error.Code: var code } && OfServers.Contains(code);

    /// <summary>The server works, and what it answered is no use.</summary>
    public static bool IsOfAnswer(Exception exception) => exception is LimnerException { Failure.Error.Code: var code } && OfAnswers.Contains(code);

    /// <summary>Worth asking again at once: refused for a passing reason, and not for long.</summary>
    internal static bool MayRetry(Exception exception)
        => exception is LimnerException { Failure.Error: var error } failure && error == ErrorCatalogue.ModelUnavailable && !(failure.RetryAfter > LongestRetryAfter);

    /// <summary>Throws what an answer with this status means. 429 and all of 5xx are passing reasons.</summary>
    public static async Task EnsureSuccessAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
            {
                throw new LimnerException(ErrorCatalogue.ModelProtocol, "It answers with a web page.");
            }

            return;
        }

        var said = await ReadDetailAsync(response, cancellation);
        var detail = $"It answers {(int)response.StatusCode}{(said is null ? "" : $": {said}")}.";
        throw (int)response.StatusCode switch
        {
            404 => new LimnerException(ErrorCatalogue.ModelMissing, detail),
            408 or 425 or 429 or >= 500 => new LimnerException(ErrorCatalogue.ModelUnavailable, detail) { RetryAfter = RetryAfter(response.Headers.RetryAfter, now) },
            _ => new LimnerException(ErrorCatalogue.ModelRefused, detail),
        };
    }

    /// <summary>What went wrong between here and the server, in our words; null for what is not that.</summary>
    public static LimnerException? OfTransport(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: null } or HttpIOException or IOException => new LimnerException(ErrorCatalogue.ModelUnavailable, exception.Message, exception),
        _ => null,
    };

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now)
        => header switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
            _ => null,
        };

    /// <summary>The beginning of what a server says of its refusal, made fit to be shown.</summary>
    private static async Task<string?> ReadDetailAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType is "text/html")
        {
            return response.StatusCode == HttpStatusCode.NotFound ? "a web page" : null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var head = new byte[MaxDetail];
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        return PlainText.Scrub(Encoding.UTF8.GetString(head, 0, length), MaxDetail, linesAllowed: false);
    }
}
