using Limner.Storage;

namespace Limner.Library;

/// <summary>
/// Takes images out of the library and brings them back, many at a time, in the caller's transaction. Only an image's owner may: others' ids, and images that
/// are not where the call expects them, are passed over. Every call answers with the ids it did change. Originals are never touched; files that the server owns
/// are erased some time after their image was purged.
/// </summary>
public interface IImageTrash
{
    /// <summary>Into the owner's trash. Tags, albums and marks are kept for the way back.</summary>
    Task<IReadOnlyList<long>> MoveAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation);

    /// <summary>Out of the trash, as they were. One whose bytes another image of the owner has got meanwhile stays.</summary>
    Task<IReadOnlyList<long>> RestoreAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation);

    /// <summary>
    /// Out of the trash for good: everything known of them goes (<see cref="ImagesPurged"/>), a tombstone stays with the hash of the bytes, so that no scan
    /// brings them back.
    /// </summary>
    Task<IReadOnlyList<long>> PurgeAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation);

    /// <summary>Forgets that they were purged: their files, where there still are any, are read as new ones at the next scan, which is asked for.</summary>
    Task<IReadOnlyList<long>> ForgetRemovalAsync(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation);
}

/// <summary>Looks into a person's trash by the bytes of what was removed.</summary>
public interface IRemovedImages
{
    /// <summary>The person's removed image with these bytes, if they have no other image with them; an upload of the same bytes would be taken by it.</summary>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    Task<RemovedImage?> FindAsync(LimnerDb db, long userId, string sha256, CancellationToken cancellation);
}

/// <param name="IsPurged">False: it is in the trash and can be restored. True: <see cref="IImageTrash.ForgetRemovalAsync"/> makes room for it.</param>
public sealed record RemovedImage(long ImageId, bool IsPurged);
