using Limner.Kernel.Errors;
using Limner.Operations.Configuration;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Limner.Host.Limits;

/// <summary>What one connection and one request may take, whoever makes it.</summary>
internal static class ServerLimits
{
    private const int KeepAliveBehindProxy = 5;

    /// <summary>Longer than the two minutes after which browsers give an idle connection up, so that they and not the server end it.</summary>
    private const int KeepAlive = 130;

    private const int MaxHeaders = 100;

    /// <summary>Bytes. What is longer the connection refuses with a bare 414, which Kestrel gives no body; so it is far above what any field takes, and the field's own limit answers.</summary>
    private const int MaxRequestLine = 64 * 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void AddServerLimits(this IServiceCollection services)
    {
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServerOptions>>((kestrel, server) => Set(kestrel.Limits, server.Value));
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ServerOptions>>((timeouts, server) => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(server.Value.RequestTimeoutSeconds),

            // The status becomes a problem document further out: here the request still counts as given up, and nothing can be written.
            TimeoutStatusCode = ErrorCatalogue.RequestTimeout.Status,
        });
    }

    private static void Set(KestrelServerLimits limits, ServerOptions server)
    {
        limits.MaxConcurrentConnections = server.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = server.MaxConnections;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(server.KeepAliveSeconds ?? (server.TrustedProxies.Length > 0 ? KeepAliveBehindProxy : KeepAlive));
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(server.HeaderTimeoutSeconds);
        limits.MaxRequestHeadersTotalSize = server.MaxHeaderKb * 1024;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestLineSize = MaxRequestLine;
        limits.MaxRequestBodySize = server.MaxBodyKb * 1024L;
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate = server.MinBytesPerSecond == 0 ? null : new MinDataRate(server.MinBytesPerSecond, Grace);
    }
}
