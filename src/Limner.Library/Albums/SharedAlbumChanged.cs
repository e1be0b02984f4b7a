using Limner.Storage.Events;

namespace Limner.Library;

/// <summary>
/// Others see more or less through an album than before: it was shared, shares were taken back, its pictures changed while it was shared, or it was
/// removed. Published in the transaction that changes it, for what is kept in memory about what people see.
/// </summary>
public sealed record SharedAlbumChanged(long AlbumId) : IDomainEvent;
