using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Models.Installing;

/// <summary>What the disk that holds the installed models has left.</summary>
internal sealed class FreeSpace(ModelStore store)
{
    /// <summary>Kept free for everything else the server writes, in bytes.</summary>
    private const long Reserve = 256L << 20;

    /// <summary>Bytes that may be used; null when the disk does not say.</summary>
    public long? Bytes
    {
        get
        {
            try
            {
                Directory.CreateDirectory(store.InstalledFolder);
                return new DriveInfo(store.InstalledFolder).AvailableFreeSpace;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <exception cref="LimnerException"><c>storage_full</c>.</exception>
    public void Check(string id, long needed)
    {
        if (Bytes is { } free && free - Reserve < needed)
        {
            throw new LimnerException(
                ErrorCatalogue.StorageFull, $"{id} needs {(needed + (1 << 20) - 1) >> 20} MiB; the disk of the data directory has {free >> 20} MiB left, of which {Reserve >> 20} MiB are kept free.");
        }
    }
}
