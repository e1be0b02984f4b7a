using System.Diagnostics;
using System.Numerics;
using Limner.Search.Duplicates;

namespace Limner.Benchmarks.Duplicates;

/// <summary>
/// Leader clustering of fingerprints at all thresholds, beside the plain way: each hash against every leader's. Hashes are random with 32 of 64 bits set, as
/// the perceptual hash has them; one in five is another one with some bits turned.
/// </summary>
internal static class DuplicateBenchmark
{
    private const int Seed = 20_261_122;

    /// <summary>Beyond this the plain way takes minutes.</summary>
    private const int MostForPeer = 200_000;

    public static void Run(int images)
    {
        var items = Make(images);
        OwnerClusters? clusters = null;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (seconds, joined) = Time(() =>
        {
            clusters = new OwnerClusters();
            return items.Sum(item => clusters.Place(item).Count);
        });
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"{images:N0} images, four clusterings (burst, near 2, 6, 10): {seconds:F2} s, {seconds / images * 1e6:F1} µs an image, {joined:N0} joins, {bytes / (double)images:F0} bytes an image");
        GC.KeepAlive(clusters);
        if (images <= MostForPeer)
        {
            var (plain, plainJoined) = Time(() => Plain(items, 10));
            Console.WriteLine($"the plain way, near 10 alone, one core: {plain:F2} s, {plainJoined:N0} joins");
        }
    }

    private static int Plain(List<Fingerprint> items, int radius)
    {
        var hashes = new List<ulong>(items.Count);
        var leaders = new List<Fingerprint>(items.Count);
        var joined = 0;
        foreach (var item in items)
        {
            var best = -1;
            for (int at = 0, nearest = radius + 1; at < hashes.Count; at++)
            {
                var distance = BitOperations.PopCount(item.Hash ^ hashes[at]);
                if (distance < nearest && item.Confirms(leaders[at]))
                {
                    (best, nearest) = (at, distance);
                }
            }

            if (best < 0)
            {
                hashes.Add(item.Hash);
                leaders.Add(item);
            }
            else
            {
                joined++;
            }
        }

        return joined;
    }

    private static List<Fingerprint> Make(int images)
    {
        var random = new Random(Seed);
        byte[] look = [0x20, 0x08, 0x52, 5, 0x80, .. Enumerable.Range(0, 20).Select(at => (byte)(at * 13))];
        var items = new List<Fingerprint>(images);
        for (var id = 1; id <= images; id++)
        {
            var hash = id > 1 && random.Next(5) == 0 ? items[random.Next(items.Count)].Hash : Balanced(random);
            for (var turn = random.Next(9); turn > 0 && hash != 0; turn--)
            {
                hash ^= 1UL << random.Next(64);
            }

            items.Add(new Fingerprint(id, hash, CoarseLook.Read(look), 0.3f, Camera: 1 + random.Next(4), TakenAt: id * 3_000L));
        }

        return items;
    }

    private static ulong Balanced(Random random)
    {
        Span<int> places = stackalloc int[64];
        for (var i = 0; i < 64; i++)
        {
            places[i] = i;
        }

        random.Shuffle(places);
        ulong hash = 0;
        foreach (var place in places[..32])
        {
            hash |= 1UL << place;
        }

        return hash;
    }

    private static (double Seconds, int Result) Time(Func<int> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = work();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }
}
