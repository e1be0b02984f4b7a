using Limner.Storage.Events;

namespace Limner.Library;

/// <summary>Images were put away or brought back. Nothing else of them has changed: what they are found by stays.</summary>
public sealed record ImagesArchived(IReadOnlyCollection<long> ImageIds) : IDomainEvent;
