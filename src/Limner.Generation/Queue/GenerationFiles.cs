using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Queue;

/// <summary>
/// The files of generations: a directory each below <c>generations/</c> of the data directory, named when it is asked for and written before its row. A directory that no
/// row needs is what a crash has left, and goes at the next start. For the server's user alone.
/// </summary>
internal sealed class GenerationFiles(IOptions<StorageOptions> storage, IOptionsMonitor<LibraryOptions> library, ILogger<GenerationFiles> logger)
{
    public const string InitImage = "init.png";
    public const string Mask = "mask.png";

    private const string Ending = ".part";

    public string Root { get; } = Path.Join(Path.GetFullPath(storage.Value.DataDir), "generations");

    public static string NewDirectory() => Guid.NewGuid().ToString("n");

    public string PathOf(string directory, string name) => Path.Join(Root, directory, name);

    /// <summary>Refuses what would take the space that uploads leave free, too.</summary>
    /// <param name="needed">Bytes that are to be written.</param>
    /// <exception cref="LimnerException"><c>storage_full</c>.</exception>
    public void RequireSpace(long needed) => DiskSpace.Require(Path.GetDirectoryName(Root)!, needed, (long)library.CurrentValue.UploadReserveMb << 20, "of the data directory");

    /// <summary>Writes a file: when this returns it is on the disk, whole, under its name; in place of one that was there.</summary>
    /// <exception cref="LimnerException"><c>storage_full</c>: it cannot be written, for want of room or for another reason, which the log names.</exception>
    public async Task WriteAsync(string directory, string name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var path = PathOf(directory, name);
        var part = path + Ending;
        try
        {
            Make(Root);
            Make(Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await file.WriteAsync(content, cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            FilePlacing.FlushDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its message has paths of the server, which are nobody's business but the log's.
            Log.NotWritten(logger, exception, path);
            throw new LimnerException(
                ErrorCatalogue.StorageFull, exception is IOException io && FilePlacing.IsFull(io) ? "The picture could not be saved." : "The picture could not be saved; the log has the reason.", exception);
        }
    }

    /// <exception cref="LimnerException"><c>file_missing</c>, <c>file_unreadable</c>.</exception>
    public async Task<byte[]> ReadAsync(string directory, string name, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(directory, name), cancellation);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LimnerException(ErrorCatalogue.FileMissing, "The file is not in the data directory any more.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.FileUnreadable, inner: exception);
        }
    }

    /// <summary>Takes all files of a generation away; what cannot be deleted goes at the next start.</summary>
    public void Delete(string directory)
    {
        try
        {
            Directory.Delete(Path.Join(Root, directory), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was written.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No row names it: the next start tries again.
        }
    }

    /// <summary>Takes away what was begun with, once it is not needed any more.</summary>
    public void DeleteInputs(string directory)
    {
        Delete(directory, InitImage);
        Delete(directory, Mask);
    }

    private void Delete(string directory, string name)
    {
        try
        {
            File.Delete(PathOf(directory, name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It goes with its directory.
        }
    }

    /// <summary>Takes away what no row needs.</summary>
    public void Sweep(IReadOnlySet<string> known)
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        foreach (var directory in Directory.EnumerateDirectories(Root).Select(Path.GetFileName).Where(name => !known.Contains(name!)))
        {
            Delete(directory!);
        }
    }

    /// <summary>A directory that is new is on the disk, under its name, when this returns.</summary>
    private static void Make(string directory)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        FilePlacing.FlushDirectory(Path.GetDirectoryName(directory)!);
    }
}
