using System.Net;

namespace Limner.Accounts.Access;

internal static class ShownAddress
{
    /// <summary>As people know it: an IPv4 address is one, also where the socket takes both kinds and calls it <c>::ffff:192.0.2.1</c>.</summary>
    public static string Shown(this IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
