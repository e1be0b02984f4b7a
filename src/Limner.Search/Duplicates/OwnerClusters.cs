namespace Limner.Search.Duplicates;

/// <summary>
/// The groups of one owner's images, by leader clustering: an image joins the nearest leader within the threshold, or else becomes one. There are no chains
/// (all of a group are near to one picture), and adding images one after the other, in the order of their ids, comes to the same as adding them all at once.
/// Source: J. Hartigan, "Clustering Algorithms" (1975), chapter 3.
/// </summary>
internal sealed class OwnerClusters
{
    /// <summary>Raise when the same images would be grouped otherwise: all are then compared anew.</summary>
    public const int Version = 2;

    private readonly Clustering[] _clusterings = [.. GroupKinds.All.Select(kind => new Clustering(kind))];

    /// <summary>Images that have been put into their places.</summary>
    public int Count { get; private set; }

    /// <summary>Takes an image that stands where it was put before.</summary>
    /// <param name="isFollower">Whether it is in a group that another image leads.</param>
    public void Restore(Fingerprint item, Func<GroupKind, bool> isFollower)
    {
        Count++;
        foreach (var clustering in _clusterings)
        {
            if (!isFollower(clustering.Kind))
            {
                clustering.AddLeader(item);
            }
        }
    }

    /// <summary>Puts a new image in its place.</summary>
    /// <returns>The leaders it joins; no pair for a kind in which it leads.</returns>
    public IReadOnlyList<(GroupKind Kind, long LeaderId)> Place(Fingerprint item)
    {
        Count++;
        var joined = new List<(GroupKind, long)>();
        foreach (var clustering in _clusterings)
        {
            if (clustering.FindLeader(item) is { } leader)
            {
                joined.Add((clustering.Kind, leader));
            }
            else
            {
                clustering.AddLeader(item);
            }
        }

        return joined;
    }

    private sealed class Clustering(GroupKind kind)
    {
        private readonly int _radius = GroupKinds.ThresholdOf(kind) ?? Fingerprint.BurstDistance;
        private readonly HashIndex? _byHash = GroupKinds.ThresholdOf(kind) is { } threshold ? new HashIndex(threshold) : null;

        /// <summary>Bursts, and flat pictures: they are near only to what was taken at the same moment, and their hashes would all be in one bucket.</summary>
        private readonly MomentIndex _byMoment = new();

        public GroupKind Kind => kind;

        public void AddLeader(Fingerprint item)
        {
            if (_byHash is not null && !item.Colours.IsFlat)
            {
                _byHash.Add(item);
            }
            else if (_byHash is not null || item.Camera != 0)
            {
                _byMoment.Add(item);
            }
        }

        public long? FindLeader(Fingerprint item)
            => _byHash is null ? item.Camera == 0 ? null : _byMoment.FindNearest(item, _radius, static (one, two) => one.IsBurstWith(two))
                : item.Colours.IsFlat ? _byMoment.FindNearest(item, _radius, static (one, two) => one.Confirms(two))
                : _byHash.FindNearest(item);
    }
}
