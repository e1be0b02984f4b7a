namespace Limner.Models;

/// <summary>How much memory there is to share out, as the process is allowed to see it (a container's limit, else the machine's).</summary>
public static class MachineMemory
{
    private const long Least = 1L << 30;

    /// <summary>In bytes.</summary>
    public static long Bytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What a setting allows, in bytes.</summary>
    /// <param name="megabytes">As set; 0: so much of the memory as <paramref name="share"/> says, at least 1 GiB.</param>
    /// <param name="share">0..1.</param>
    public static long Share(int megabytes, double share) => megabytes > 0 ? (long)megabytes << 20 : Math.Max(Least, (long)(Bytes * share));
}
