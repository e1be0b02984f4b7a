using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Library.Thumbnails;

/// <summary>Previews in memory, within <c>storage.memory_cache_size_mb</c>; the least recently used go first.</summary>
internal sealed class PreviewMemory(IOptionsMonitor<StorageOptions> storage)
{
    // What an entry costs beside the picture: keys, header values, the list's node.
    private const int Overhead = 600;

    private readonly Lock _gate = new();
    private readonly Dictionary<PreviewKey, LinkedListNode<(PreviewKey Key, Preview Preview)>> _entries = [];
    private readonly LinkedList<(PreviewKey Key, Preview Preview)> _byUse = [];
    private long _bytes;

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    private long Limit => (long)storage.CurrentValue.MemoryCacheSizeMb << 20;

    public Preview? Find(PreviewKey key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            if (_byUse.First != node)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }

            return node.Value.Preview;
        }
    }

    public void Add(PreviewKey key, Preview preview)
    {
        var limit = Limit;
        lock (_gate)
        {
            Remove(key);
            if (Size(preview) <= limit)
            {
                _entries[key] = _byUse.AddFirst((key, preview));
                _bytes += Size(preview);
            }

            while (_bytes > limit && _byUse.Last is { } oldest)
            {
                Remove(oldest.Value.Key);
            }
        }
    }

    /// <summary>Forgets every preview of these contents.</summary>
    public void Remove(IEnumerable<string> sha256s)
    {
        lock (_gate)
        {
            foreach (var sha256 in sha256s)
            {
                foreach (var longSide in PreviewSizes.Ladder)
                {
                    foreach (var format in Enum.GetValues<Imaging.PreviewFormat>())
                    {
                        Remove(new PreviewKey(sha256, longSide, format));
                    }
                }
            }
        }
    }

    private static long Size(Preview preview) => preview.Bytes.Length + Overhead;

    private void Remove(PreviewKey key)
    {
        if (_entries.Remove(key, out var node))
        {
            _byUse.Remove(node);
            _bytes -= Size(node.Value.Preview);
        }
    }
}
