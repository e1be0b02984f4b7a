using Microsoft.Extensions.Options;

namespace Limner.Storage.Caching;

/// <summary>The cache in this process's memory, within <c>cache.size_mb</c>.</summary>
internal sealed class MemoryCache(IOptionsMonitor<CacheOptions> options, TimeProvider clock, CacheMeter meter) : ICache
{
    private readonly Lock _gate = new();
    private readonly MemoryStore _store = new();
    private readonly Dictionary<string, Making> _making = new(StringComparer.Ordinal);

    /// <summary>What it holds, about.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _store.Bytes;
            }
        }
    }

    private long Limit => (long)options.CurrentValue.SizeMb << 20;

    public async ValueTask<T> GetOrMakeAsync<T>(string key, CachePolicy<T> policy, Func<CancellationToken, Task<T>> make, CancellationToken cancellation)
        where T : notnull
    {
        cancellation.ThrowIfCancellationRequested();
        Making? making;
        lock (_gate)
        {
            _store.Shrink(Limit);
            if (_store.TryFind(key, clock.GetUtcNow(), out var known))
            {
                meter.Hit(key);
                return (T)known!;
            }

            if (_making.TryGetValue(key, out making) && making.TryJoin())
            {
                meter.Hit(key);
            }
            else
            {
                meter.Miss(key);
                _making[key] = making = new Making(policy.Tags);
                making.Begin(token => MakeAsync(key, policy, make, making, token));
            }
        }

        try
        {
            return (T)await making.Result.WaitAsync(cancellation);
        }
        finally
        {
            making.Leave();
        }
    }

    public void RemoveByTag(string tag) => Remove((_, tags) => tags.Contains(tag));

    public void RemoveByPattern(string pattern) => Remove((key, _) => MemoryStore.Fits(pattern, key));

    private void Remove(Func<string, IReadOnlyList<string>, bool> fits)
    {
        lock (_gate)
        {
            _store.Remove(fits);
            foreach (var key in _making.Where(pair => fits(pair.Key, pair.Value.Tags)).Select(pair => pair.Key).ToList())
            {
                // Whoever waits for it asked before; who asks from now on does not get it.
                _making.Remove(key);
            }
        }
    }

    private async Task<object> MakeAsync<T>(string key, CachePolicy<T> policy, Func<CancellationToken, Task<T>> make, Making making, CancellationToken cancellation)
        where T : notnull
    {
        // Elsewhere: what of it runs at once would run under the lock.
        await Task.Yield();
        try
        {
            var value = await make(cancellation);
            lock (_gate)
            {
                if (policy.Expiry > TimeSpan.Zero && _making.GetValueOrDefault(key) == making)
                {
                    _store.Add(key, value, policy.Size(value), policy.Tags, clock.GetUtcNow() + policy.Expiry, Limit);
                }
            }

            return value;
        }
        finally
        {
            lock (_gate)
            {
                if (_making.GetValueOrDefault(key) == making)
                {
                    _making.Remove(key);
                }
            }

            making.End();
        }
    }
}
