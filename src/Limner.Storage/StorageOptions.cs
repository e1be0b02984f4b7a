using Microsoft.Extensions.Configuration;

namespace Limner.Storage;

/// <summary>Section <c>[storage]</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "storage";

    /// <summary>Where everything the server writes lives: database, thumbnails, logs. Created when absent.</summary>
    [ConfigurationKeyName("data_dir")]
    public string DataDir { get; set; } = "data";

    public string DatabasePath => Path.Combine(DataDir, "limner.db");
}
