using Limner.Kernel.Errors;

namespace Limner.Safety.Paths;

/// <summary>What is left on disks.</summary>
public static class DiskSpace
{
    /// <summary>Refuses what a disk has no room for.</summary>
    /// <param name="path">A directory on it.</param>
    /// <param name="needed">Bytes that are to be written.</param>
    /// <param name="reserve">Bytes that stay free.</param>
    /// <param name="what">Which disk it is, for the refusal: <c>of the folder</c>.</param>
    /// <exception cref="LimnerException"><c>storage_full</c>; <c>folder_missing</c>: the disk cannot be asked.</exception>
    public static void Require(string path, long needed, long reserve, string what)
    {
        long free;
        try
        {
            free = new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.FolderNotFound, inner: exception);
        }

        if (free - reserve < needed)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, $"The disk {what} has {free >> 20} MB left, of which {reserve >> 20} MB are kept free.");
        }
    }
}
