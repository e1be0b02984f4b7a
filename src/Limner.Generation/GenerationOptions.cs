using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Limner.Models;
using Microsoft.Extensions.Configuration;

namespace Limner.Generation;

/// <summary>Section <c>[generation]</c>.</summary>
public sealed class GenerationOptions
{
    public const string Section = "generation";

    /// <summary>What painting may take at one moment, in MiB; 0: two fifths of the machine's memory (<see cref="MemoryBudgetBytes"/>).</summary>
    [ConfigurationKeyName("memory_budget_mb")]
    [Description("Memory that painting one request may take, in MiB, weights and working memory together. What is estimated to need more is refused before it starts. 0: two fifths of the machine's memory, at least 1024.")]
    [Range(0, 1_048_576)]
    public int MemoryBudgetMb { get; set; }

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

    /// <summary>The model painted with where a request names none; empty: the smallest that is installed.</summary>
    [ConfigurationKeyName("default_model")]
    [Description("The painting model where a request names none: the id of an installed one, or one of remote_models. Empty: the smallest installed one that takes any text, or else the one that comes with the program.")]
    [StringLength(100)]
    public string DefaultModel { get; set; } = "";

    /// <summary>Image models of the server that <c>[openai]</c> names, as <c>openai:NAME</c>, separated by semicolons.</summary>
    [ConfigurationKeyName("remote_models")]
    [Description("Image models of the server in [openai] that may be painted with, as openai:NAME, separated by semicolons. Prompts are sent there. Empty: none.")]
    [StringLength(2000)]
    public string RemoteModels { get; set; } = "";

    /// <summary>Pictures one person may ask for within a day (UTC); 0: as many as they like.</summary>
    [ConfigurationKeyName("daily_pictures")]
    [Description("Pictures one person may ask for within a day, by UTC. 0: no limit.")]
    [Range(0, 1_000_000)]
    public int DailyPictures { get; set; } = 500;

    /// <summary>Requests of one person that may wait or be painted at once.</summary>
    [ConfigurationKeyName("max_queued")]
    [Description("Requests of one person that may wait to be painted.")]
    [Range(1, 10_000)]
    public int MaxQueued { get; set; } = 50;

    /// <summary>How often the server may end while it paints a request before that is given up.</summary>
    [ConfigurationKeyName("max_attempts")]
    [Description("How often painting a request is begun if the server ends meanwhile, before it is given up.")]
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 2;

    /// <summary>A preview after every so many steps; 0: none.</summary>
    [ConfigurationKeyName("preview_steps")]
    [Description("Steps between two previews of what is being painted. 0: no previews.")]
    [Range(0, 1000)]
    public int PreviewSteps { get; set; } = 1;

    /// <summary>How long a picture may take for a preset to be proposed.</summary>
    [ConfigurationKeyName("patience_seconds")]
    [Description("Seconds one picture may take for a preset to be proposed; measured on this machine.")]
    [Range(1, 3600)]
    public int PatienceSeconds { get; set; } = 120;

    /// <summary>As <see cref="MemoryBudgetMb"/> says, with the machine's own share where that leaves it open.</summary>
    internal long MemoryBudgetBytes => MachineMemory.Share(MemoryBudgetMb, 0.4);

    /// <summary>Of <see cref="RemoteModels"/>.</summary>
    internal IReadOnlyList<string> RemoteModelNames => RemoteModels.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
