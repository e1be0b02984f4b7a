#pragma warning disable MEAI001 // IImageGenerator is for evaluation still; its shape is what all of this is seen by.
using System.Diagnostics.CodeAnalysis;
using Limner.Kernel.Errors;
using Limner.Safety.Outbound;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Limner.Models.Remote;

/// <summary>The models on other servers that settings name: their clients and how the servers are. Follows the settings while the server runs.</summary>
public sealed class RemoteModels
{
    /// <summary>Key in <see cref="ChatOptions.AdditionalProperties"/>: an int, the higher the sooner among those who wait for the same server.</summary>
    public const string Priority = "limner.priority";

    /// <summary>Key in <see cref="ChatResponse.AdditionalProperties"/>: a double, the seconds that the try took which gave the answer; waiting for a place is not in it.</summary>
    public const string Seconds = "limner.seconds";

    private readonly IOptionsMonitor<OllamaOptions> _ollama;
    private readonly IOptionsMonitor<OpenAiOptions> _openAi;
    private readonly OutboundHttp _outbound;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<RemoteKind, RemoteBackend> _backends = [];

    public RemoteModels(IOptionsMonitor<OllamaOptions> ollama, IOptionsMonitor<OpenAiOptions> openAi, OutboundHttp outbound, TimeProvider clock)
    {
        _ollama = ollama;
        _openAi = openAi;
        _outbound = outbound;
        _clock = clock;
    }

    /// <summary>The model that settings choose, Ollama's first; null where none is chosen.</summary>
    public RemoteModelName? Default
        => Enum.GetValues<RemoteKind>().Where(kind => SettingsOf(kind) is { Model.Length: > 0 }).Select(kind => new RemoteModelName(kind, SettingsOf(kind)!.Model)).FirstOrDefault();

    /// <summary>Whether settings name a server of this kind.</summary>
    public bool IsConfigured(RemoteKind kind) => SettingsOf(kind) is not null;

    /// <summary>How many questions the server takes at once.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelNotConfigured"/></exception>
    public int MaxInFlight(RemoteKind kind) => Backend(kind).Settings.MaxInFlight;

    /// <summary>A client for this model; dispose it. All clients of one server share its places, its breaker and its connections.</summary>
    /// <inheritdoc cref="MaxInFlight"/>
    public IChatClient CreateClient(RemoteModelName model)
    {
        var backend = Backend(model.Kind);
        return model.Kind == RemoteKind.Ollama
            ? new OllamaChatClient(backend, model.Name, _outbound, _clock)
            : new OpenAiChatClient(backend, model.Name, _outbound, _clock);
    }

    /// <summary>A client for this image model by OpenAI's images endpoint; dispose it. It shares the server's places and breaker with the chat clients.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.ModelNotConfigured"/>; <see cref="ErrorCatalogue.Validation"/>: servers of this kind paint nothing.</exception>
    public IImageGenerator CreateImageGenerator(RemoteModelName model)
        => model.Kind == RemoteKind.OpenAi
            ? new OpenAiImageGenerator(Backend(model.Kind), model.Name, _outbound, _clock)
            : throw new LimnerException(ErrorCatalogue.Validation.With("Pictures are asked for from servers that speak OpenAI's images endpoint: openai:NAME.", "model"));

    internal static int PriorityOf(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue(Priority, out int priority) == true ? priority : 0;

    internal bool TryGet(RemoteKind kind, [NotNullWhen(true)] out RemoteBackend? backend)
    {
        lock (_gate)
        {
            if (SettingsOf(kind) is not { } settings)
            {
                backend = null;
                return false;
            }

            if (!_backends.TryGetValue(kind, out backend) || backend.Settings != settings)
            {
                _backends[kind] = backend = new RemoteBackend(kind, settings, _clock);
            }

            return true;
        }
    }

    private RemoteBackend Backend(RemoteKind kind)
        => TryGet(kind, out var backend) ? backend : throw new LimnerException(ErrorCatalogue.ModelNotConfigured, $"{RemoteModelName.PrefixOf(kind)}.server is empty.");

    private RemoteSettings? SettingsOf(RemoteKind kind) => kind == RemoteKind.Ollama ? RemoteSettings.Of(_ollama.CurrentValue) : RemoteSettings.Of(_openAi.CurrentValue);
}
