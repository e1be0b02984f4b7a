namespace Limner.Search.Duplicates;

/// <summary>Why images are in one group, as the table spells it. Near ones are grouped apart for each of three thresholds, in bits of the perceptual hash.</summary>
internal enum GroupKind
{
    Burst,
    Near2,
    Near6,
    Near10,
}

/// <summary>What the API calls a kind of duplicates.</summary>
internal enum DuplicateKind
{
    /// <summary>The same bytes in several files: one image of which there are copies on the disk.</summary>
    Exact,

    /// <summary>Other bytes that show the same: another size, format or compression, a small crop or correction.</summary>
    Near,

    /// <summary>Taken by one camera within two seconds.</summary>
    Burst,
}

internal static class GroupKinds
{
    public const int DefaultThreshold = 6;

    /// <summary>Bits of 64 in which the images of a group may differ from its leader.</summary>
    public static readonly IReadOnlyList<int> Thresholds = [2, 6, 10];

    public static readonly IReadOnlyList<GroupKind> All = [GroupKind.Burst, GroupKind.Near2, GroupKind.Near6, GroupKind.Near10];

    /// <summary>The kind for near ones at a threshold of <see cref="Thresholds"/>.</summary>
    public static GroupKind Near(int threshold) => threshold switch
    {
        2 => GroupKind.Near2,
        6 => GroupKind.Near6,
        10 => GroupKind.Near10,
        _ => throw new ArgumentOutOfRangeException(nameof(threshold)),
    };

    /// <summary>Bits of 64; null for bursts, which go by the time.</summary>
    public static int? ThresholdOf(GroupKind kind) => kind switch
    {
        GroupKind.Near2 => 2,
        GroupKind.Near6 => 6,
        GroupKind.Near10 => 10,
        _ => null,
    };
}
