namespace Limner.Search.Duplicates;

/// <summary>Finds images by camera and moment.</summary>
internal sealed class MomentIndex
{
    /// <summary>Images of one camera in two seconds; more than the fastest camera makes come from wrong clocks, and are not looked through.</summary>
    private const int MaxSlot = 256;

    private readonly Dictionary<(int Camera, long Slot), List<Fingerprint>> _slots = [];

    /// <summary>Does nothing with an image whose time is unknown.</summary>
    public void Add(Fingerprint item)
    {
        if (item.TakenAt is not { } taken)
        {
            return;
        }

        var slot = (item.Camera, Slot(taken));
        if (!_slots.TryGetValue(slot, out var items))
        {
            _slots.Add(slot, items = []);
        }

        if (items.Count < MaxSlot)
        {
            items.Add(item);
        }
    }

    /// <summary>The nearest in hash of those within two seconds that <paramref name="accepts"/> takes; of equally near ones the one with the lowest id.</summary>
    public long? FindNearest(Fingerprint item, int radius, Func<Fingerprint, Fingerprint, bool> accepts)
    {
        if (item.TakenAt is not { } taken)
        {
            return null;
        }

        var (best, found) = (radius + 1, (long?)null);
        for (var slot = Slot(taken) - 1; slot <= Slot(taken) + 1; slot++)
        {
            foreach (var other in _slots.GetValueOrDefault((item.Camera, slot)) ?? [])
            {
                var distance = item.DistanceTo(other);
                if ((distance < best || (distance == best && other.ImageId < found)) && accepts(item, other))
                {
                    (best, found) = (distance, other.ImageId);
                }
            }
        }

        return found;
    }

    private static long Slot(long taken) => Math.DivRem(taken, Fingerprint.BurstMilliseconds).Quotient;
}
