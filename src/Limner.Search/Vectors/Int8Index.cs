using System.Globalization;
using Limner.Kernel.Errors;

namespace Limner.Search.Vectors;

/// <summary>
/// All vectors of a space as int8 codes in memory-mapped files: what ranks them roughly and quickly. It knows which revision of the space it has; the
/// database has the vectors, and everything here can be made from them again.
/// </summary>
/// <remarks>One thread at a time changes it; any number search meanwhile.</remarks>
internal sealed class Int8Index : IDisposable
{
    // Small enough that the cores finish together, large enough that taking the next costs nothing.
    private const int ChunkSlots = 4096;

    // Below this, waking another thread takes longer than the scan.
    private const int SlotsWorthAThread = 8192;

    private readonly string _directory;
    private readonly VectorSpace _space;
    private readonly int _codeLength;
    private readonly ReaderWriterLockSlim _open = new();
    private readonly Lock _changing = new();
    private readonly SlotMap _slots = new();
    private readonly Stack<int> _free = new();
    private VectorSegment[] _segments = [];
    private int _used;

    /// <summary>Opens the files, or begins with none: where they are missing, cut off, or of another space, <see cref="Revision"/> is 0.</summary>
    /// <param name="directory">Of this space alone.</param>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public Int8Index(string directory, VectorSpace space)
    {
        _directory = directory;
        _space = space;
        _codeLength = Int8Codes.PaddedLength(space.Dimensions);
        Directory.CreateDirectory(directory);
        if (IndexHeader.Read(directory) is { } header && header.IsOf(space) && HasSegments(header.Segments))
        {
            Revision = header.Revision;
            _segments = [.. Enumerable.Range(0, header.Segments).Select(OpenSegment)];
            FindSlots();
        }
        else
        {
            Clear();
        }
    }

    /// <summary>Up to which revision of the space the database's changes are in here.</summary>
    public long Revision { get; private set; }

    public int Count
    {
        get
        {
            lock (_changing)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>Takes changes over.</summary>
    /// <param name="revision">Of the last of them; everything up to it is in here now.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.StorageFull"/>; what was not taken over is not counted in <see cref="Revision"/>.</exception>
    public void Apply(IEnumerable<(long ContentId, float[] Unit)> put, IEnumerable<long> removed, long revision)
    {
        lock (_changing)
        {
            foreach (var contentId in removed)
            {
                Remove(contentId);
            }

            foreach (var (contentId, unit) in put)
            {
                var slot = _slots.Find(contentId);
                if (slot < 0)
                {
                    slot = TakeSlot();
                    _slots.Set(contentId, slot);
                }

                _segments[slot / VectorSegment.Slots].Put(slot % VectorSegment.Slots, contentId, unit);
            }

            Revision = revision;
        }
    }

    /// <summary>Empties it, files and all.</summary>
    public void Clear()
    {
        lock (_changing)
        {
            _open.EnterWriteLock();
            try
            {
                Array.ForEach(_segments, segment => segment.Dispose());
                _segments = [];
                IndexHeader.Delete(_directory);
                foreach (var file in Directory.EnumerateFiles(_directory, "*.codes"))
                {
                    File.Delete(file);
                }
            }
            finally
            {
                _open.ExitWriteLock();
            }

            _slots.Clear();
            _free.Clear();
            (_used, Revision) = (0, 0);
        }
    }

    /// <summary>Has everything on the disk, and then says so: what a crash leaves behind is never believed to be newer than it is.</summary>
    /// <exception cref="IOException">It could not be written; the next attempt does it all.</exception>
    public void Flush()
    {
        lock (_changing)
        {
            Array.ForEach(_segments, segment => segment.Flush());
            new IndexHeader(IndexHeader.CurrentFormat, _space.Id, _space.Model, _space.Dimensions, Revision, _segments.Length).Write(_directory);
        }
    }

    /// <summary>The contents that score highest by their codes, in no order.</summary>
    /// <param name="unit">The query at length 1.</param>
    public List<(float Score, long ContentId)> Scan(ReadOnlySpan<float> unit, int count, ContentSet? among, CancellationToken cancellation)
    {
        Span<sbyte> codes = stackalloc sbyte[_codeLength];
        Int8Codes.Encode(unit, codes);
        var query = Int8Codes.Widen(codes);

        _open.EnterReadLock();
        try
        {
            var (segments, used) = (Volatile.Read(ref _segments), Volatile.Read(ref _used));
            var chunks = (used + ChunkSlots - 1) / ChunkSlots;
            var next = -1;
            var merged = new BestScores(count);
            void Work(BestScores best)
            {
                for (int chunk; (chunk = Interlocked.Increment(ref next)) < chunks && !cancellation.IsCancellationRequested;)
                {
                    var from = chunk * ChunkSlots;
                    var first = from % VectorSegment.Slots;
                    segments[from / VectorSegment.Slots].Scan(first, first + Math.Min(ChunkSlots, used - from), query, among, best);
                }
            }

            var threads = Math.Clamp(used / SlotsWorthAThread, 1, Environment.ProcessorCount);
            if (threads == 1)
            {
                Work(merged);
            }
            else
            {
                Parallel.For(0, threads, _ =>
                {
                    var best = new BestScores(count);
                    Work(best);
                    lock (merged)
                    {
                        foreach (var (score, id) in best.Items)
                        {
                            merged.Offer(score, id);
                        }
                    }
                });
            }

            cancellation.ThrowIfCancellationRequested();
            return [.. merged.Items];
        }
        finally
        {
            _open.ExitReadLock();
        }
    }

    public void Dispose()
    {
        lock (_changing)
        {
            _open.EnterWriteLock();
            Array.ForEach(_segments, segment => segment.Dispose());
            (_segments, _used) = ([], 0);
            _open.ExitWriteLock();
        }
    }

    private void Remove(long contentId)
    {
        var slot = _slots.Find(contentId);
        if (slot >= 0)
        {
            _segments[slot / VectorSegment.Slots].Clear(slot % VectorSegment.Slots);
            _slots.Remove(contentId);
            _free.Push(slot);
        }
    }

    private int TakeSlot()
    {
        if (_free.TryPop(out var slot))
        {
            return slot;
        }

        if (_used == _segments.Length * VectorSegment.Slots)
        {
            // Readers have either array, each whole.
            Volatile.Write(ref _segments, [.. _segments, OpenSegment(_segments.Length)]);
        }

        slot = _used;
        Volatile.Write(ref _used, slot + 1);
        return slot;
    }

    private void FindSlots()
    {
        for (var number = 0; number < _segments.Length; number++)
        {
            var ids = _segments[number].Ids;
            for (var i = 0; i < ids.Length; i++)
            {
                // A content twice, or a number that cannot be one: what a crash left half done. The changes since the last flush are taken over again.
                if (ids[i] > 0 && _slots.Find(ids[i]) < 0)
                {
                    _slots.Set(ids[i], number * VectorSegment.Slots + i);
                    _used = number * VectorSegment.Slots + i + 1;
                }
                else if (ids[i] != 0)
                {
                    _segments[number].Clear(i);
                }
            }
        }

        for (var slot = _used - 1; slot >= 0; slot--)
        {
            if (_segments[slot / VectorSegment.Slots].Ids[slot % VectorSegment.Slots] == 0)
            {
                _free.Push(slot);
            }
        }
    }

    private bool HasSegments(int count) => Enumerable.Range(0, count).All(number => VectorSegment.IsWhole(SegmentPath(number), _codeLength));

    private VectorSegment OpenSegment(int number)
    {
        try
        {
            return new VectorSegment(SegmentPath(number), _codeLength);
        }
        catch (IOException exception)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, $"The vector index cannot be written: {exception.Message}", exception);
        }
    }

    private string SegmentPath(int number) => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{number:0000}.codes"));
}
