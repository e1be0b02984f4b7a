using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Storage;

/// <summary>Section <c>[storage]</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "storage";

    /// <summary>Where everything the server writes lives: database, thumbnails, logs. Created when absent.</summary>
    [ConfigurationKeyName("data_dir")]
    [Description("Where everything the server writes lives: database, thumbnails, logs, config.ini. Created when absent.")]
    [Required]
    public string DataDir { get; set; } = "data";

    /// <summary>How large the cache of rendered previews may grow, in megabytes. Thumbnails made by scans do not count.</summary>
    [ConfigurationKeyName("max_cache_size_mb")]
    [Description("How large the cache of rendered previews may grow, in megabytes; the least recently used go first.")]
    [Range(10, 10_000_000)]
    public int MaxCacheSizeMb { get; set; } = 1000;

    /// <summary>Previews kept in memory as well, in megabytes; 0 = none.</summary>
    [ConfigurationKeyName("memory_cache_size_mb")]
    [Description("How many megabytes of previews and thumbnails are kept in memory as well; the least recently used go first. 0 = none. Takes effect without a restart.")]
    [Range(0, 1_000_000)]
    public int MemoryCacheSizeMb { get; set; } = 64;

    /// <summary>Quality of thumbnails and previews, 1 to 100, on the scale of WebP and JPEG.</summary>
    [ConfigurationKeyName("thumbnail_quality")]
    [Description("Quality of thumbnails and previews, on the scale of WebP and JPEG. After a change each is rendered again when it is next asked for.")]
    [Range(1, 100)]
    public int ThumbnailQuality { get; set; } = 85;

    public string DatabasePath => Path.Combine(DataDir, "limner.db");
}
