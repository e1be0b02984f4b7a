namespace Limner.Models.Remote;

/// <summary>The settings of one server as they stand now; equal settings are one server.</summary>
/// <param name="Server">With a slash at its end, so that paths are put behind it.</param>
internal sealed record RemoteSettings(
    Uri Server, string Model, TimeSpan Timeout, int MaxInFlight, TimeSpan RetryDelay, TimeSpan BreakDuration, string? KeepAlive, string? ApiKey)
{
    /// <returns>Null where no server is set.</returns>
    public static RemoteSettings? Of(OllamaOptions options) => Of(options.Server, options, options.KeepAlive, apiKey: null);

    /// <inheritdoc cref="Of(OllamaOptions)"/>
    public static RemoteSettings? Of(OpenAiOptions options) => Of(options.Server, options, keepAlive: null, options.ApiKey is { Length: > 0 } key ? key : null);

    private static RemoteSettings? Of(string server, RemoteServerOptions options, string? keepAlive, string? apiKey)
        => server.Length == 0
            ? null
            : new RemoteSettings(
                new Uri(server.TrimEnd('/') + "/"),
                options.Model,
                TimeSpan.FromSeconds(options.TimeoutSeconds),
                options.MaxInFlight,
                TimeSpan.FromSeconds(options.RetrySeconds),
                TimeSpan.FromSeconds(options.BreakSeconds),
                keepAlive,
                apiKey);
}
