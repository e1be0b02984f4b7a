using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Sharing;

/// <summary>
/// Whether anything is shared with somebody, from memory. It only chooses between two ways to ask the database, one of which is quick for
/// people who see nothing but their own; what they see is decided by the question itself.
/// </summary>
internal sealed class SharedWith(IDatabase database) : IDomainEventHandler<FolderSharesChanged>
{
    private volatile Known? _known;
    private long _generation;

    public bool Anything(long userId)
    {
        // Read before the query: what is committed while it runs makes the answer stale, never fresh by mistake.
        var generation = Interlocked.Read(ref _generation);
        if (_known is not { } known || known.Generation != generation)
        {
            // Not awaited because queries are put together where nothing can be: one look at a small table after each change of a share.
            using var db = database.Read();
            var users = db.Set<FolderShareRow>().Select(share => share.UserId).Distinct().ToList();
            _known = known = new Known(generation, users.Contains(null), [.. users.OfType<long>()]);
        }

        return known.Everyone || known.Users.Contains(userId);
    }

    public Task HandleAsync(FolderSharesChanged message, LimnerDb db, CancellationToken cancellation)
    {
        db.AfterCommit(() => Interlocked.Increment(ref _generation));
        return Task.CompletedTask;
    }

    private sealed record Known(long Generation, bool Everyone, HashSet<long> Users);
}
