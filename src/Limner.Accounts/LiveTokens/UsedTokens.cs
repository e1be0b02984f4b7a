namespace Limner.Accounts.LiveTokens;

/// <summary>Remembers each token that was used for as long as it could be used again. When more are used than fit, no further one is taken.</summary>
internal sealed class UsedTokens(TimeProvider clock, int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, DateTimeOffset> _used = [];

    /// <summary>True the first time, before it expires.</summary>
    public bool TryUse(Guid id, DateTimeOffset expiresAt)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (expiresAt <= now)
            {
                return false;
            }

            if (_used.Count >= capacity)
            {
                foreach (var (old, end) in _used)
                {
                    if (end <= now)
                    {
                        _used.Remove(old);
                    }
                }
            }

            return _used.Count < capacity && _used.TryAdd(id, expiresAt);
        }
    }
}
