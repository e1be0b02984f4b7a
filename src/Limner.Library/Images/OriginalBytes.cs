using System.Buffers;

namespace Limner.Library.Images;

/// <summary>A file's bytes in memory, with their hash. Give it back by disposing it.</summary>
internal sealed class OriginalBytes : IDisposable
{
    // Buffers of the usual sizes are used again; a rare large one is not worth keeping.
    private const int MaxPooled = 32 << 20;

    private readonly int _length;
    private byte[]? _buffer;
    private Task _user = Task.CompletedTask;

    public OriginalBytes(int length, DateTimeOffset modifiedAt)
    {
        _length = length;
        _buffer = length <= MaxPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
        ModifiedAt = modifiedAt;
    }

    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, _length);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; set; } = string.Empty;

    /// <summary>Of the file as it was read, in whole milliseconds.</summary>
    public DateTimeOffset ModifiedAt { get; }

    internal Span<byte> Buffer => Array.AsSpan(0, _length);

    private byte[] Array => _buffer ?? throw new ObjectDisposedException(nameof(OriginalBytes));

    /// <summary>Whoever still reads them when this is disposed: until it has ended, nobody else gets the memory.</summary>
    public void UsedBy(Task user) => _user = user;

    public void Dispose()
    {
        if (_user.IsCompleted)
        {
            Return();
        }
        else
        {
            _ = _user.ContinueWith(_ => Return(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Return()
    {
        if (_buffer is { } buffer && _length <= MaxPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _buffer = null;
    }
}
