using System.Net;
using System.Net.Sockets;
using Limner.Kernel.Errors;

namespace Limner.Safety.Outbound;

/// <summary>
/// The only way out. Every hop of a request goes to a host that some setting names; its name is looked up once, the addresses are
/// checked, and the connection is made to an address that was checked, so that a second look-up cannot lead elsewhere (DNS rebinding).
/// Redirects are followed for GET and HEAD only, five at most, each checked like the first, and without credentials once the host
/// changes. No proxy, no cookies. Thread-safe; connections are pooled for two minutes.
/// </summary>
public sealed class OutboundHttp : IDisposable
{
    /// <summary>Set on a request: a redirect is answered as it came, not followed. Some servers say what a file is in the answer that sends one on.</summary>
    public static readonly HttpRequestOptionsKey<bool> KeepRedirect = new("limner.keep-redirect");

    private const int MaxRedirects = 5;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly IEnumerable<IOutboundHosts> _hosts;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookUp;
    private readonly SocketsHttpHandler _sockets;
    private readonly Redirects _handler;

    public OutboundHttp(IEnumerable<IOutboundHosts> hosts)
        : this(hosts, Dns.GetHostAddressesAsync)
    {
    }

    /// <param name="lookUp">The addresses of a name.</param>
    internal OutboundHttp(IEnumerable<IOutboundHosts> hosts, Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
    {
        _hosts = hosts;
        _lookUp = lookUp;
        _sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
            ConnectCallback = ConnectAsync,
        };
        _handler = new Redirects(this, _sockets);
    }

    /// <summary>
    /// A client on the shared connections. Its requests throw <see cref="LimnerException"/> with <see cref="ErrorCatalogue.OutboundRefused"/>
    /// when a hop leads to what no setting names. The caller bounds time and size (read streams, not strings).
    /// </summary>
    public HttpClient CreateClient() => new(_handler, disposeHandler: false);

    public void Dispose()
    {
        _handler.Dispose();
        _sockets.Dispose();
    }

    /// <summary>Global unicast: not this machine, not its network, not what is set aside for other ends.</summary>
    internal static bool IsGlobal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            // IANA IPv4 Special-Purpose Address Registry, and multicast.
            return !(bytes[0] is 0 or 10 or 127 or >= 224
                || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
                || (bytes[0] == 169 && bytes[1] == 254)
                || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
                || (bytes[0] == 192 && bytes[1] == 168)
                || (bytes[0] == 192 && bytes[1] == 0 && bytes[2] is 0 or 2)
                || (bytes[0] == 192 && bytes[1] == 88 && bytes[2] == 99)
                || (bytes[0] == 198 && bytes[1] is 18 or 19)
                || (bytes[0] == 198 && bytes[1] == 51 && bytes[2] == 100)
                || (bytes[0] == 203 && bytes[1] == 0 && bytes[2] == 113));
        }

        // 2000::/3 is all that is given out; of it not the ranges that carry IPv4 addresses (6to4, Teredo) or are for documents.
        return bytes[0] is >= 0x20 and < 0x40
            && !(bytes[0] == 0x20 && bytes[1] == 0x02)
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] is 0 or 1)
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8)
            && !(bytes[0] == 0x3f && bytes[1] == 0xff);
    }

    /// <summary>Never a sensible destination, whoever wrote it down: cloud machines hand out their secrets on link-local addresses.</summary>
    private static bool IsNever(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? bytes[0] is 0 or >= 224 || (bytes[0] == 169 && bytes[1] == 254)
            : plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.Equals(IPAddress.IPv6Any);
    }

    private OutboundHost Find(string host, int port)
        => _hosts.SelectMany(source => source.Allowed)
            .Where(allowed => allowed.Port == port && string.Equals(allowed.Host.Trim('[', ']'), host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(allowed => allowed.MayBePrivate)
            .FirstOrDefault()
            ?? throw Refused($"No setting names {host}:{port}.");

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowed = Find(host, port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _lookUp(host, cancellation);
        var usable = addresses.Where(address => !IsNever(address) && (allowed.MayBePrivate || IsGlobal(address))).ToArray();
        if (usable.Length == 0)
        {
            throw Refused(addresses.Length == 0 ? $"{host} has no address." : $"{host} leads to an address that only this machine or its network can reach.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static LimnerException Refused(string detail) => new(ErrorCatalogue.OutboundRefused, detail);

    private sealed class Redirects(OutboundHttp outbound, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var hop = 0; ; hop++)
            {
                Check(request.RequestUri!);
                HttpResponseMessage response;
                try
                {
                    response = await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException exception) when (exception.InnerException is LimnerException refused)
                {
                    // The handler wraps what its connect callback throws.
                    throw new LimnerException(refused.Failure, exception);
                }

                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location
                    || (request.Options.TryGetValue(KeepRedirect, out var keep) && keep))
                {
                    return response;
                }

                response.Dispose();
                if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
                {
                    throw Refused($"{request.RequestUri!.Host} answers a {request.Method} with a redirect.");
                }

                if (hop == MaxRedirects)
                {
                    throw Refused($"{request.RequestUri!.Host} redirects more than {MaxRedirects} times.");
                }

                request = Follow(request, new Uri(request.RequestUri!, location));
            }
        }

        private static HttpRequestMessage Follow(HttpRequestMessage from, Uri to)
        {
            if (from.RequestUri!.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps)
            {
                throw Refused($"{from.RequestUri.Host} redirects from https to {to.Scheme}.");
            }

            var next = new HttpRequestMessage(from.Method, to) { Version = from.Version, VersionPolicy = from.VersionPolicy };
            var sameOrigin = Uri.Compare(from.RequestUri, to, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
            foreach (var (name, values) in from.Headers)
            {
                if (sameOrigin || name is "Accept" or "Accept-Language" or "User-Agent" or "Range" or "If-Range" or "Accept-Encoding")
                {
                    next.Headers.TryAddWithoutValidation(name, values);
                }
            }

            return next;
        }

        private void Check(Uri address)
        {
            if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            {
                throw Refused("Only http and https are called.");
            }

            // Here as well as in the connect callback: a pooled connection calls that only once.
            outbound.Find(address.IdnHost, address.Port);
        }
    }
}
