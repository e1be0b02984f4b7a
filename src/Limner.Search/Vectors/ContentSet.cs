namespace Limner.Search.Vectors;

/// <summary>
/// A set of content ids as one bit for each number up to the largest: asked for every vector of a scan, so it has to cost next to nothing.
/// 125 kB for a million contents. Filled by one thread, then read by many.
/// </summary>
public sealed class ContentSet
{
    private ulong[] _bits = new ulong[16];

    public ContentSet()
    {
    }

    public ContentSet(IEnumerable<long> contentIds)
    {
        foreach (var id in contentIds)
        {
            Add(id);
        }
    }

    /// <summary>How many are in it.</summary>
    public int Count { get; private set; }

    /// <summary>What it takes in memory.</summary>
    public long Bytes => (long)_bits.Length * sizeof(ulong);

    /// <param name="contentId">Zero or more: ids are handed out one after the other, so the set stays dense.</param>
    public void Add(long contentId)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(contentId);
        var word = checked((int)(contentId >> 6));
        if (word >= _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(word + 1, 2 * _bits.Length));
        }

        var bit = 1UL << (int)(contentId & 63);
        if ((_bits[word] & bit) == 0)
        {
            _bits[word] |= bit;
            Count++;
        }
    }

    public bool Contains(long contentId)
    {
        var word = (ulong)contentId >> 6;
        return word < (ulong)_bits.Length && ((_bits[word] >> (int)(contentId & 63)) & 1) != 0;
    }
}
