using Limner.Storage.Events;

namespace Limner.Library;

/// <summary>
/// Images were added or came back, or their content, name, metadata, files or tags changed. Published once for a batch, after everything
/// about the images has been written in the same transaction.
/// </summary>
public sealed record ImagesChanged(IReadOnlyList<long> ImageIds) : IDomainEvent;

/// <summary>
/// Images left every gallery: their folder was removed, or their last file is missing. The rows may be gone or may be back at the next
/// scan (then <see cref="ImagesChanged"/> follows).
/// </summary>
public sealed record ImagesRemoved(IReadOnlyList<long> ImageIds) : IDomainEvent;
