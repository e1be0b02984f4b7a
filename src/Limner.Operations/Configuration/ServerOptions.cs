using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Limner.Safety.Outbound;
using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Section <c>[server]</c>.</summary>
public sealed class ServerOptions
{
    public const string Section = "server";

    /// <summary>Addresses the server listens on, separated by semicolons.</summary>
    [ConfigurationKeyName("urls")]
    [Description("Addresses the server listens on, separated by semicolons. 127.0.0.1 is reachable from this machine only; http://0.0.0.0:8080 from the network.")]
    [HttpAddresses]
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Names besides IP addresses, localhost and the machine's own.</summary>
    [ConfigurationKeyName("allowed_hosts")]
    [Description("Names under which the server answers besides IP addresses, localhost and the machine's own names: photos.example.com, or *.example.com for all below it.")]
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>From whom X-Forwarded-For and -Proto are believed.</summary>
    [ConfigurationKeyName("trusted_proxies")]
    [Description("Addresses of reverse proxies whose X-Forwarded-For and -Proto are believed, or networks that hold proxies and nobody else (172.20.0.2, 172.20.0.0/29); from anybody else they are ignored. Takes effect at the next start.")]
    [AddressesOrNetworks]
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>How many entries of X-Forwarded-For are believed, from the last one backwards.</summary>
    [ConfigurationKeyName("forward_limit")]
    [Description("How many trusted proxies a request passes one after the other. More would let a client inside a trusted network choose its own address. Takes effect at the next start.")]
    [Range(1, 10)]
    public int ForwardLimit { get; set; } = 1;

    /// <summary>Open connections; more are closed at once.</summary>
    [ConfigurationKeyName("max_connections")]
    [Description("How many connections may be open; further ones are closed at once. Takes effect at the next start.")]
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1000;

    /// <summary>After that a request is stopped; downloads of originals and live connections are not.</summary>
    [ConfigurationKeyName("request_timeout_seconds")]
    [Description("After how many seconds a request is stopped; not downloads of originals, not live connections. Takes effect at the next start.")]
    [Range(1, 3600)]
    public int RequestTimeoutSeconds { get; set; } = 120;

    /// <summary>How long an idle connection is kept.</summary>
    [ConfigurationKeyName("keep_alive_seconds")]
    [Description("How many seconds an idle connection is kept. Not set: 5 behind trusted proxies, else 130. Takes effect at the next start.")]
    [Range(1, 3600)]
    public int? KeepAliveSeconds { get; set; }

    /// <summary>How long a client may take over a request's headers.</summary>
    [ConfigurationKeyName("header_timeout_seconds")]
    [Description("How many seconds a client may take to send a request's headers. Takes effect at the next start.")]
    [Range(1, 600)]
    public int HeaderTimeoutSeconds { get; set; } = 15;

    /// <summary>Slower bodies and slower readers are cut off.</summary>
    [ConfigurationKeyName("min_bytes_per_second")]
    [Description("Clients that send a body, or read an answer, more slowly than this are cut off after five seconds; 0 for no limit. Takes effect at the next start.")]
    [Range(0, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>All headers of a request together.</summary>
    [ConfigurationKeyName("max_header_kb")]
    [Description("How many kilobytes all headers of a request may have together. Takes effect at the next start.")]
    [Range(8, 1024)]
    public int MaxHeaderKb { get; set; } = 32;

    /// <summary>A request's body, where an endpoint does not take more.</summary>
    [ConfigurationKeyName("max_body_kb")]
    [Description("How many kilobytes the body of a request may have, other than an upload. Takes effect at the next start.")]
    [Range(16, 1_048_576)]
    public int MaxBodyKb { get; set; } = 1024;
}
