using System.Runtime.InteropServices;

namespace Limner.Native.Tests;

/// <summary>
/// Counts the memory that calls leave behind: what malloc has handed out (glibc's mallinfo2, all arenas and mapped blocks) and what lives on the
/// managed heap. Resident memory would count freed pages too and wavers by megabytes, so that small leaks hide in it.
/// </summary>
internal static partial class LeakCheck
{
    /// <summary>Bytes a call leaves behind, at the least of three runs: a leak grows in each, a pool or a compiler that was still filling does not.</summary>
    public static double BytesPerCall(int calls, Action call)
    {
        Repeat(Math.Max(200, calls / 10), call);
        var least = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var before = InUse();
            Repeat(calls / 3, call);
            least = Math.Min(least, (double)(InUse() - before) / (calls / 3));
        }

        return least;
    }

    private static void Repeat(int calls, Action call)
    {
        for (var i = 0; i < calls; i++)
        {
            call();
        }
    }

    private static long InUse()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        var native = mallinfo2();
        return managed + (long)native.InUse + (long)native.Mapped;
    }

    [LibraryImport("libc")]
    private static partial MallocInformation mallinfo2();

    /// <summary>malloc.h: struct mallinfo2, ten words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MallocInformation
    {
        public nuint Arena;
        public nuint FreeChunks;
        public nuint FastBins;
        public nuint MappedRegions;
        public nuint Mapped;
        public nuint MaximumUsed;
        public nuint FreeFastBins;
        public nuint InUse;
        public nuint Free;
        public nuint KeepCost;
    }
}
