using System.Numerics;
using Limner.Search.Duplicates;

namespace Limner.Search.Tests.Duplicates;

/// <summary>Which pictures come into one group, and that it does not hang on how they arrive.</summary>
public sealed class OwnerClustersTests
{
    /// <summary>A ThumbHash with much contrast, and one with next to none: luminance scale 20 of 31 and 1 of 31.</summary>
    private static readonly CoarseLook Lively = Look(32, 20);
    private static readonly CoarseLook Flat = Look(32, 1);

    [Fact]
    public void The_index_finds_what_a_look_at_every_hash_finds()
    {
        var random = new Random(7);
        foreach (var radius in GroupKinds.Thresholds)
        {
            var index = new HashIndex(radius);
            var items = new List<Fingerprint>();
            for (var id = 1; id <= 3_000; id++)
            {
                // Every second one some bits from one that is there.
                var hash = id % 2 == 0 ? items[random.Next(items.Count)].Hash ^ Bits(random, random.Next(14)) : (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                var item = Picture(id, hash);
                var expected = items.Select(other => (Distance: item.DistanceTo(other), other.ImageId)).Where(other => other.Distance <= radius).Order().Select(other => (long?)other.ImageId).FirstOrDefault();
                index.FindNearest(item).ShouldBe(expected, $"{radius} {id}");
                index.Add(item);
                items.Add(item);
            }
        }
    }

    [Fact]
    public void Groups_are_the_same_whether_pictures_come_at_once_or_after_restarts()
    {
        var random = new Random(11);
        var items = Enumerable.Range(1, 400).Select(id => Picture(id, Bits(random, random.Next(9)), camera: 1, taken: random.Next(40) * 700)).ToList();
        var atOnce = Place(new OwnerClusters(), items);
        atOnce.ShouldNotBeEmpty();

        var bits = new List<(long, GroupKind, long)>();
        for (var from = 0; from < items.Count; from += 90)
        {
            var clusters = new OwnerClusters();
            foreach (var item in items.Take(from))
            {
                clusters.Restore(item, kind => bits.Exists(row => row.Item1 == item.ImageId && row.Item2 == kind));
            }

            bits.AddRange(Place(clusters, items.Skip(from).Take(90)));
        }

        bits.ShouldBe(atOnce);
        foreach (var (image, kind, leader) in atOnce.Where(row => row.Kind != GroupKind.Burst))
        {
            items[(int)image - 1].DistanceTo(items[(int)leader - 1]).ShouldBeLessThanOrEqualTo(GroupKinds.ThresholdOf(kind)!.Value, "no chains");
        }
    }

    [Fact]
    public void Pictures_that_share_a_hash_by_chance_are_told_apart_by_colour_shape_and_moment()
    {
        Together(Picture(1, 0), Picture(2, 0)).ShouldBeTrue();
        Together(Picture(1, 0), Picture(2, 0, Look(60, 20))).ShouldBeFalse("much brighter");
        Together(Picture(1, 0), Picture(2, 0) with { LogAspect = 0.9f }).ShouldBeFalse("another shape");

        // Skies, walls, black frames: the hash says nothing.
        Together(Picture(1, 0, Flat), Picture(2, 0, Flat)).ShouldBeFalse();
        Together(Picture(1, 0, Flat), Picture(2, 0, Lively)).ShouldBeFalse();
        Together(Picture(1, 0, Flat, camera: 3, taken: 5_000), Picture(2, 0, Flat, camera: 3, taken: 5_000)).ShouldBeTrue("taken at the same moment: a copy");
        Together(Picture(1, 0, CoarseLook.Read([1, 2])), Picture(2, 0, CoarseLook.Read([]))).ShouldBeFalse("no look at all");
    }

    [Fact]
    public void Frames_of_one_camera_within_two_seconds_are_a_burst_and_no_duplicates()
    {
        var (first, second) = (Picture(1, 0, camera: 3, taken: 10_000), Picture(2, 0b11, camera: 3, taken: 11_900));
        Place(new OwnerClusters(), [first, second]).ShouldBe([(2, GroupKind.Burst, 1)]);
        Place(new OwnerClusters(), [first, second with { TakenAt = 12_100 }]).Select(row => row.Kind).ShouldNotContain(GroupKind.Burst, "too late");
        Place(new OwnerClusters(), [first, second with { Camera = 4 }]).Select(row => row.Kind).ShouldNotContain(GroupKind.Burst, "another camera");

        // In one second, by a clock of whole seconds: frames differ more than copies do.
        Place(new OwnerClusters(), [first, second with { TakenAt = 10_000, Hash = 0xFFF }]).ShouldBe([(2, GroupKind.Burst, 1)]);
        Place(new OwnerClusters(), [first, second with { TakenAt = 10_000 }]).Select(row => row.Kind).ShouldBe([GroupKind.Near2, GroupKind.Near6, GroupKind.Near10]);
    }

    [Fact]
    public void Many_pictures_with_one_hash_are_placed_in_time_that_grows_with_their_number()
    {
        // Made on purpose: all hashes alike, no two of one shape. Each is compared with a bounded number of others.
        var clusters = new OwnerClusters();
        foreach (var id in Enumerable.Range(1, 6_000))
        {
            clusters.Place(Picture(id, 0) with { LogAspect = id }).ShouldBeEmpty();
        }
    }

    private static bool Together(Fingerprint one, Fingerprint two) => Place(new OwnerClusters(), [one, two]).Count > 0;

    private static List<(long ImageId, GroupKind Kind, long LeaderId)> Place(OwnerClusters clusters, IEnumerable<Fingerprint> items)
        => [.. items.SelectMany(item => clusters.Place(item).Select(joined => (item.ImageId, joined.Kind, joined.LeaderId)))];

    private static Fingerprint Picture(long id, ulong hash, CoarseLook? look = null, int camera = 0, long? taken = null) => new(id, hash, look ?? Lively, 0.3f, camera, taken);

    /// <param name="mean">Of luminance, 0 to 63.</param>
    /// <param name="scale">Of the luminance's coefficients, 0 to 31.</param>
    private static CoarseLook Look(int mean, int scale)
    {
        var header = mean | (32 << 6) | (32 << 12) | (scale << 18);
        return CoarseLook.Read([(byte)header, (byte)(header >> 8), (byte)(header >> 16), 5, 0x80, .. Enumerable.Range(0, 20).Select(at => (byte)(at * 13))]);
    }

    /// <summary>A number with this many bits set at most.</summary>
    private static ulong Bits(Random random, int count)
    {
        ulong bits = 0;
        for (var i = 0; i < count; i++)
        {
            bits |= 1UL << random.Next(64);
        }

        BitOperations.PopCount(bits).ShouldBeLessThanOrEqualTo(count);
        return bits;
    }
}
