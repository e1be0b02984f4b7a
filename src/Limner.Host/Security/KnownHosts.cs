using System.Net;
using System.Net.NetworkInformation;
using Limner.Accounts.SecurityEvents;
using Limner.Kernel.Errors;
using Limner.Operations.Configuration;
using Microsoft.Extensions.Options;

namespace Limner.Host.Security;

/// <summary>
/// Answers only under names that are this server's. A page of another site can make its own name point here (DNS rebinding) and would then be
/// of the same origin; what it cannot do is make the browser send another name. IP addresses need no name and cannot be made to point anywhere.
/// </summary>
internal static class KnownHosts
{
    private const int MaxNoted = 100;

    public static void UseKnownHosts(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptionsMonitor<ServerOptions>>();
        var events = app.ApplicationServices.GetRequiredService<ISecurityEvents>();
        var own = FindOwnNames();
        app.Use((context, next) =>
        {
            var host = context.Request.Host.Host;
            if (IPAddress.TryParse(host, out _) || own.Contains(host) || IsNamed(host, options.CurrentValue))
            {
                return next(context);
            }

            events.Record(new SecurityEvent(SecurityEventKind.HostRefused, Subject: host.Length > MaxNoted ? host[..MaxNoted] : host));
            throw new LimnerException(ErrorCatalogue.HostRefused);
        });
    }

    private static bool IsNamed(string host, ServerOptions options)
        => options.AllowedHosts.Any(name => name.StartsWith("*.", StringComparison.Ordinal)
                ? host.Length >= name.Length && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
                : string.Equals(host, name, StringComparison.OrdinalIgnoreCase))
            || options.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Any(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && string.Equals(uri.Host, host, StringComparison.OrdinalIgnoreCase));

    /// <summary>The machine's name as it is, on the local link, and with the domain it belongs to.</summary>
    private static HashSet<string> FindOwnNames()
    {
        var name = Dns.GetHostName();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", name, $"{name}.local" };
        if (IPGlobalProperties.GetIPGlobalProperties().DomainName is { Length: > 0 } domain)
        {
            names.Add($"{name}.{domain}");
        }

        return names;
    }
}
