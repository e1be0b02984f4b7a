namespace Limner.Jobs.Live;

/// <summary>Collects what changed until <see cref="LiveSender"/> takes it. Nothing here can block or fail: it is called from the work.</summary>
internal sealed class LiveFeed : ILiveFeed
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private LiveChanges _changes = new();

    public void FolderChanged(long ownerId, string folderId) => Note(changes => changes.Folders.Add((ownerId, folderId)));

    public void ImagesChanged(long ownerId) => Note(changes => changes.Images.Add(ownerId));

    public void TagsChanged(long ownerId) => Note(changes => changes.Tags.Add(ownerId));

    public void JobChanged(long id) => Note(changes => changes.Jobs.Add(id));

    /// <summary>Waits until something has changed since the last call, and takes all of it.</summary>
    public async Task<LiveChanges> TakeAsync(CancellationToken cancellation)
    {
        await _changed.WaitAsync(cancellation);
        lock (_gate)
        {
            var taken = _changes;
            _changes = new LiveChanges();
            return taken;
        }
    }

    private void Note(Action<LiveChanges> add)
    {
        lock (_gate)
        {
            var wasEmpty = _changes.IsEmpty;
            add(_changes);
            if (wasEmpty && _changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }
}

/// <summary>Only names of things, each once: their state is read when it is sent, so what is sent last is what is true.</summary>
internal sealed class LiveChanges
{
    public HashSet<long> Jobs { get; } = [];

    public HashSet<(long OwnerId, string FolderId)> Folders { get; } = [];

    public HashSet<long> Images { get; } = [];

    public HashSet<long> Tags { get; } = [];

    public bool IsEmpty => Jobs.Count == 0 && Folders.Count == 0 && Images.Count == 0 && Tags.Count == 0;
}
