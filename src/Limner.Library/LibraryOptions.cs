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

    /// <summary>How long one picture may be decoded, in seconds, before it is given up.</summary>
    [ConfigurationKeyName("decode_seconds")]
    [Description("Seconds after which the decoding of a picture in a scan is given up.")]
    [Range(0.1, 3600d)]
    public double DecodeSeconds { get; set; } = 120;

    /// <summary>Every folder is scanned at least this often, in minutes, whatever was heard of it; 0 = never.</summary>
    [ConfigurationKeyName("rescan_minutes")]
    [Description("Minutes after which every folder is looked through again, whatever was heard of it; 0.5 is half a minute, 0 is never. What has not changed is not read.")]
    [Range(0d, 10080d)]
    public double RescanMinutes { get; set; } = 15;

    /// <summary>How often a watched folder is scanned of whose changes the system does not tell, in seconds.</summary>
    [ConfigurationKeyName("poll_seconds")]
    [Description("Seconds after which a watched folder is looked through again when the system does not tell of its changes: network mounts, too many directories.")]
    [Range(1, 86400)]
    public int PollSeconds { get; set; } = 300;

    /// <summary>How long a file's size and time of modification must have stayed the same before a change of it is followed, in seconds.</summary>
    [ConfigurationKeyName("settle_seconds")]
    [Description("Seconds for which a file must have stayed the same before it is read after a change, so that none is read half written.")]
    [Range(0.1, 600d)]
    public double SettleSeconds { get; set; } = 2;

    /// <summary>
    /// If more than this share of a folder's pictures (and ten at least) vanish between two scans, they are taken to be away with a disk and not to be deleted,
    /// in percent; 100 = always believed to be deleted.
    /// </summary>
    [ConfigurationKeyName("missing_share_percent")]
    [Description("If more than this percentage of a folder's pictures, and ten at least, vanish at once, its owner is asked whether they are gone; until then they stay, marked offline. 100 never asks.")]
    [Range(1, 100)]
    public int MissingSharePercent { get; set; } = 50;

    /// <summary>How many days a removed image stays in the trash; 0 = until somebody empties it.</summary>
    [ConfigurationKeyName("trash_days")]
    [Description("Days after which a removed image is purged from the trash; 0 is never. Files the server did not write itself are not touched by it.")]
    [Range(0, 3650)]
    public int TrashDays { get; set; } = 30;

    /// <summary>How long an upload that nobody goes on with is kept, in hours.</summary>
    [ConfigurationKeyName("upload_expiry_hours")]
    [Description("Hours for which an unfinished upload is kept after something of it arrived last; then it has to begin anew.")]
    [Range(1, 8760)]
    public int UploadExpiryHours { get; set; } = 72;

    /// <summary>How many unfinished uploads one person may have.</summary>
    [ConfigurationKeyName("max_open_uploads")]
    [Description("How many unfinished uploads one person may have.")]
    [Range(1, 10_000)]
    public int MaxOpenUploads { get; set; } = 200;

    /// <summary>What uploads leave free on a disk, in MiB.</summary>
    [ConfigurationKeyName("upload_reserve_mb")]
    [Description("Megabytes that uploads leave free on the disk of the data directory and on that of the folder they go to.")]
    [Range(0, 10_000_000)]
    public int UploadReserveMb { get; set; } = 512;

    internal TimeSpan UploadExpiry => TimeSpan.FromHours(UploadExpiryHours);

    internal TimeSpan DecodeTime => TimeSpan.FromSeconds(DecodeSeconds);

    internal TimeSpan? TrashTime => TrashDays > 0 ? TimeSpan.FromDays(TrashDays) : null;

    /// <summary>How long after somebody said something its sidecar is written, in seconds.</summary>
    [ConfigurationKeyName("sidecar_delay_seconds")]
    [Description("Seconds after which what people say of a picture is written into its sidecar, in folders that want that: long enough to finish typing.")]
    [Range(0, 3600d)]
    public double SidecarDelaySeconds { get; set; } = 5;

    internal TimeSpan SidecarDelay => TimeSpan.FromSeconds(SidecarDelaySeconds);

    internal TimeSpan? Rescan => RescanMinutes > 0 ? TimeSpan.FromMinutes(RescanMinutes) : null;

    internal TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);

    internal TimeSpan Settle => TimeSpan.FromSeconds(SettleSeconds);

    internal int Workers => ScanWorkers == 0 ? Environment.ProcessorCount : ScanWorkers;
}
