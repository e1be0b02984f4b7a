using System.Globalization;
using Limner.Kernel.Errors;

namespace Limner.Host;

/// <summary>
/// One server for one data directory. The lock is the operating system's, on an open file: it ends with the process however that ends,
/// so a killed server leaves nothing to clean up.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "limner.lock";

    /// <summary>Beside the lock, because a locked file cannot be read.</summary>
    private const string HolderFileName = "limner.pid";
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="LimnerException">Another server holds it, or the directory cannot be written.</exception>
    public static DataDirectoryLock Acquire(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, FileName);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(Path.Combine(dataDirectory, HolderFileName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectoryLock(file);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new LimnerException(ErrorCatalogue.DataDirectoryInUse, $"{dataDirectory} is used by process {ReadHolder(Path.Combine(dataDirectory, HolderFileName))}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.DatabaseConnection, $"{dataDirectory}: {exception.Message}", exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string ReadHolder(string path) => File.Exists(path) ? File.ReadAllText(path) : "(unknown)";
}
