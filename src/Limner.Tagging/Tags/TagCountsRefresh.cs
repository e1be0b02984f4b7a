using Limner.Library;
using Limner.Storage;
using Limner.Storage.Events;

namespace Limner.Tagging.Tags;

/// <summary>Lets <see cref="TagCounts"/> count again once a change to images, their tags or who sees them is committed.</summary>
internal sealed class TagCountsRefresh(TagCounts counts) : IDomainEventHandler<ImagesChanged>, IDomainEventHandler<ImagesRemoved>, IDomainEventHandler<ImagesArchived>, IDomainEventHandler<FolderSharesChanged>, IDomainEventHandler<SharedAlbumChanged>
{
    public Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(ImagesRemoved message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(ImagesArchived message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(FolderSharesChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(SharedAlbumChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    private Task ForgetAfterCommit(LimnerDb db)
    {
        db.AfterCommit(counts.Forget);
        return Task.CompletedTask;
    }
}
