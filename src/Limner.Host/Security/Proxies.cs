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
            // Not the host: a proxy passes Host on, and one that does not set X-Forwarded-Host passes on what a client put there.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // What each proxy in turn wrote, and no more: beyond that the header is the client's own, who may be in a trusted network too.
            forwarded.ForwardLimit = server.Value.ForwardLimit;
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
