namespace Limner.Library.Watching;

/// <summary>The system's own events (inotify). They are hints: under load some are lost without a word, so nothing may rest on having heard of a change.</summary>
internal sealed class FileSystemEvents : IFolderEvents
{
    // The largest there is; only the burst of a big copy needs it.
    private const int BufferBytes = 64 * 1024;

    public IDisposable Begin(string path, bool recursive, Action<string> noted, Action<Exception> failed)
    {
        FileSystemWatcher watcher;
        try
        {
            watcher = new FileSystemWatcher(path)
            {
                IncludeSubdirectories = recursive,
                InternalBufferSize = BufferBytes,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
        }
        catch (ArgumentException exception)
        {
            throw new DirectoryNotFoundException("The directory is not there.", exception);
        }

        watcher.Created += (_, change) => noted(change.FullPath);
        watcher.Changed += (_, change) => noted(change.FullPath);
        watcher.Deleted += (_, change) => noted(change.FullPath);
        watcher.Renamed += (_, change) =>
        {
            noted(change.OldFullPath);
            noted(change.FullPath);
        };
        watcher.Error += (_, error) => failed(error.GetException());
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch
        {
            watcher.Dispose();
            throw;
        }
    }
}
