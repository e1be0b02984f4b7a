using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Library;

/// <summary>Section <c>[library]</c>: how folders are scanned. What one picture may cost is in the same section: <see cref="Safety.Files.DecodeBudgetOptions"/>.</summary>
public sealed class LibraryOptions
{
    public const string Section = "library";

    /// <summary>How many files are read at once during a scan; 0 = one for each processor core.</summary>
    [ConfigurationKeyName("scan_workers")]
    [Description("How many files are read at once during a scan; 0 = one for each processor core.")]
    [Range(0, 256)]
    public int ScanWorkers { get; set; }

    /// <summary>
    /// How many megabytes of files a scan holds in memory at once, over all its workers. A single file larger than this is read alone.
    /// </summary>
    [ConfigurationKeyName("scan_memory_mb")]
    [Description("How many megabytes of files a scan holds in memory at once; a single larger file is read alone.")]
    [Range(16, 65536)]
    public int ScanMemoryMb { get; set; } = 192;

    internal int Workers => ScanWorkers == 0 ? Environment.ProcessorCount : ScanWorkers;
}
