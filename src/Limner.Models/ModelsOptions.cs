using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Limner.Models.Installing;
using Microsoft.Extensions.Configuration;

namespace Limner.Models;

/// <summary>Section <c>[models]</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "models";

    /// <summary>What all loaded models together may hold, in MiB; 0: a third of the machine's memory (<see cref="MemoryBudgetBytes"/>).</summary>
    [ConfigurationKeyName("memory_budget_mb")]
    [Description("Memory that loaded models may hold together, in MiB. The one used longest ago makes room for the next. 0: a third of the machine's memory, at least 1024.")]
    [Range(0, 1_048_576)]
    public int MemoryBudgetMb { get; set; }

    /// <summary>As <see cref="MemoryBudgetMb"/> says, with the machine's own share where that leaves it open.</summary>
    internal long MemoryBudgetBytes => MachineMemory.Share(MemoryBudgetMb, 1.0 / 3);

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

    /// <summary>Threads that one run of a painting model uses: one picture is painted at a time, and nothing else is gained by leaving processors idle meanwhile.</summary>
    [ConfigurationKeyName("painting_threads")]
    [Description("Threads that one run of a painting model uses. 0: one for each processor. It counts for models that are loaded from then on.")]
    [Range(0, 256)]
    public int PaintingThreads { get; set; }

    /// <summary>Where models are downloaded from: Hugging Face, or a server that answers like it.</summary>
    [ConfigurationKeyName("base_address")]
    [Description("Where models are downloaded from: Hugging Face, or a mirror that answers as it does. Plain http is for this machine alone.")]
    [DownloadAddress]
    public string BaseAddress { get; set; } = "https://huggingface.co";

    /// <summary>Hosts the download server may send on to.</summary>
    [ConfigurationKeyName("download_hosts")]
    [Description("Hosts that the download server may send on to for large files, separated by semicolons, each with a port if it is not 443.")]
    [DownloadHosts]
    public string DownloadHosts { get; set; } = "us.aws.cdn.hf.co;eu.aws.cdn.hf.co;us.gcp.cdn.hf.co;cas-bridge.xethub.hf.co;cdn-lfs.hf.co;cdn-lfs-us-1.hf.co;cdn-lfs-eu-1.hf.co;cdn-lfs.huggingface.co";

    /// <summary>Folders below which models may be imported, besides <c>import</c> in the data directory.</summary>
    [ConfigurationKeyName("import_folders")]
    [Description("Folders below which administrators may import models, separated by semicolons, besides the folder import in the data directory. Empty: only that.")]
    [ImportFolders]
    public string ImportFolders { get; set; } = "";
}
