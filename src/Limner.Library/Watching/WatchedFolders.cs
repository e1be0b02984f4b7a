using System.Collections.Concurrent;

namespace Limner.Library.Watching;

/// <summary>What is known of the watches at the moment: for the folders' pages, for health, and for a scan that comes upon a file being written.</summary>
internal sealed class WatchedFolders
{
    private readonly ConcurrentDictionary<long, Watched> _folders = new();

    public IEnumerable<FolderWatching> States => _folders.Values.Select(folder => folder.State);

    public FolderWatching StateOf(FolderRow folder)
        => _folders.TryGetValue(folder.Id, out var watched) ? watched.State
            : folder.Watch ? new FolderWatching(WatchState.Off, WatchReason.Starting)
            : new FolderWatching(WatchState.Off, null);

    /// <summary>Whether something was heard of a file a moment ago.</summary>
    public bool IsUnsettled(long folderId, string relativePath) => _folders.TryGetValue(folderId, out var watched) && watched.Settling.Contains(relativePath);

    /// <summary>Whether a file was seen to change a moment ago.</summary>
    public bool IsBeingWritten(long folderId, string relativePath) => _folders.TryGetValue(folderId, out var watched) && watched.Settling.IsBeingWritten(relativePath);

    public void Set(long folderId, FolderWatching state, SettlingFiles settling) => _folders[folderId] = new Watched(state, settling);

    /// <summary>Forgets a watch that ended, unless another of the same folder has begun.</summary>
    public void Remove(long folderId, SettlingFiles settling)
    {
        if (_folders.TryGetValue(folderId, out var watched) && ReferenceEquals(watched.Settling, settling))
        {
            _folders.TryRemove(KeyValuePair.Create(folderId, watched));
        }
    }

    private sealed record Watched(FolderWatching State, SettlingFiles Settling);
}
