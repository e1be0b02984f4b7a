namespace Limner.Safety.Outbound;

/// <summary>An address the server may call: each module adds those that its settings name.</summary>
/// <param name="Host">Name or address, in any case.</param>
/// <param name="Port">That port alone.</param>
/// <param name="Setting">The setting it comes from, for people.</param>
/// <param name="MayBePrivate">
/// True where a person wrote down this very server (a model on the next machine); false where names are followed that others hand out, which
/// could be made to lead to what only this machine can reach.
/// </param>
public sealed record OutboundHost(string Host, int Port, string Setting, bool MayBePrivate)
{
    /// <exception cref="ArgumentException">Not an absolute http or https address.</exception>
    public static OutboundHost Of(Uri address, string setting, bool mayBePrivate)
        => address.IsAbsoluteUri && address.Scheme is "http" or "https"
            ? new OutboundHost(address.IdnHost, address.Port, setting, mayBePrivate)
            : throw new ArgumentException($"{address} is not an http or https address.", nameof(address));
}

/// <summary>Tells which hosts are allowed now; settings may change while the server runs.</summary>
public interface IOutboundHosts
{
    IEnumerable<OutboundHost> Allowed { get; }
}
