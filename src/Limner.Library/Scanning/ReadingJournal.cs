using System.Buffers.Binary;
using Limner.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Limner.Library.Scanning;

/// <summary>
/// Which files are being decoded, on disk (<c>reading.journal</c> in the data directory) before the decoding begins: a decoder that takes the whole process with
/// it leaves behind which file it was. One slot of 8 bytes for each; writing one costs microseconds, and the system keeps it though the process dies. It says
/// nothing of a machine that loses power, as that is no file's fault.
/// </summary>
internal sealed class ReadingJournal : IDisposable
{
    private const int Slots = 1024;
    private const int SlotSize = sizeof(long);

    private readonly Lazy<SafeFileHandle> _file;
    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new(Enumerable.Range(0, Slots).Reverse());
    private IReadOnlyList<long> _left = [];

    public ReadingJournal(IOptions<StorageOptions> storage)
        => _file = new Lazy<SafeFileHandle>(() => Open(Path.Join(Path.GetFullPath(storage.Value.DataDir), "reading.journal")));

    /// <summary>The files that were being decoded when the process before this one ended without a word, until <see cref="Forget"/>.</summary>
    public IReadOnlyList<long> Left
    {
        get
        {
            _ = _file.Value;
            return _left;
        }
    }

    /// <summary>Call once it is recorded elsewhere what was left, and before the first <see cref="Begin"/>.</summary>
    public void Forget()
    {
        RandomAccess.Write(_file.Value, new byte[Slots * SlotSize], 0);
        _left = [];
    }

    /// <summary>The file is being decoded until the entry is disposed.</summary>
    public Entry Begin(long fileId)
    {
        int slot;
        lock (_gate)
        {
            // More are never decoded at once; were they, what is not written down is merely not remembered.
            slot = _free.TryPop(out var free) ? free : -1;
        }

        Write(slot, fileId);
        return new Entry(this, slot);
    }

    public void Dispose()
    {
        if (_file.IsValueCreated)
        {
            _file.Value.Dispose();
        }
    }

    private SafeFileHandle Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var bytes = new byte[Slots * SlotSize];
        _ = RandomAccess.Read(file, bytes, 0);
        _left = [.. Enumerable.Range(0, Slots).Select(slot => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(slot * SlotSize))).Where(id => id > 0).Distinct()];
        return file;
    }

    private void End(int slot)
    {
        Write(slot, 0);
        if (slot >= 0)
        {
            lock (_gate)
            {
                _free.Push(slot);
            }
        }
    }

    private void Write(int slot, long fileId)
    {
        if (slot >= 0)
        {
            Span<byte> bytes = stackalloc byte[SlotSize];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, fileId);
            RandomAccess.Write(_file.Value, bytes, (long)slot * SlotSize);
        }
    }

    public readonly struct Entry(ReadingJournal journal, int slot) : IDisposable
    {
        public void Dispose() => journal.End(slot);
    }
}
