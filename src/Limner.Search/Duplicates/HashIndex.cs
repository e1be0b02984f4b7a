using System.Numerics;

namespace Limner.Search.Duplicates;

/// <summary>
/// Finds the nearest of many 64-bit hashes within a few bits, exactly: two hashes that differ in at most r bits differ in at most r / 4 bits of one of
/// their four quarters, so only hashes that share nearly a quarter are looked at. Source: Norouzi, Punjani, Fleet, "Fast search in Hamming space with
/// multi-index hashing" (2012). Some 40 bytes a hash beside the fingerprints.
/// </summary>
/// <param name="radius">0 to 11 bits.</param>
internal sealed class HashIndex(int radius)
{
    private const int Quarters = 4;

    /// <summary>
    /// Hashes that may share a quarter. Real pictures come to some dozens in a million; beyond this, somebody made pictures with one hash on purpose, and
    /// each further one would be compared with all of them.
    /// </summary>
    private const int MaxBucket = 2_048;

    /// <summary>What to turn in a quarter so that every quarter near enough is met.</summary>
    private readonly ushort[] _masks = [.. Enumerable.Range(0, 1 << 16).Where(mask => BitOperations.PopCount((uint)mask) <= radius / Quarters).Select(mask => (ushort)mask)];

    private readonly int[][] _first = [.. Enumerable.Range(0, Quarters).Select(_ => NewBuckets(-1))];
    private readonly int[][] _counts = [.. Enumerable.Range(0, Quarters).Select(_ => NewBuckets(0))];
    private readonly List<int>[] _next = [.. Enumerable.Range(0, Quarters).Select(_ => new List<int>())];
    private readonly List<Fingerprint> _items = [];

    /// <summary>Of the items, side by side: most are looked at for their hash alone.</summary>
    private readonly List<ulong> _hashes = [];

    public void Add(Fingerprint item)
    {
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            var bucket = Quarter(item.Hash, quarter);
            if (_counts[quarter][bucket] < MaxBucket)
            {
                _counts[quarter][bucket]++;
                _next[quarter].Add(_first[quarter][bucket]);
                _first[quarter][bucket] = _items.Count;
            }
            else
            {
                _next[quarter].Add(-1);
            }
        }

        _items.Add(item);
        _hashes.Add(item.Hash);
    }

    /// <summary>The nearest that shows the same; of equally near ones the one with the lowest id.</summary>
    public long? FindNearest(Fingerprint item)
    {
        var (best, found) = (radius + 1, (long?)null);
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            var own = Quarter(item.Hash, quarter);
            foreach (var mask in _masks)
            {
                for (var at = _first[quarter][own ^ mask]; at >= 0; at = _next[quarter][at])
                {
                    var distance = BitOperations.PopCount(item.Hash ^ _hashes[at]);
                    if (distance <= best && _items[at] is var other && (distance < best || other.ImageId < found) && item.Confirms(other))
                    {
                        (best, found) = (distance, other.ImageId);
                    }
                }
            }
        }

        return found;
    }

    private static int Quarter(ulong hash, int quarter) => (int)((hash >> (quarter * 16)) & 0xFFFF);

    private static int[] NewBuckets(int value)
    {
        var buckets = new int[1 << 16];
        Array.Fill(buckets, value);
        return buckets;
    }
}
