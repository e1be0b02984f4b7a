using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Limner.Safety.Outbound;
using Microsoft.Extensions.Configuration;

namespace Limner.Models.Remote;

/// <summary>What is set alike for every server of models that this one asks.</summary>
public abstract class RemoteServerOptions
{
    /// <summary>The model asked for, as the server names it; empty: none is chosen.</summary>
    [ConfigurationKeyName("model")]
    [Description("The model to ask, as the server names it, for example gemma3:4b. Empty: none.")]
    [StringLength(RemoteModelName.MaxLength)]
    public string Model { get; set; } = "";

    /// <summary>Seconds one answer may take from the first byte sent to the last byte read.</summary>
    [ConfigurationKeyName("timeout_seconds")]
    [Description("Seconds one answer may take in all. A model that is loaded from disk first needs more than one that is in memory.")]
    [Range(1, 3600)]
    public int TimeoutSeconds { get; set; } = 180;

    /// <summary>Questions that are with the server at once.</summary>
    [ConfigurationKeyName("max_in_flight")]
    [Description("Questions that are with the server at once. More than it works on side by side only wait there.")]
    [Range(1, 64)]
    public int MaxInFlight { get; set; } = 1;

    /// <summary>The first pause between two tries of one question; the next is twice as long.</summary>
    [ConfigurationKeyName("retry_seconds")]
    [Description("Seconds before a question that was refused for a passing reason is asked again; doubled for the second time.")]
    [Range(0.01, 60)]
    public double RetrySeconds { get; set; } = 1;

    /// <summary>How long the server is left alone after it has failed repeatedly.</summary>
    [ConfigurationKeyName("break_seconds")]
    [Description("Seconds a server is left alone after it has failed repeatedly; then one question tries whether it answers again.")]
    [Range(1, 3600)]
    public int BreakSeconds { get; set; } = 30;
}

/// <summary>Section <c>[ollama]</c>: an Ollama server, usually this machine or the next one.</summary>
public sealed class OllamaOptions : RemoteServerOptions
{
    public const string Section = "ollama";

    /// <summary>Base address of the Ollama server; empty: none is used.</summary>
    [ConfigurationKeyName("server")]
    [Description("Base address of an Ollama server, for example http://127.0.0.1:11434. Empty: none is used.")]
    [HttpAddresses(AllowEmpty = true, AllowHttps = true)]
    public string Server { get; set; } = "";

    /// <summary>How long the server keeps a model in memory after an answer, in Ollama's spelling.</summary>
    [ConfigurationKeyName("keep_alive")]
    [Description("How long Ollama keeps a model in memory after an answer, for example 5m or 1h; -1 keeps it.")]
    [RegularExpression("-1|[0-9]{1,6}(s|m|h)?", ErrorMessage = "must be a number of seconds, or of minutes or hours such as 5m or 1h")]
    public string KeepAlive { get; set; } = "5m";
}

/// <summary>Section <c>[openai]</c>: any server that speaks OpenAI's chat completions.</summary>
public sealed class OpenAiOptions : RemoteServerOptions
{
    public const string Section = "openai";

    /// <summary>Base address with the version, <c>https://api.openai.com/v1</c>; empty: none is used.</summary>
    [ConfigurationKeyName("server")]
    [Description("Base address of a server that speaks OpenAI's chat completions, with its version: http://127.0.0.1:8000/v1. Pictures are sent there. Empty: none is used.")]
    [HttpAddresses(AllowEmpty = true, AllowHttps = true)]
    public string Server { get; set; } = "";

    /// <summary>Sent as a bearer token; empty: none is sent. A secret.</summary>
    [ConfigurationKeyName("api_key")]
    [Description("The key that server asks for. Empty: none is sent. Better set by the environment than in the file.")]
    [StringLength(1000)]
    public string ApiKey { get; set; } = "";
}
