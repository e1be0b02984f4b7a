using System.Security.Cryptography;
using Limner.Kernel.Errors;
using Limner.Safety.Paths;

namespace Limner.Library.Trash;

/// <summary>What became of a file that was to be erased.</summary>
internal enum Erasure
{
    /// <summary>It is not there any more, by this hand or another.</summary>
    Gone,

    /// <summary>Its bytes are not those the server wrote: it is somebody's own work by now, and stays.</summary>
    Differs,

    /// <summary>Its folder cannot be reached, or the file not be read or deleted; to be tried again.</summary>
    Unreachable,
}

/// <summary>Erases files that the server wrote itself, and nothing else.</summary>
internal static class OwnedFiles
{
    public static Erasure Erase(string root, string relativePath, string sha256)
    {
        try
        {
            return new RootedFiles(root).Delete(relativePath, file => Convert.ToHexStringLower(SHA256.HashData(file)) == sha256) ? Erasure.Gone : Erasure.Differs;
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.FileMissing)
        {
            return Erasure.Gone;
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.PathOutsideRoot || exception.Failure.Error == ErrorCatalogue.FileRefused || exception.Failure.Error == ErrorCatalogue.DirectoryLoop)
        {
            return Erasure.Differs;
        }
        catch (Exception exception) when (exception is LimnerException or IOException or UnauthorizedAccessException)
        {
            return Erasure.Unreachable;
        }
    }
}
