using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Models;

/// <summary>Section <c>[models]</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "models";

    /// <summary>What all loaded models together may hold, in MiB.</summary>
    [ConfigurationKeyName("memory_budget_mb")]
    [Description("Memory that loaded models may hold together, in MiB. The one used longest ago makes room for the next.")]
    [Range(64, 1_048_576)]
    public int MemoryBudgetMb { get; set; } = 2048;

    /// <summary>After how many minutes without use a model leaves memory; 0 keeps it.</summary>
    [ConfigurationKeyName("unload_after_minutes")]
    [Description("Minutes without use after which a model leaves memory. 0 keeps models loaded.")]
    [Range(0, 10_080)]
    public int UnloadAfterMinutes { get; set; } = 10;

    /// <summary>Threads that one run of a model uses. Scans run several pictures at once, so one thread a run gives the most pictures a second.</summary>
    [ConfigurationKeyName("intra_op_threads")]
    [Description("Threads that one run of a model uses. 1 gives the most pictures a second, because scans run pictures side by side.")]
    [Range(1, 256)]
    public int IntraOpThreads { get; set; } = 1;
}
