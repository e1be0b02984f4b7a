using System.Net;
using Limner.Operations.Configuration;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Limner.Host.Security;

/// <summary>
/// Who really asks, when a reverse proxy stands in front: believed from the proxies that are named, from nobody else. The framework would
/// believe whatever comes from this machine; here that must be named too.
/// </summary>
internal static class Proxies
{
    public static void AddProxies(this IServiceCollection services)
        => services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ServerOptions>>((forwarded, server) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;

            // As many hops as there are proxies that are named: the first address that is none of theirs is the client's.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var text in server.Value.TrustedProxies)
            {
                if (IPAddress.TryParse(text, out var address))
                {
                    forwarded.KnownProxies.Add(address);
                }
                else
                {
                    forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(text));
                }
            }
        });

    public static void UseProxies(this IApplicationBuilder app)
    {
        // With none named the framework would take that as "believe everybody".
        if (app.ApplicationServices.GetRequiredService<IOptions<ServerOptions>>().Value.TrustedProxies.Length > 0)
        {
            app.UseForwardedHeaders();
        }
    }
}
