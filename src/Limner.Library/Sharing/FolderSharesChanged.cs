using Limner.Storage.Events;

namespace Limner.Library;

/// <summary>
/// Others see more or less of a folder than before: it was shared or shares were taken back, or it was removed while it was shared. Published in
/// the transaction that changes it, for what is kept in memory about what people see.
/// </summary>
public sealed record FolderSharesChanged(long FolderId) : IDomainEvent;
