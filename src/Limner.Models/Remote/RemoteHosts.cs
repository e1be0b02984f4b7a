using Limner.Safety.Outbound;
using Microsoft.Extensions.Options;

namespace Limner.Models.Remote;

/// <summary>Servers of models are usually this machine or the next one: they may be called there because somebody wrote their addresses down.</summary>
internal sealed class RemoteHosts(IOptionsMonitor<OllamaOptions> ollama, IOptionsMonitor<OpenAiOptions> openAi) : IOutboundHosts
{
    public IEnumerable<OutboundHost> Allowed
    {
        get
        {
            if (RemoteSettings.Of(ollama.CurrentValue) is { } local)
            {
                yield return OutboundHost.Of(local.Server, "ollama.server", mayBePrivate: true);
            }

            if (RemoteSettings.Of(openAi.CurrentValue) is { } other)
            {
                yield return OutboundHost.Of(other.Server, "openai.server", mayBePrivate: true);
            }
        }
    }
}
