using System.Numerics;

namespace Limner.Search.Duplicates;

/// <summary>What images are compared by: all of it follows from their contents.</summary>
/// <param name="Hash">The perceptual hash (DCT, 64 bits).</param>
/// <param name="Colours">The coarse look (<see cref="CoarseLook"/>).</param>
/// <param name="LogAspect">Natural logarithm of width by height.</param>
/// <param name="Camera">A number for make and model; 0: unknown.</param>
/// <param name="TakenAt">Milliseconds of the camera's clock; null: unknown.</param>
internal sealed record Fingerprint(long ImageId, ulong Hash, CoarseLook Colours, float LogAspect, int Camera, long? TakenAt)
{
    /// <summary>Pictures of one shape: a copy that lost some lines still is.</summary>
    private const float AspectTolerance = 0.12f;

    public const long BurstMilliseconds = 2_000;

    /// <summary>Bits of 64: frames of a burst move, and two unrelated pictures differ in some 32.</summary>
    public const int BurstDistance = 24;

    /// <summary>Bits of 64 up to which pictures of one moment are taken for copies.</summary>
    private const int CopyDistance = GroupKinds.DefaultThreshold;

    public int DistanceTo(Fingerprint other) => BitOperations.PopCount(Hash ^ other.Hash);

    /// <summary>
    /// Whether two pictures whose hashes are near show the same: the second measure, apart from the hash. A measure that sees more (the distance of two
    /// vectors) belongs here too: what it refuses is not grouped. It has to be symmetric, and to say the same of the same contents whenever it is asked.
    /// </summary>
    public bool Confirms(Fingerprint other)
    {
        if (MathF.Abs(LogAspect - other.LogAspect) > AspectTolerance || IsBurstWith(other))
        {
            return false;
        }

        // Of a picture with next to nothing on it (a sky, a wall, a black frame) the bits of the hash are chance: the moment it was taken has to say it.
        return Colours.IsFlat || other.Colours.IsFlat
            ? Colours.IsFlat && other.Colours.IsFlat && TakenAt is not null && TakenAt == other.TakenAt && Camera == other.Camera && Colours.ResemblesInColour(other.Colours)
            : Colours.Resembles(other.Colours);
    }

    /// <summary>
    /// Whether the two are frames of one series: the same camera, within two seconds. Most cameras write whole seconds only; of one and the same moment are
    /// also the copies of one picture, which look more alike than frames do.
    /// </summary>
    public bool IsBurstWith(Fingerprint other)
        => Camera != 0 && Camera == other.Camera && TakenAt is { } one && other.TakenAt is { } two && Math.Abs(one - two) <= BurstMilliseconds
            && (one != two || DistanceTo(other) > CopyDistance);
}
