using System.Collections.Concurrent;
using Limner.Library.Folders;
using Limner.Library.Scanning;

namespace Limner.Library.Watching;

/// <summary>
/// What was noted of one folder and has not come to rest: its size or time of modification was another a moment ago. One thread tracks and looks; any may
/// ask whether a file is among them.
/// </summary>
internal sealed class SettlingFiles(string root, bool recursive, ExcludeGlobs exclude, TimeSpan rest, TimeProvider clock, int limit)
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,

        // Links to directories are not scanned through either.
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    // By relative path, as the scan names files.
    private readonly ConcurrentDictionary<string, Seen> _files = new(StringComparer.Ordinal);
    private int _count;
    private DateTimeOffset? _untrackedSince;

    public bool IsEmpty => _count == 0 && _untrackedSince is null;

    public bool Contains(string relativePath) => _count > 0 && _files.ContainsKey(relativePath);

    /// <summary>Not only heard of: its size or time was another at the look before.</summary>
    public bool IsBeingWritten(string relativePath) => _count > 0 && _files.TryGetValue(relativePath, out var seen) && seen.HasChanged && seen.State.IsThere;

    public void Track(Noted noted)
    {
        foreach (var path in noted.Paths)
        {
            if (!CanonicalPath.Contains(root, path) || path.Length == root.Length)
            {
                continue;
            }

            var relative = path[(root.Length + 1)..];
            if (!IsLeftOut(relative))
            {
                TrackOne(path, relative);
            }
        }

        if (noted.More)
        {
            TrackNoMore();
        }
    }

    /// <summary>Looks at everything once more.</summary>
    /// <returns>Whether anything has come to rest since the last look.</returns>
    public bool Look()
    {
        var now = clock.GetUtcNow();
        var settled = false;
        foreach (var (path, seen) in _files)
        {
            var state = FileState.Of(Path.Join(root, path));
            if (state != seen.State)
            {
                _files[path] = new Seen(state, now, HasChanged: true);
            }
            else if (now - seen.Since >= rest && _files.TryRemove(path, out _))
            {
                _count--;
                settled = true;
            }
        }

        if (_untrackedSince is { } since && now - since >= rest)
        {
            _untrackedSince = null;
            settled = true;
        }

        return settled;
    }

    private void TrackOne(string path, string relative)
    {
        if (Directory.Exists(path))
        {
            // What lay in a directory that was moved here, or was put into it before the system watched it, is told by no event.
            TrackBelow(path);
        }
        else if (CandidateNames.IsOfInterest(relative) || !Path.Exists(path))
        {
            // Of something that is gone nobody knows whether it was a directory.
            Track(relative);
        }
    }

    private void TrackBelow(string directory)
    {
        if (!recursive)
        {
            return;
        }

        try
        {
            foreach (var file in Directory.EnumerateFiles(directory, "*", Everything))
            {
                var relative = file[(root.Length + 1)..];
                if (CandidateNames.IsOfInterest(relative) && !IsLeftOut(relative))
                {
                    Track(relative);
                }
            }
        }
        catch (IOException)
        {
            // It went away meanwhile, or cannot be listed: the scan says which.
            Track(directory[(root.Length + 1)..]);
        }
    }

    private void Track(string relative)
    {
        if (_files.ContainsKey(relative))
        {
            return;
        }

        if (_count >= limit)
        {
            TrackNoMore();
            return;
        }

        _files[relative] = new Seen(FileState.Of(Path.Join(root, relative)), clock.GetUtcNow(), HasChanged: false);
        _count++;
    }

    /// <summary>Too many to be looked at one by one: when no more are heard of, they have come to rest.</summary>
    private void TrackNoMore() => _untrackedSince = clock.GetUtcNow();

    private bool IsLeftOut(string relative) => exclude.LeavesOut(relative, recursive);

    private readonly record struct Seen(FileState State, DateTimeOffset Since, bool HasChanged);

    private readonly record struct FileState(bool IsThere, long Size, DateTime ModifiedAt)
    {
        public static FileState Of(string path)
        {
            try
            {
                var file = new FileInfo(path);
                return file.Exists ? new FileState(true, file.Length, file.LastWriteTimeUtc) : default;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
            {
                // It went between the two questions, may not be looked at, or has a time no calendar has: nothing to wait for.
                return default;
            }
        }
    }
}
