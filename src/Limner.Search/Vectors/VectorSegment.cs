using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Limner.Search.Vectors;

/// <summary>
/// Room for <see cref="Slots"/> vectors in a memory-mapped file: all content ids (8 bytes, 0 where the slot is empty), all scales (4 bytes), all codes.
/// What one thread writes others may be reading: an id is cleared first and written last, so a reader meets at worst a
/// vector half of one state and half of the next, which the exact scores that follow put right.
/// </summary>
internal sealed unsafe class VectorSegment : IDisposable
{
    public const int Slots = 65_536;

    private const int CacheLine = 64; // bytes
    private const int PrefetchSlots = 8;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _codeLength;

    /// <param name="path">Made, empty, when it is not there or of another length.</param>
    /// <param name="codeLength">Codes of a vector, padded.</param>
    /// <exception cref="IOException">It cannot be opened or has no room on the disk.</exception>
    public VectorSegment(string path, int codeLength)
    {
        _codeLength = codeLength;
        var length = LengthOf(codeLength);
        if (!IsWhole(path, codeLength))
        {
            // Room is taken now, where a full disk is an exception; written to through the mapping it would end the process.
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, PreallocationSize = length });
            file.SetLength(length);
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, length);
        _view = _file.CreateViewAccessor(0, length);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    /// <summary>Whether there is such a file, of the length it should have.</summary>
    public static bool IsWhole(string path, int codeLength) => new FileInfo(path) is { Exists: true } file && file.Length == LengthOf(codeLength);

    public Span<long> Ids => new(_start, Slots);

    public Span<float> Scales => new(_start + (long)Slots * sizeof(long), Slots);

    public Span<sbyte> Codes => new(_start + (long)Slots * (sizeof(long) + sizeof(float)), Slots * _codeLength);

    public void Put(int slot, long contentId, ReadOnlySpan<float> unit)
    {
        Clear(slot);
        Scales[slot] = Int8Codes.Encode(unit, Codes.Slice(slot * _codeLength, _codeLength));
        Volatile.Write(ref Ids[slot], contentId);
    }

    public void Clear(int slot) => Volatile.Write(ref Ids[slot], 0);

    /// <summary>Offers what scores at least <paramref name="best"/>'s threshold among the slots from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public void Scan(int from, int to, ReadOnlySpan<short> query, ContentSet? among, BestScores best)
    {
        ref var wide = ref MemoryMarshal.GetReference(query);
        ref var codes = ref MemoryMarshal.GetReference(Codes);
        var ids = Ids;
        var scales = Scales;
        for (var slot = from; slot < to; slot++)
        {
            var id = ids[slot];
            if (id == 0 || (among is not null && !among.Contains(id)))
            {
                continue;
            }

            Prefetch(slot + PrefetchSlots);

            var score = scales[slot] * Int8Codes.Dot(ref Unsafe.Add(ref codes, slot * _codeLength), ref wide, _codeLength);
            if (score >= best.Threshold)
            {
                best.Offer(score, id);
            }
        }
    }

    /// <summary>Hands what was written to the disk and waits until it is there.</summary>
    public void Flush() => _view.Flush();

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>
    /// Asks for the codes of a slot before they are needed. The processor's own prefetching ends at each page of 4 KB, and in a mapped file those are the
    /// pages there are: a scan without this took half as long again. Past the last slot it asks for what is not mapped, which processors pass over.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(int slot)
    {
        if (Sse.IsSupported)
        {
            var codes = _start + (long)Slots * (sizeof(long) + sizeof(float)) + (long)slot * _codeLength;
            for (var line = 0; line < _codeLength; line += CacheLine)
            {
                Sse.Prefetch0(codes + line);
            }
        }
    }

    private static long LengthOf(int codeLength) => (long)Slots * (sizeof(long) + sizeof(float) + codeLength);
}
