namespace Limner.Search.Indexing;

/// <summary>Which preparation of texts the index was made with (table <c>search_state</c>, one row with id 1).</summary>
internal sealed class SearchStateRow
{
    public long Id { get; set; }

    /// <summary><see cref="SearchText.Version"/> of everything in the index; 0 in a new database.</summary>
    public int TextVersion { get; set; }

    /// <summary>The version a rebuild in progress writes, or null.</summary>
    public int? RebuildVersion { get; set; }

    /// <summary>Images up to this id are rebuilt.</summary>
    public long? RebuiltUpTo { get; set; }
}
