using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Sharing;

/// <summary>
/// Whether anything is shared with somebody, from memory. It only chooses between two ways to ask the database, one of which is quick for
/// people who see nothing but their own; what they see is decided by the question itself.
/// </summary>
internal sealed class SharedWith(IDatabase database) : IDomainEventHandler<FolderSharesChanged>, IDomainEventHandler<SharedAlbumChanged>
{
    private volatile Known? _known;
    private long _generation;

    /// <summary>By which ways they may see images of others.</summary>
    public SharedKinds Of(long userId)
    {
        // Read before the query: what is committed while it runs makes the answer stale, never fresh by mistake.
        var generation = Interlocked.Read(ref _generation);
        if (_known is not { } known || known.Generation != generation)
        {
            // Not awaited because queries are put together where nothing can be: one look at a small table after each change of a share.
            using var db = database.Read();
            var folders = db.Set<FolderShareRow>().Select(share => share.UserId).Distinct().ToList();

            // Whoever lets others put pictures into their album sees pictures of others, too.
            var albums = db.Set<AlbumShareRow>().Select(share => share.UserId)
                .Union(db.Set<AlbumRow>().Where(album => db.Set<AlbumShareRow>().Any(share => share.AlbumId == album.Id && share.Access == FolderAccess.Edit)).Select(album => (long?)album.OwnerId))
                .ToList();
            _known = known = new Known(generation, folders.ToHashSet(), albums.ToHashSet());
        }

        return (Holds(known.Folders) ? SharedKinds.Folders : SharedKinds.Nothing) | (Holds(known.Albums) ? SharedKinds.Albums : SharedKinds.Nothing);

        bool Holds(HashSet<long?> users) => users.Contains(userId) || users.Contains(null);
    }

    public Task HandleAsync(FolderSharesChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(SharedAlbumChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    private Task ForgetAfterCommit(LimnerDb db)
    {
        db.AfterCommit(() => Interlocked.Increment(ref _generation));
        return Task.CompletedTask;
    }

    /// <param name="Folders">With whom folders are shared; null: with everyone.</param>
    /// <param name="Albums">The same of albums.</param>
    private sealed record Known(long Generation, HashSet<long?> Folders, HashSet<long?> Albums);
}

/// <summary>By which ways somebody may see images of others.</summary>
[Flags]
internal enum SharedKinds
{
    Nothing = 0,
    Folders = 1,
    Albums = 2,
}
