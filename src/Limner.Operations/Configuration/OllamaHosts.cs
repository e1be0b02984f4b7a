using Limner.Safety.Outbound;
using Microsoft.Extensions.Options;

namespace Limner.Operations.Configuration;

/// <summary>The Ollama server is usually this machine or the next one: it may be called there because somebody wrote its address down.</summary>
internal sealed class OllamaHosts(IOptionsMonitor<OllamaOptions> options) : IOutboundHosts
{
    public IEnumerable<OutboundHost> Allowed
        => options.CurrentValue.Server is { Length: > 0 } server ? [OutboundHost.Of(new Uri(server), "ollama.server", mayBePrivate: true)] : [];
}
