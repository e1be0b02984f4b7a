using System.Security.Cryptography;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Limner.Documents.Storing;

/// <summary>An open document. Its path leads to what was opened, whatever happens to the name meanwhile.</summary>
internal sealed class OpenDocumentFile(SafeFileHandle handle, string path) : IDisposable
{
    public string Path { get; } = path;

    public long Size => RandomAccess.GetLength(handle);

    /// <summary>In whole milliseconds, comparable with what a scan noted.</summary>
    public DateTimeOffset ModifiedAt => DateTimeOffset.FromUnixTimeMilliseconds(new DateTimeOffset(File.GetLastWriteTimeUtc(handle)).ToUnixTimeMilliseconds());

    /// <returns>The SHA-256 of its content in lower-case hexadecimal digits.</returns>
    /// <exception cref="LimnerException"><c>file_unreadable</c>.</exception>
    public Task<string> HashAsync(CancellationToken cancellation)
        => Task.Run(
            () =>
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var buffer = new byte[1 << 20];
                try
                {
                    for (long at = 0; RandomAccess.Read(handle, buffer, at) is > 0 and var read; at += read)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        hash.AppendData(buffer, 0, read);
                    }
                }
                catch (IOException exception)
                {
                    throw new LimnerException(ErrorCatalogue.FileUnreadable, inner: exception);
                }

                return Convert.ToHexStringLower(hash.GetHashAndReset());
            },
            cancellation);

    public void Dispose() => handle.Dispose();
}

/// <summary>
/// The bytes of documents: those that were sent in <c>documents/</c> of the data directory, a directory each, the others where they lie in their folders. Pictures of
/// encrypted documents are kept beside what was sent, as nobody can draw them later.
/// </summary>
internal sealed class DocumentFiles(IOptions<StorageOptions> storage, IOptionsMonitor<LibraryOptions> library, ILogger<DocumentFiles> logger)
{
    private const string Source = "source";

    private const int TokenBytes = 16;

    /// <summary>Bytes after which it is looked anew how much the disk has left.</summary>
    private const long SpaceStep = 8 << 20;

    public string Directory { get; } = Path.Join(Path.GetFullPath(storage.Value.DataDir), "documents");

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Writes what is being sent; on the disk when this returns.</summary>
    /// <returns>How many bytes it is.</returns>
    /// <exception cref="LimnerException"><c>file_too_large</c>, <c>file_empty</c>, <c>storage_full</c>. Nothing is left of it then.</exception>
    public async Task<long> ReceiveAsync(string token, Stream body, long maxBytes, CancellationToken cancellation)
    {
        var directory = DirectoryOf(token);
        try
        {
            MakeDirectory(directory);
            CheckSpace();
            await using (var file = OnDisk(() => new FileStream(Path.Join(directory, Source), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous)))
            {
                var buffer = new byte[1 << 17];
                var (length, looked) = (0L, 0L);
                for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
                {
                    if ((length += read) > maxBytes)
                    {
                        throw new LimnerException(ErrorCatalogue.FileTooLarge, $"The limit is {maxBytes >> 20} MiB; documents.max_file_size_mb sets it.");
                    }

                    if (length - looked >= SpaceStep)
                    {
                        CheckSpace();
                        looked = length;
                    }

                    await WriteAsync(file, buffer.AsMemory(0, read), cancellation);
                }

                OnDisk(() =>
                {
                    file.Flush(flushToDisk: true);
                    FilePlacing.FlushDirectory(directory);
                    FilePlacing.FlushDirectory(Directory);
                    FilePlacing.FlushDirectory(Path.GetDirectoryName(Directory)!);
                    return true;
                });
                return length > 0 ? length : throw new LimnerException(ErrorCatalogue.FileEmpty);
            }
        }
        catch
        {
            Discard(token);
            throw;
        }
    }

    /// <exception cref="LimnerException"><c>file_missing</c>, <c>file_unreadable</c>, <c>path_outside_root</c>.</exception>
    public OpenDocumentFile Open(DocumentRow document, FolderRow? folder)
    {
        if (document.FolderId is null)
        {
            return Opened(new RootedFiles(DirectoryOf(document.Token)).OpenHandle(Source));
        }

        return folder is null || document.RelativePath is not { } path ? throw new LimnerException(ErrorCatalogue.FileMissing) : Open(folder, path);
    }

    /// <inheritdoc cref="Open(DocumentRow, FolderRow?)"/>
    public static OpenDocumentFile Open(FolderRow folder, string relativePath) => Opened(new RootedFiles(folder.Path).OpenHandle(relativePath));

    /// <summary>A picture that was kept, as WebP; null where none is.</summary>
    public async Task<byte[]?> ReadPictureAsync(string token, int page, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(PictureOf(token, page), cancellation);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <exception cref="LimnerException"><c>storage_full</c>.</exception>
    public async Task KeepPictureAsync(string token, int page, ReadOnlyMemory<byte> webp, CancellationToken cancellation)
    {
        var path = PictureOf(token, page);
        try
        {
            MakeDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path + ".part", webp, cancellation);
            File.Move(path + ".part", path, overwrite: true);
        }
        catch (IOException exception)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, exception.Message, exception);
        }
    }

    /// <summary>All that lies here of a document.</summary>
    public void Delete(string token)
    {
        try
        {
            System.IO.Directory.Delete(DirectoryOf(token), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was kept of it.
        }
    }

    /// <summary>As <see cref="Delete"/> where it is something else that went wrong: what cannot be deleted is logged, and removed by a later start.</summary>
    public void Discard(string token)
    {
        try
        {
            Delete(token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotDeleted(logger, exception, token);
        }
    }

    /// <summary>The pictures that were kept of its pages.</summary>
    public void DeletePictures(string token)
    {
        try
        {
            System.IO.Directory.Delete(Path.Join(DirectoryOf(token), "pages"), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // None were.
        }
    }

    /// <summary>The tokens of all that lies here; what is named otherwise is not this server's.</summary>
    public IReadOnlyList<string> List()
        => System.IO.Directory.Exists(Directory) ? [.. System.IO.Directory.EnumerateDirectories(Directory).Select(path => Path.GetFileName(path)).Where(IsToken)] : [];

    /// <summary>When something of what lies here of a document was written last.</summary>
    public DateTimeOffset ChangedAt(string token)
    {
        var directory = new DirectoryInfo(DirectoryOf(token));
        return directory.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(directory).Max(entry => new DateTimeOffset(entry.LastWriteTimeUtc));
    }

    private static bool IsToken(string name) => name.Length == 2 * TokenBytes && name.All(char.IsAsciiHexDigitLower);

    private string DirectoryOf(string token) => Path.Join(Directory, token);

    private string PictureOf(string token, int page) => Path.Join(DirectoryOf(token), "pages", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{page:00000}.webp"));

    /// <summary>On Linux by the open file itself: between the check of a name and a program's opening of it, the name could be made to lead elsewhere.</summary>
    private static OpenDocumentFile Opened(SafeFileHandle handle)
        => new(handle, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}"));

    /// <summary>What is sent leaves as much free as uploads of pictures do.</summary>
    private void CheckSpace()
    {
        var reserve = (long)library.CurrentValue.UploadReserveMb << 20;
        var free = OnDisk(() => new DriveInfo(Directory).AvailableFreeSpace);
        if (free <= reserve)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, $"The disk of the data directory has {free >> 20} MB left, of which {reserve >> 20} MB are kept free.");
        }
    }

    /// <exception cref="LimnerException"><c>storage_full</c>: the disk does not take it.</exception>
    private static T OnDisk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, exception.Message, exception);
        }
    }

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await file.WriteAsync(bytes, cancellation);
        }
        catch (IOException exception)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, exception.Message, exception);
        }
    }

    /// <summary>For the server's user only.</summary>
    private static void MakeDirectory(string path)
        => OnDisk(() => OperatingSystem.IsWindows()
            ? System.IO.Directory.CreateDirectory(path)
            : System.IO.Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
}
