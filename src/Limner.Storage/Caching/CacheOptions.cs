using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Storage.Caching;

/// <summary>Section <c>[cache]</c>.</summary>
public sealed class CacheOptions
{
    public const string Section = "cache";

    /// <summary>Megabytes of answers in memory; previews have <see cref="StorageOptions.MemoryCacheSizeMb"/> of their own. 0: none.</summary>
    [ConfigurationKeyName("size_mb")]
    [Description("How many megabytes of answers (found pictures, counts for suggestions) are kept in memory; the least recently used go first. 0 = none. Takes effect without a restart.")]
    [Range(0, 100_000)]
    public int SizeMb { get; set; } = 32;

    /// <summary>Seconds for which a page of search results is kept; 0: not at all.</summary>
    [ConfigurationKeyName("search_seconds")]
    [Description("For how many seconds a page of search results is kept; any change to the library ends it at once. 0 = not at all. Takes effect without a restart.")]
    [Range(0, 86_400)]
    public int SearchSeconds { get; set; } = 300;

    /// <summary>Seconds for which the vector of words that were asked for is kept; 0: not at all.</summary>
    [ConfigurationKeyName("embedding_seconds")]
    [Description("For how many seconds the vector of words that were searched for by meaning is kept, so that the next page or another filter does not run the text encoder again. 0 = not at all. Takes effect without a restart.")]
    [Range(0, 86_400)]
    public int EmbeddingSeconds { get; set; } = 3600;
}
