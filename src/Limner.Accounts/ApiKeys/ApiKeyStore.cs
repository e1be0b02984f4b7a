using System.Collections.Concurrent;
using System.Linq.Expressions;
using Limner.Accounts.Access;
using Limner.Accounts.Users;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace Limner.Accounts.ApiKeys;

/// <summary>Finds keys by what was sent. Good ones are remembered for as long as a revocation elsewhere may take to be noticed.</summary>
internal sealed class ApiKeyStore(IDatabase database, TimeProvider clock) : IDomainEventHandler<AccessEnded>
{
    private static readonly TimeSpan CacheFor = TimeSpan.FromSeconds(5);
    private const int CacheSize = 1000;

    private readonly ConcurrentDictionary<string, (ApiKey Key, long At)> _cache = new(StringComparer.Ordinal);
    private int _forgotten;

    /// <summary>The key, or who it was when it is good no longer; neither when there never was one.</summary>
    public async ValueTask<(ApiKey? Good, ApiKey? Ended)> FindAsync(string text, CancellationToken cancellation)
    {
        if (!KeyText.IsWellFormed(text))
        {
            return default;
        }

        var hash = KeyText.Hash(text);
        if (_cache.TryGetValue(hash, out var known) && clock.GetElapsedTime(known.At) < CacheFor)
        {
            return IsExpired(known.Key) ? (null, known.Key) : (known.Key, null);
        }

        var (at, forgotten) = (clock.GetTimestamp(), Volatile.Read(ref _forgotten));
        var (good, ended) = await LookUpAsync(row => row.KeyHash == hash, cancellation);
        if (good is null)
        {
            _cache.TryRemove(hash, out _);
            return (null, ended);
        }

        if (_cache.Count >= CacheSize)
        {
            _cache.Clear();
        }

        _cache[hash] = (good, at);
        if (Volatile.Read(ref _forgotten) != forgotten)
        {
            // Something was revoked while this was being read, perhaps this key.
            _cache.TryRemove(hash, out _);
        }

        return (good, null);
    }

    /// <summary>The key with this number if it is good now.</summary>
    public async Task<ApiKey?> FindAsync(long id, CancellationToken cancellation) => (await LookUpAsync(row => row.Id == id, cancellation)).Good;

    public Task HandleAsync(AccessEnded message, LimnerDb db, CancellationToken cancellation)
    {
        db.AfterCommit(() => Forget(message.UserId));
        return Task.CompletedTask;
    }

    /// <summary>Nothing looked up before this call is relied on after it.</summary>
    private void Forget(long userId)
    {
        Interlocked.Increment(ref _forgotten);
        foreach (var (hash, _) in _cache.Where(entry => entry.Value.Key.UserId == userId))
        {
            _cache.TryRemove(hash, out _);
        }
    }

    private async Task<(ApiKey? Good, ApiKey? Ended)> LookUpAsync(Expression<Func<ApiKeyRow, bool>> which, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var found = await (
            from row in db.Set<ApiKeyRow>().Where(which)
            join user in db.Set<UserRow>() on row.UserId equals user.Id
            select new { Key = new ApiKey(row.Id, user.Id, user.UserName, user.Role, row.Scopes, row.ExpiresAt), HasEnded = row.RevokedAt != null || user.DisabledAt != null })
            .FirstOrDefaultAsync(cancellation);
        return found is null ? default : found.HasEnded || IsExpired(found.Key) ? (null, found.Key) : (found.Key, null);
    }

    private bool IsExpired(ApiKey key) => key.ExpiresAt <= clock.GetUtcNow();
}
