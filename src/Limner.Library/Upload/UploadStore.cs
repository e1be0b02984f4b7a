using System.Security.Cryptography;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Limner.Library.Upload;

/// <summary>
/// The bytes of uploads until they are whole: one file each in <c>uploads/</c> of the data directory. Its length is the upload's offset, so there is
/// nothing else that could disagree with it.
/// </summary>
internal sealed class UploadStore(IOptions<StorageOptions> storage)
{
    private const string Ending = ".part";
    private const int ChunkSize = 1 << 20;

    public string Directory { get; } = Path.Join(Path.GetFullPath(storage.Value.DataDir), "uploads");

    public string PathOf(long id) => Path.Join(Directory, PublicId.Format(IdPrefixes.Upload, id) + Ending);

    /// <summary>How many bytes of an upload are here.</summary>
    public long LengthOf(long id) => new FileInfo(PathOf(id)) is { Exists: true, Length: var length } ? length : 0;

    public bool Has(long id) => File.Exists(PathOf(id));

    /// <summary>Opens an upload's file for reading and writing; makes it when nothing has arrived yet.</summary>
    /// <exception cref="LimnerException"><c>storage_full</c>: it cannot be made.</exception>
    public SafeFileHandle Open(long id)
    {
        try
        {
            MakeDirectory();
            var isNew = !Has(id);
            var handle = File.OpenHandle(PathOf(id), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, FileOptions.Asynchronous);
            if (isNew)
            {
                FilePlacing.FlushDirectory(Directory);
            }

            return handle;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, $"An upload cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>For the server's user only: what is here is not in anybody's folder yet.</summary>
    private void MakeDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(Directory);
        }
        else
        {
            System.IO.Directory.CreateDirectory(Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>What has been written to an upload's file is on the disk when this returns.</summary>
    public void Flush(long id)
    {
        if (Has(id))
        {
            using var handle = File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
    }

    /// <summary>The beginning of a file, at most <paramref name="maxBytes"/> of it.</summary>
    public static byte[] ReadHead(SafeFileHandle handle, int maxBytes)
    {
        var head = new byte[(int)Math.Min(RandomAccess.GetLength(handle), maxBytes)];
        var at = 0;
        while (at < head.Length && RandomAccess.Read(handle, head.AsSpan(at), at) is > 0 and var read)
        {
            at += read;
        }

        return head[..at];
    }

    /// <returns>The SHA-256 in lower-case hexadecimal digits.</returns>
    public static string Hash(SafeFileHandle handle, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ChunkSize];
        for (long at = 0; RandomAccess.Read(handle, buffer, at) is > 0 and var read; at += read)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Delete(long id) => DeleteIfThere(PathOf(id));

    /// <summary>Every file that lies here, with the upload it belongs to by its name; null: by no name of an upload's.</summary>
    public IReadOnlyList<(string Path, long? Id)> List()
        => System.IO.Directory.Exists(Directory)
            ? [.. System.IO.Directory.EnumerateFiles(Directory).Select(path => (path, PublicId.TryParse(IdPrefixes.Upload, Path.GetFileNameWithoutExtension(path), out var id) ? id : (long?)null))]
            : [];

    public static void DeleteIfThere(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Nor is the file.
        }
    }
}
