using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Safety.Outbound;

namespace Limner.Models.Remote;

/// <summary>How a server of models is.</summary>
/// <param name="LatencyMs">Of a question that asks for nothing but whether it is there, in milliseconds; null where it did not answer.</param>
/// <param name="Version">As it says itself.</param>
/// <param name="Models">What it has, by name; at most <see cref="RemoteHealth.MaxModels"/>.</param>
/// <param name="Problem">Why it cannot be asked now; null when it can.</param>
/// <param name="InFlight">Questions that are with it.</param>
/// <param name="Resting">Whether it is left alone for a while because it has failed repeatedly.</param>
public sealed record RemoteServerHealth(
    RemoteKind Kind, string Server, string ChosenModel, double? LatencyMs, string? Version, IReadOnlyList<RemoteModelInfo> Models, Failure? Problem, int InFlight, bool Resting);

/// <param name="Bytes">Of its files; null where unknown.</param>
/// <param name="Parameters">Their number as the server writes it, <c>4.3B</c>.</param>
/// <param name="Loaded">Whether it is in memory now; null where unknown.</param>
public sealed record RemoteModelInfo(string Name, long? Bytes, string? Parameters, bool? Loaded);

/// <summary>Asks servers of models how they are. What was found is believed for some seconds, so that nobody can have them asked without end.</summary>
public sealed class RemoteHealth
{
    public const int MaxModels = 500;
    private const int MaxBytes = 2 * 1024 * 1024;
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly RemoteModels _models;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<RemoteKind, (long At, RemoteSettings Settings, RemoteServerHealth Health)> _known = [];

    public RemoteHealth(RemoteModels models, OutboundHttp outbound, TimeProvider clock)
    {
        _models = models;
        _clock = clock;
        _http = RemoteChatClient.CreateClient(outbound);
    }

    /// <summary>All servers that settings name, side by side; five seconds at most.</summary>
    public async Task<IReadOnlyList<RemoteServerHealth>> LookAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await Task.WhenAll(Enum.GetValues<RemoteKind>().Where(_models.IsConfigured).Select(kind => LookAsync(kind, cancellation)));
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<RemoteServerHealth> LookAsync(RemoteKind kind, CancellationToken cancellation)
    {
        if (!_models.TryGet(kind, out var backend))
        {
            return new RemoteServerHealth(kind, "", "", null, null, [], ErrorCatalogue.ModelNotConfigured.With(), 0, false);
        }

        RemoteServerHealth? known = null;
        lock (_known)
        {
            if (_known.TryGetValue(kind, out var last) && last.Settings == backend.Settings && _clock.GetElapsedTime(last.At) < Believed)
            {
                known = last.Health;
            }
        }

        if (known is null)
        {
            known = await AskAsync(backend, cancellation);
            lock (_known)
            {
                _known[kind] = (_clock.GetTimestamp(), backend.Settings, known);
            }
        }

        // A server may be there and still fail every question.
        return known with { Problem = known.Problem ?? backend.LastFailure, InFlight = backend.Gate.Inside, Resting = backend.IsOpen };
    }

    private async Task<RemoteServerHealth> AskAsync(RemoteBackend backend, CancellationToken cancellation)
    {
        var settings = backend.Settings;
        var health = new RemoteServerHealth(backend.Kind, settings.Server.ToString(), settings.Model, null, null, [], null, 0, false);
        using var limit = new CancellationTokenSource(Longest, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var begun = _clock.GetTimestamp();
            if (backend.Kind == RemoteKind.OpenAi)
            {
                var list = await GetAsync<OpenAiModels>(settings, "models", either.Token);
                return health with { LatencyMs = Elapsed(begun), Models = Named(list.Data?.Select(model => new RemoteModelInfo(RemoteJson.Shown(model?.Id ?? ""), null, null, null))) };
            }

            var version = await GetAsync<OllamaVersion>(settings, "api/version", either.Token);
            health = health with { LatencyMs = Elapsed(begun), Version = version.Version is { } text ? RemoteJson.Shown(text) : null };
            var tags = await GetAsync<OllamaModels>(settings, "api/tags", either.Token);
            var loaded = (await GetAsync<OllamaModels>(settings, "api/ps", either.Token)).Models?.Select(model => model?.Name).ToHashSet() ?? [];
            return health with
            {
                Models = Named(tags.Models?.Where(model => model?.Name is not null).Select(model => new RemoteModelInfo(
                    RemoteJson.Shown(model!.Name!), model.Size, model.Details?.ParameterSize is { } size ? RemoteJson.Shown(size) : null, loaded.Contains(model.Name)))),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return health with { Problem = ErrorCatalogue.ModelTimeout.With($"It did not say how it is within {Longest.TotalSeconds:0} s.") };
        }
        catch (LimnerException exception)
        {
            return health with { Problem = exception.Failure };
        }
        catch (Exception exception) when (ModelFailures.OfTransport(exception) is { } failure)
        {
            return health with { Problem = failure.Failure };
        }
    }

    private static IReadOnlyList<RemoteModelInfo> Named(IEnumerable<RemoteModelInfo>? models)
        => [.. (models ?? []).Where(model => model.Name.Length <= RemoteModelName.MaxLength).Take(MaxModels).OrderBy(model => model.Name, StringComparer.Ordinal)];

    private double Elapsed(long begun) => Math.Round(_clock.GetElapsedTime(begun).TotalMilliseconds, 1);

    private async Task<T> GetAsync<T>(RemoteSettings settings, string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.Server, path));
        RemoteJson.Authorize(request, settings);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await ModelFailures.EnsureSuccessAsync(response, _clock.GetUtcNow(), cancellation);
        var bytes = await BoundedBody.ReadAsync(response, MaxBytes, "Its list of models", cancellation);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Span, RemoteJson.Options) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new LimnerException(ErrorCatalogue.ModelProtocol, $"Its answer to {path} cannot be read.", exception);
        }
    }

    private sealed record OllamaVersion(string? Version);

    private sealed record OllamaModels(IReadOnlyList<OllamaModel?>? Models);

    private sealed record OllamaModel(string? Name, long? Size, OllamaDetails? Details);

    private sealed record OllamaDetails(string? ParameterSize);

    private sealed record OpenAiModels(IReadOnlyList<OpenAiModel?>? Data);

    private sealed record OpenAiModel(string? Id);
}
