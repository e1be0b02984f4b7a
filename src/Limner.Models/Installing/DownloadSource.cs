using Limner.Safety.Outbound;
using Microsoft.Extensions.Options;

namespace Limner.Models.Installing;

/// <summary>
/// Which hosts models come from. The first is written down by a person and may be a mirror on the next machine; those it sends on to are named as well, but what
/// their names lead to is another's doing, so they must be out in the world.
/// </summary>
internal sealed class DownloadSource(IOptionsMonitor<ModelsOptions> options) : IOutboundHosts
{
    public IEnumerable<OutboundHost> Allowed
    {
        get
        {
            yield return OutboundHost.Of(Base, "models.base_address", mayBePrivate: true);
            foreach (var host in DownloadHostsAttribute.Parse(options.CurrentValue.DownloadHosts))
            {
                yield return new OutboundHost(host.Host, host.Port, "models.download_hosts", MayBePrivate: false);
            }
        }
    }

    /// <summary>Without a slash at its end.</summary>
    public Uri Base => new(options.CurrentValue.BaseAddress.TrimEnd('/'));

    /// <summary>A file as Hugging Face addresses it.</summary>
    public Uri AddressOf(string repository, string revision, string path)
        => new($"{Base.AbsoluteUri.TrimEnd('/')}/{repository}/resolve/{Uri.EscapeDataString(revision)}/{path}");
}
