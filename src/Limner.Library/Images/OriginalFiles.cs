using System.Security.Cryptography;
using Limner.Kernel.Errors;
using Limner.Library.Scanning;
using Limner.Safety.Paths;
using Microsoft.Win32.SafeHandles;

namespace Limner.Library.Images;

/// <summary>
/// The only way to an original's bytes. Files are opened for reading alone and stay as they are; a path that leads out of its folder is
/// refused on what was opened, not on its name (<see cref="RootedFiles"/>).
/// </summary>
internal sealed class OriginalFiles
{
    // The coarsest step in which Linux file systems count time, and then some.
    private static readonly TimeSpan ClockTick = TimeSpan.FromMilliseconds(20);

    // Large enough that the disk streams, small enough that the hash still finds the bytes in the cache.
    private const int ChunkSize = 1 << 20;

    /// <summary>
    /// Reads a whole file once, hashing on the way. It is read, not mapped into memory: a mapped file that somebody shortens kills the
    /// process.
    /// </summary>
    /// <exception cref="LimnerException">
    /// What <see cref="RootedFiles.OpenHandle"/> throws, and <c>file_empty</c>, <c>file_too_large</c>, <c>file_changing</c>.
    /// </exception>
    public OriginalBytes Read(string root, string relativePath, long maxBytes, CancellationToken cancellation)
    {
        using var handle = new RootedFiles(root).OpenHandle(relativePath);
        try
        {
            return Read(handle, maxBytes, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.FileUnreadable, exception.Message, exception);
        }
    }

    /// <summary>Opens a file to be sent as it is.</summary>
    /// <param name="modifiedAt">In whole milliseconds, comparable with <see cref="ImageFileRow.ModifiedAt"/>.</param>
    /// <exception cref="LimnerException">What <see cref="RootedFiles.OpenRead"/> throws.</exception>
    public FileStream Open(string root, string relativePath, out DateTimeOffset modifiedAt)
    {
        var stream = new RootedFiles(root).OpenRead(relativePath);
        modifiedAt = ModifiedAt(stream.SafeFileHandle);
        return stream;
    }

    private static OriginalBytes Read(SafeFileHandle handle, long maxBytes, CancellationToken cancellation)
    {
        OutwaitTick(handle, cancellation);
        var length = RandomAccess.GetLength(handle);
        var modifiedAt = ModifiedAt(handle);
        if (length == 0)
        {
            throw new LimnerException(ErrorCatalogue.FileEmpty);
        }

        if (length > maxBytes)
        {
            throw new LimnerException(ErrorCatalogue.FileTooLarge, $"It has {length >> 20} MB; the limit is {maxBytes >> 20} MB.");
        }

        var bytes = new OriginalBytes((int)length, modifiedAt);
        try
        {
            bytes.Sha256 = Fill(handle, bytes.Buffer, cancellation);
            if (RandomAccess.GetLength(handle) != length || ModifiedAt(handle) != modifiedAt)
            {
                throw new LimnerException(ErrorCatalogue.FileChanging);
            }

            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A file written a moment ago could be written again within the same step of the file system's clock, and its time would not tell: so that step is let pass
    /// before the reading begins. What is written from then on shows.
    /// </summary>
    private static void OutwaitTick(SafeFileHandle handle, CancellationToken cancellation)
    {
        var age = TimeProvider.System.GetUtcNow() - ModifiedAt(handle);
        if (age >= TimeSpan.Zero && age < ClockTick)
        {
            cancellation.WaitHandle.WaitOne(ClockTick - age);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <returns>The SHA-256 of what was read, in lower-case hexadecimal digits.</returns>
    private static string Fill(SafeFileHandle handle, Span<byte> buffer, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0; at < buffer.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = buffer[at..Math.Min(at + ChunkSize, buffer.Length)];
            var read = RandomAccess.Read(handle, chunk, at);
            if (read == 0)
            {
                throw new LimnerException(ErrorCatalogue.FileChanging, "It became shorter.");
            }

            hash.AppendData(chunk[..read]);
            at += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static DateTimeOffset ModifiedAt(SafeFileHandle handle) => FolderWalker.ModifiedAt(() => File.GetLastWriteTimeUtc(handle));
}
