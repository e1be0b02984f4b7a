using System.ComponentModel;
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
}
