using Limner.Kernel.Errors;
using Limner.Safety.Paths;

namespace Limner.Library.Sidecars;

/// <summary>Puts a sidecar in the place of another, whole or not at all: written beside it under a hidden name, flushed to the disk, renamed.</summary>
internal static class SidecarFile
{
    /// <summary>Hidden from scans, and the same for every attempt: what a crash leaves is found again.</summary>
    public static string TemporaryName(string name) => $".{name}.limner-tmp";

    /// <param name="directory">Below the root; empty: the root itself. It must lie where its path says, links are not followed.</param>
    /// <param name="before">What stands there now as far as the caller knows; null: nothing.</param>
    /// <returns>False: it is something else by now, and was left alone.</returns>
    /// <exception cref="LimnerException"><c>folder_read_only</c>, <c>storage_full</c>, what <see cref="RootedFiles.OpenDirectory"/> throws.</exception>
    public static bool Replace(string root, string directory, string name, byte[]? before, byte[] after)
    {
        using var pinned = new RootedFiles(root).OpenDirectory(directory);
        var (target, temporary) = (Path.Join(pinned.Path, name), Path.Join(pinned.Path, TemporaryName(name)));
        try
        {
            File.Delete(temporary);
            Write(temporary, after, before is null || OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(target));

            // The last look: a program that saves at this very moment wins if it comes after the renaming, and is seen if before.
            if (!Equals(target, before))
            {
                File.Delete(temporary);
                return false;
            }

            File.Move(temporary, target, overwrite: before is not null);
            return true;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            TryDelete(temporary);
            const int NoSpace = 28;
            throw exception is IOException && (exception.HResult & 0xffff) == NoSpace
                ? new LimnerException(ErrorCatalogue.StorageFull, "The disk that holds the pictures is full.", exception)
                : new LimnerException(ErrorCatalogue.FolderReadOnly, $"{(directory.Length == 0 ? name : $"{directory}/{name}")} could not be written.", exception);
        }
    }

    /// <summary>Clears away what a crash has left.</summary>
    public static void Clear(string root, string directory, string name)
    {
        try
        {
            using var pinned = new RootedFiles(root).OpenDirectory(directory);
            File.Delete(Path.Join(pinned.Path, TemporaryName(name)));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or LimnerException)
        {
            // The directory went, or may not be written to any more: then it is not for this server to clean.
        }
    }

    private static void Write(string path, byte[] bytes, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode ?? (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        using var stream = new FileStream(path, options);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    private static bool Equals(string path, byte[]? expected)
    {
        var file = new FileInfo(path);
        return expected is null
            ? !file.Exists && file.LinkTarget is null
            : file.Exists && file.LinkTarget is null && file.Length == expected.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(expected);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            // The reason that led here says it already.
        }
    }
}
