namespace Limner.Storage.Caching;

/// <summary>
/// The one cache of the product: answers that cost more to make than to keep. What is kept here may go at any moment, so nothing is kept here alone.
/// Keys and tags are texts, and values plain data, so that a store shared by several servers could stand behind the same interface.
/// </summary>
public interface ICache
{
    /// <summary>
    /// The value under a key, made by <paramref name="make"/> if there is none. However many ask at once, it is made once; what was asked for before an
    /// invalidation is given to those who asked then, and to nobody after it. A failure goes to all who wait and is not kept.
    /// </summary>
    /// <param name="key">Parts separated by colons, the kind of thing first: <c>search:42:...</c>. What tells one person's answer from another's is part of it.</param>
    /// <param name="make">Is cancelled when nobody waits for it any more.</param>
    ValueTask<T> GetOrMakeAsync<T>(string key, CachePolicy<T> policy, Func<CancellationToken, Task<T>> make, CancellationToken cancellation)
        where T : notnull;

    /// <summary>Forgets all that carries a tag, and what is being made of it.</summary>
    void RemoveByTag(string tag);

    /// <summary>Forgets all whose key fits, and what is being made of it.</summary>
    /// <param name="pattern">A key in which <c>*</c> stands for any characters, or none: <c>search:42:*</c>.</param>
    void RemoveByPattern(string pattern);
}

/// <summary>How a value is kept.</summary>
/// <param name="Expiry">How long at most; zero: not at all.</param>
/// <param name="Size">Bytes that a value takes in memory, about.</param>
/// <param name="Tags">What it depends on.</param>
public sealed record CachePolicy<T>(TimeSpan Expiry, Func<T, long> Size, params IReadOnlyList<string> Tags);
