namespace Limner.Jobs.Live;

/// <summary>Collects what changed until <see cref="LiveSender"/> takes it. Nothing here can block or fail: it is called from the work.</summary>
internal sealed class LiveFeed : ILiveFeed
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private LiveChanges _changes = new();

    public void FolderChanged(LiveAudience audience, string folderId) => Note(changes =>
    {
        if (!changes.Folders.TryGetValue(folderId, out var listeners))
        {
            changes.Folders.Add(folderId, listeners = new LiveListeners());
        }

        listeners.Add(audience);
    });

    public void ImagesChanged(LiveAudience audience) => Note(changes => changes.Images.Add(audience));

    public void TagsChanged(LiveAudience audience) => Note(changes => changes.Tags.Add(audience));

    public void AlbumsChanged(LiveAudience audience) => Note(changes => changes.Albums.Add(audience));

    public void GenerationChanged(LiveAudience audience, LiveGeneration generation) => Note(changes => changes.Generations[generation.Id] = (audience, generation));

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

/// <summary>
/// Names of things, each once: their state is read when it is sent, so what is sent last is what is true. How far generations are is in no table, so that goes along; the last
/// that was said counts.
/// </summary>
internal sealed class LiveChanges
{
    public HashSet<long> Jobs { get; } = [];

    /// <summary>By public id.</summary>
    public Dictionary<string, LiveListeners> Folders { get; } = new(StringComparer.Ordinal);

    public LiveListeners Images { get; } = new();

    public LiveListeners Tags { get; } = new();

    public LiveListeners Albums { get; } = new();

    /// <summary>By public id.</summary>
    public Dictionary<string, (LiveAudience Audience, LiveGeneration Generation)> Generations { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => Jobs.Count == 0 && Folders.Count == 0 && Images.IsEmpty && Tags.IsEmpty && Albums.IsEmpty && Generations.Count == 0;
}

/// <summary>To whom one message goes, each once.</summary>
internal sealed class LiveListeners
{
    private readonly HashSet<long> _users = [];

    public bool Everyone { get; private set; }

    public bool IsEmpty => !Everyone && _users.Count == 0;

    /// <summary>When it is not <see cref="Everyone"/>.</summary>
    public IReadOnlyCollection<long> Users => _users;

    public void Add(LiveAudience audience)
    {
        Everyone |= audience.Everyone;
        _users.UnionWith(audience.Users);
    }
}
