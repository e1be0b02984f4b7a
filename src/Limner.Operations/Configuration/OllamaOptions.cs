using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Section <c>[ollama]</c>: an optional local language model server.</summary>
public sealed class OllamaOptions
{
    public const string Section = "ollama";

    /// <summary>Base address of the Ollama server; empty: none is used.</summary>
    [ConfigurationKeyName("server")]
    [Description("Base address of an Ollama server, for example http://127.0.0.1:11434. Empty: none is used.")]
    [HttpAddresses(AllowEmpty = true, AllowHttps = true)]
    public string Server { get; set; } = "";

    /// <summary>The model asked for, in Ollama's spelling.</summary>
    [ConfigurationKeyName("model")]
    [Description("The model to ask, as Ollama names it, for example gemma3:4b. Empty: none.")]
    [StringLength(200)]
    public string Model { get; set; } = "";
}
