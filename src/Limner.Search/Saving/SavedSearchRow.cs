namespace Limner.Search.Saving;

/// <summary>A search that somebody keeps under a name (table <c>saved_searches</c>). It is theirs alone.</summary>
internal sealed class SavedSearchRow
{
    public long Id { get; set; }

    public long OwnerId { get; set; }

    public required string Name { get; set; }

    /// <summary>JSON: <see cref="Querying.FilterParameters"/>.</summary>
    public required string Filter { get; set; }

    /// <summary>As of <c>GET /images</c>; null: its default.</summary>
    public string? Sort { get; set; }

    /// <summary>As of <c>GET /images</c>; null: its default.</summary>
    public string? Mode { get; set; }

    /// <summary>Whether it is shown among the albums.</summary>
    public bool IsAlbum { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
