using Limner.Storage.Events;

namespace Limner.Library;

/// <summary>
/// Removed images were purged: what belongs to the images (tags, captions, marks, places in albums) is deleted by the modules that keep it, in the same
/// transaction. The rows stay as tombstones; <see cref="ImagesRemoved"/> was published when they went into the trash.
/// </summary>
public sealed record ImagesPurged(IReadOnlyList<long> ImageIds) : IDomainEvent;

/// <summary>
/// No image shows these contents any more. Library deletes their derivations (after this event, in the same transaction) and their thumbnails (after the
/// commit); whoever else keeps something derived from them deletes it here. Their rows stay only where a tombstone needs the hash: a content without the
/// derivation <c>thumbnail</c> has no business in the cache of thumbnails.
/// </summary>
public sealed record ContentsForgotten(IReadOnlyList<long> ContentIds) : IDomainEvent;
