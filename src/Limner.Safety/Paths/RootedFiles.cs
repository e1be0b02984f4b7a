using System.ComponentModel;
using Limner.Kernel.Errors;
using Microsoft.Win32.SafeHandles;

namespace Limner.Safety.Paths;

/// <summary>
/// Opens files that lie inside one directory, wherever symbolic links lead. The check is made on what was opened, not on a name that
/// may mean something else a moment later: the file is first pinned without opening it (<c>O_PATH</c>: no side effects on pipes and
/// devices), the kernel is asked where the pinned file lies (<c>/proc/self/fd</c>), and only then is that very file opened for reading.
/// Links that stay inside the directory are followed. Linux only. Thread-safe; holds nothing open itself.
/// </summary>
/// <param name="root">The directory, absolute. It may itself be reached through links.</param>
public sealed class RootedFiles(string root)
{
    /// <summary>Opens a regular file for reading, unbuffered.</summary>
    /// <param name="relativePath">Below the root, separated by <c>/</c>; any characters a file system allows.</param>
    /// <exception cref="LimnerException">
    /// <c>path_outside_root</c>, <c>directory_loop</c> (links in a circle), <c>file_missing</c>, <c>file_unreadable</c>,
    /// <c>file_refused</c> (a directory, pipe or device), <c>folder_missing</c> or <c>folder_unreadable</c> (the root itself).
    /// </exception>
    public FileStream OpenRead(string relativePath)
        => new(OpenHandle(relativePath), FileAccess.Read, bufferSize: 0, isAsync: false);

    /// <summary>As <see cref="OpenRead"/>, as a handle for <see cref="RandomAccess"/>.</summary>
    public SafeFileHandle OpenHandle(string relativePath)
    {
        if (Path.IsPathRooted(relativePath) || relativePath.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw new LimnerException(ErrorCatalogue.PathOutsideRoot);
        }

        if (relativePath.Contains('\0'))
        {
            throw new LimnerException(ErrorCatalogue.FileMissing);
        }

        using var directory = Pin(root, ErrorCatalogue.FolderNotFound, ErrorCatalogue.FolderUnreadable);
        using var file = Pin(Path.Join(Location(directory), relativePath), ErrorCatalogue.FileMissing, ErrorCatalogue.FileUnreadable);
        if (!IsInside(Location(directory), Location(file)))
        {
            throw new LimnerException(ErrorCatalogue.PathOutsideRoot);
        }

        return PosixFiles.IsRegular(file) ? Reopen(file) : throw new LimnerException(ErrorCatalogue.FileRefused, "This is a directory, a pipe or a device, not a file.");
    }

    /// <summary>As <see cref="OpenHandle"/>, but no link is followed, not even one that stays inside the root: the file must lie where its path says.</summary>
    /// <exception cref="LimnerException">As <see cref="OpenDirectory"/>; <c>file_missing</c>, <c>file_unreadable</c>, <c>file_refused</c> (a link, directory, pipe or device).</exception>
    public SafeFileHandle OpenWithoutLinks(string relativePath)
    {
        var name = relativePath[(relativePath.LastIndexOf('/') + 1)..];
        if (Path.IsPathRooted(relativePath) || name is "" or "." or ".." || relativePath.Contains('\0') || relativePath.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw new LimnerException(ErrorCatalogue.PathOutsideRoot);
        }

        using var directory = OpenDirectory(relativePath[..Math.Max(relativePath.LastIndexOf('/'), 0)]);
        using var pinned = PinWithoutLink(Path.Join(directory.Path, name));
        return Reopen(pinned);
    }

    /// <summary>
    /// Holds a directory fast for listing it. It must lie where its path says: links are not followed here, not even inside the root.
    /// </summary>
    /// <param name="relativePath">Below the root, separated by <c>/</c>; empty: the root itself.</param>
    /// <exception cref="LimnerException">
    /// <c>path_outside_root</c> (or elsewhere inside, through a link), <c>file_missing</c>, <c>directory_unreadable</c>, <c>folder_missing</c> or
    /// <c>folder_unreadable</c> (the root itself). That it can be opened does not say that it can be listed.
    /// </exception>
    public PinnedDirectory OpenDirectory(string relativePath)
    {
        var directory = Pin(root, ErrorCatalogue.FolderNotFound, ErrorCatalogue.FolderUnreadable);
        if (relativePath.Length == 0)
        {
            return new PinnedDirectory(directory);
        }

        using (directory)
        {
            var path = Path.Join(Location(directory), relativePath);
            var pinned = PosixFiles.Open(path, PosixFiles.PathOnly, out var error) ?? throw new LimnerException(
                error is PosixFiles.NoEntry or PosixFiles.NotADirectory ? ErrorCatalogue.FileMissing : ErrorCatalogue.DirectoryUnreadable, new Win32Exception(error).Message);
            if (Location(pinned) == path)
            {
                return new PinnedDirectory(pinned);
            }

            pinned.Dispose();
            throw new LimnerException(ErrorCatalogue.PathOutsideRoot);
        }
    }

    /// <summary>
    /// Deletes a regular file whose content is what the caller expects. Links are not followed on the way to it, nor is it one itself; what is deleted is what
    /// was looked at, unless another file is put under its name in the very moment between the last look and the deletion.
    /// </summary>
    /// <param name="isExpected">Reads the file and decides.</param>
    /// <returns>False: it is not what was expected, and is still there.</returns>
    /// <exception cref="LimnerException">As <see cref="OpenDirectory"/>; <c>file_missing</c>, <c>file_unreadable</c>, <c>file_refused</c>.</exception>
    /// <exception cref="IOException">It cannot be read or deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be deleted.</exception>
    public bool Delete(string relativePath, Func<Stream, bool> isExpected)
    {
        var name = relativePath[(relativePath.LastIndexOf('/') + 1)..];
        if (Path.IsPathRooted(relativePath) || name is "" or "." or ".." || relativePath.Contains('\0') || relativePath.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw new LimnerException(ErrorCatalogue.PathOutsideRoot);
        }

        using var directory = OpenDirectory(relativePath[..Math.Max(relativePath.LastIndexOf('/'), 0)]);
        var path = Path.Join(directory.Path, name);
        using var pinned = PinWithoutLink(path);
        using (var file = new FileStream(Reopen(pinned), FileAccess.Read, bufferSize: 0, isAsync: false))
        {
            if (!isExpected(file))
            {
                return false;
            }
        }

        using var again = PinWithoutLink(path);
        if (!PosixFiles.IsSame(pinned, again))
        {
            return false;
        }

        File.Delete(path);
        return true;
    }

    private static SafeFileHandle PinWithoutLink(string path)
    {
        var pinned = PosixFiles.Open(path, PosixFiles.PathOnly | PosixFiles.NoFollow, out var error) ?? throw Failure(error, ErrorCatalogue.FileMissing, ErrorCatalogue.FileUnreadable);
        if (PosixFiles.IsRegular(pinned))
        {
            return pinned;
        }

        pinned.Dispose();
        throw new LimnerException(ErrorCatalogue.FileRefused, "This is a link, a directory, a pipe or a device, not a file.");
    }

    private static SafeFileHandle Pin(string path, ErrorDefinition missing, ErrorDefinition unreadable)
    {
        var handle = PosixFiles.Open(path, PosixFiles.PathOnly, out var error);
        return handle ?? throw Failure(error, missing, unreadable);
    }

    /// <summary>Opens the pinned file itself: its entry in /proc is not a name that could be made to point elsewhere.</summary>
    private static SafeFileHandle Reopen(SafeFileHandle pinned)
        => PosixFiles.Open(PosixFiles.ProcEntry(pinned), PosixFiles.ReadOnly, out var error)
            ?? throw Failure(error, ErrorCatalogue.FileMissing, ErrorCatalogue.FileUnreadable);

    /// <summary>Where the kernel says the file lies, without any link.</summary>
    private static string Location(SafeFileHandle handle)
        => new FileInfo(PosixFiles.ProcEntry(handle)).LinkTarget ?? throw new LimnerException(ErrorCatalogue.FileMissing);

    private static bool IsInside(string directory, string file)
        => file.StartsWith(directory, StringComparison.Ordinal)
            && (directory[^1] == '/' || (file.Length > directory.Length && file[directory.Length] == '/'));

    private static LimnerException Failure(int error, ErrorDefinition missing, ErrorDefinition unreadable) => error switch
    {
        PosixFiles.NoEntry or PosixFiles.NotADirectory or PosixFiles.NameTooLong => new LimnerException(missing),
        PosixFiles.Loop => new LimnerException(ErrorCatalogue.DirectoryLoop),
        _ => new LimnerException(unreadable, new Win32Exception(error).Message),
    };
}
