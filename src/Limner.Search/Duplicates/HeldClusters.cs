namespace Limner.Search.Duplicates;

/// <summary>
/// Keeps the groups of the owner whose images were placed last in memory for a while: during a scan new ones come every second, and loading those that are
/// there would take longer than placing the new ones.
/// </summary>
internal sealed class HeldClusters : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private (long OwnerId, OwnerClusters Clusters)? _held;

    public HeldClusters(TimeProvider clock)
        => _timer = clock.CreateTimer(_ => Take(0), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Hands out what is held of this owner, and holds nothing from then on: who takes it brings it back when all that was placed is stored.</summary>
    public OwnerClusters? Take(long ownerId)
    {
        lock (_lock)
        {
            var taken = _held;
            _held = null;
            return taken?.OwnerId == ownerId ? taken.Value.Clusters : null;
        }
    }

    public void Keep(long ownerId, OwnerClusters clusters)
    {
        lock (_lock)
        {
            _held = (ownerId, clusters);
            _timer.Change(Kept, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();
}
