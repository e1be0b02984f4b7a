using Limner.Storage.Events;

namespace Limner.Library.Watching;

/// <summary>A folder was added, changed or removed.</summary>
internal sealed record FoldersChanged : IDomainEvent;
