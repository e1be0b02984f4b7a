using System.IO.Enumeration;

namespace Limner.Storage.Caching;

/// <summary>Values in memory within a size; the least recently used go first, what has expired when it is asked for. Not for several threads at once.</summary>
internal sealed class MemoryStore
{
    /// <summary>What an entry costs beside its value: key, list node, dictionary slot.</summary>
    private const int Overhead = 300;

    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];

    public long Bytes { get; private set; }

    public bool TryFind(string key, DateTimeOffset now, out object? value)
    {
        value = null;
        if (!_entries.TryGetValue(key, out var node))
        {
            return false;
        }

        if (node.Value.ExpiresAt <= now)
        {
            Remove(node);
            return false;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Add(string key, object value, long size, IReadOnlyList<string> tags, DateTimeOffset expiresAt, long limit)
    {
        if (_entries.TryGetValue(key, out var old))
        {
            Remove(old);
        }

        var bytes = size + Overhead + (key.Length * sizeof(char));
        if (bytes > limit)
        {
            return;
        }

        _entries[key] = _byUse.AddFirst(new Entry(key, value, bytes, tags, expiresAt));
        Bytes += bytes;
        Shrink(limit);
    }

    public void Shrink(long limit)
    {
        while (Bytes > limit && _byUse.Last is { } oldest)
        {
            Remove(oldest);
        }
    }

    public void Remove(Func<string, IReadOnlyList<string>, bool> fits)
    {
        for (var node = _byUse.First; node is not null;)
        {
            var next = node.Next;
            if (fits(node.Value.Key, node.Value.Tags))
            {
                Remove(node);
            }

            node = next;
        }
    }

    /// <summary>Whether a key fits a pattern in which <c>*</c> stands for any characters.</summary>
    public static bool Fits(string pattern, string key) => FileSystemName.MatchesSimpleExpression(pattern, key, ignoreCase: false);

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
        Bytes -= node.Value.Bytes;
    }

    private sealed record Entry(string Key, object Value, long Bytes, IReadOnlyList<string> Tags, DateTimeOffset ExpiresAt);
}
