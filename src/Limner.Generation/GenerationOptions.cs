using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Generation;

/// <summary>Section <c>[generation]</c>.</summary>
public sealed class GenerationOptions
{
    public const string Section = "generation";

    /// <summary>What painting may take at one moment, in MiB.</summary>
    [ConfigurationKeyName("memory_budget_mb")]
    [Description("Memory that painting one request may take, in MiB, weights and working memory together. What is estimated to need more is refused before it starts.")]
    [Range(64, 1_048_576)]
    public int MemoryBudgetMb { get; set; } = 6144;

    /// <summary>The longest side of a picture, in pixels.</summary>
    [ConfigurationKeyName("max_side")]
    [Description("Longest side of a painted picture, in pixels.")]
    [Range(64, 8192)]
    public int MaxSide { get; set; } = 2048;

    /// <summary>The most steps.</summary>
    [ConfigurationKeyName("max_steps")]
    [Description("Most steps a painting may ask for.")]
    [Range(1, 1000)]
    public int MaxSteps { get; set; } = 150;

    /// <summary>The most pictures of one request.</summary>
    [ConfigurationKeyName("max_pictures")]
    [Description("Most pictures one request may ask for.")]
    [Range(1, 1000)]
    public int MaxPictures { get; set; } = 16;
}
