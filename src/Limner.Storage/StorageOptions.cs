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

    /// <summary>WebP quality of thumbnails and previews, 1 to 100.</summary>
    [ConfigurationKeyName("thumbnail_quality")]
    [Description("WebP quality of thumbnails and previews.")]
    [Range(1, 100)]
    public int ThumbnailQuality { get; set; } = 85;

    public string DatabasePath => Path.Combine(DataDir, "limner.db");
}
