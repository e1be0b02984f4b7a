using System.ComponentModel;
using Limner.Kernel.Errors;

namespace Limner.Safety.Paths;

/// <summary>What became of moving a file under its final name.</summary>
public enum Placed
{
    Yes,

    /// <summary>There is something else under that name. Nothing has changed.</summary>
    NameTaken,

    /// <summary>The name lies on another file system: the file has to be copied there first. Nothing has changed.</summary>
    OtherFileSystem,
}

/// <summary>
/// Gives finished files their names in directories that other programs use as well: at once, whole, and never over another file. Linux only.
/// </summary>
public static class FilePlacing
{
    // What a full disk or a used-up quota looks like in IOException.HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Moves a file. A move that was cut off between its two halves (on file systems that need two) is ended by trying again.</summary>
    /// <exception cref="LimnerException"><c>storage_full</c>, <c>file_missing</c> (the source), <c>folder_read_only</c> for all else.</exception>
    public static Placed Move(string source, string destination)
    {
        var error = PosixFiles.RenameWithoutReplacing(source, destination);
        if (error is PosixFiles.Invalid or PosixFiles.NotImplemented)
        {
            // NFS and some others cannot refuse to replace: a second name for the file is refused if there is one, everywhere.
            error = PosixFiles.Link(source, destination);
            if (error == 0 || (error == PosixFiles.Exists && AreSame(source, destination)))
            {
                File.Delete(source);
                return Placed.Yes;
            }
        }

        return error switch
        {
            0 => Placed.Yes,
            PosixFiles.Exists => Placed.NameTaken,
            PosixFiles.OtherDevice => Placed.OtherFileSystem,
            PosixFiles.NoEntry when !File.Exists(source) => throw new LimnerException(ErrorCatalogue.FileMissing),
            NoSpace or QuotaExceeded => throw new LimnerException(ErrorCatalogue.StorageFull),
            _ => throw new LimnerException(ErrorCatalogue.FolderReadOnly, new Win32Exception(error).Message),
        };
    }

    /// <summary>Waits until the names in a directory are on the disk. File systems that know no such thing pass.</summary>
    public static void FlushDirectory(string path)
    {
        using var handle = PosixFiles.Open(path, PosixFiles.ReadOnly, out _);
        if (handle is not null)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    /// <summary>Whether writing failed because there is no room.</summary>
    public static bool IsFull(IOException exception) => exception.HResult is NoSpace or QuotaExceeded;

    private static bool AreSame(string one, string other)
    {
        using var first = PosixFiles.Open(one, PosixFiles.PathOnly, out _);
        using var second = PosixFiles.Open(other, PosixFiles.PathOnly, out _);
        return first is not null && second is not null && PosixFiles.IsSame(first, second);
    }
}
