using System.IO.Enumeration;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Safety.Paths;

namespace Limner.Library.Scanning;

/// <summary>
/// Finds what lies in a folder without opening a single file. Symbolic links are never followed to a directory: one that leads back up
/// is a loop, one that leads out of the folder is refused, and one that leads elsewhere inside points at what is listed anyway. Each
/// directory is held fast while it is listed, so that one that is swapped for a link meanwhile does not show what lies behind the link.
/// </summary>
internal sealed class FolderWalker(string root, bool recursive, ExcludeGlobs exclude)
{
    // PATH_MAX without its closing zero: what lies deeper can be seen by name and not be opened.
    private const int MaxPathBytes = 4095;

    private const char Undecodable = '\uFFFD';

    private static readonly EnumerationOptions OneDirectory = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    private readonly RootedFiles _files = new(root);

    // Undecodable names all read alike; each gets a path of its own so that none hides another.
    private readonly HashSet<string> _undecodable = new(StringComparer.Ordinal);

    // Some file systems name an entry twice when it is replaced while its directory is listed. One directory's names.
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);

    // One directory's. Cameras and cards write names in capitals, programs theirs in small letters.
    private readonly Dictionary<string, FoundSidecar> _sidecars = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Directories that could not be listed, as relative paths: what is known below them is neither confirmed nor gone. The folder itself
    /// is never among them.
    /// </summary>
    public List<string> Unlisted { get; } = [];

    /// <summary>Documents that were met on the way. Those that are links are left out: what they lead to is found in its own place, or is not this folder's.</summary>
    public List<FoundDocument> Documents { get; } = [];

    /// <summary>Everything of interest, directory by directory.</summary>
    /// <exception cref="LimnerException"><c>folder_missing</c> or <c>folder_unreadable</c>: the folder itself cannot be listed.</exception>
    public IEnumerable<FoundEntry> Walk(CancellationToken cancellation)
    {
        var pending = new Stack<string>([string.Empty]);
        while (pending.TryPop(out var directory))
        {
            cancellation.ThrowIfCancellationRequested();
            var found = new List<FoundEntry>();
            var below = new List<string>();
            List(directory, found, below, cancellation);
            foreach (var entry in found)
            {
                yield return Unique(entry);
            }

            below.Sort(StringComparer.Ordinal);
            for (var i = below.Count - 1; i >= 0; i--)
            {
                pending.Push(below[i]);
            }
        }
    }

    private void List(string directory, List<FoundEntry> found, List<string> below, CancellationToken cancellation)
    {
        _listed.Clear();
        _sidecars.Clear();
        var first = found.Count;
        try
        {
            using var pinned = _files.OpenDirectory(directory);
            foreach (var entry in new FileSystemEnumerable<Listed>(pinned.Path, Transform, OneDirectory) { ShouldIncludePredicate = IsWanted })
            {
                cancellation.ThrowIfCancellationRequested();
                if (!_listed.Add(entry.Name) && !entry.Name.Contains(Undecodable))
                {
                    continue;
                }

                Classify(Below(directory, entry.Name), entry, found, below);
            }

            AttachSidecars(found, first);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LimnerException)
        {
            if (directory.Length == 0 || FolderPathPolicy.Inspect(root) != FolderState.Ready)
            {
                throw Unavailable(exception);
            }

            var isGone = exception is DirectoryNotFoundException or LimnerException { Failure.Error.Code: "file_missing" };
            if (isGone && !directory.Contains(Undecodable))
            {
                // It went away between being seen and being entered, with what it held.
                return;
            }

            // What was seen of it before the failure stays; the rest is unknown, sidecars too.
            Unlisted.Add(directory);
            for (var i = first; i < found.Count; i++)
            {
                found[i] = found[i] with { IsSidecarUnknown = true };
            }

            var error = isGone ? ErrorCatalogue.FileNameInvalid
                : exception is LimnerException refused && refused.Failure.Error == ErrorCatalogue.PathOutsideRoot ? ErrorCatalogue.PathOutsideRoot
                : ErrorCatalogue.DirectoryUnreadable;
            found.Add(new FoundEntry(directory, 0, DateTimeOffset.UnixEpoch, error.With()));
        }
    }

    private void AttachSidecars(List<FoundEntry> found, int first)
    {
        for (var i = first; _sidecars.Count > 0 && i < found.Count; i++)
        {
            if (found[i].Refusal is null && SidecarNames.For(found[i].Name).Select(_sidecars.GetValueOrDefault).FirstOrDefault(sidecar => sidecar is not null) is { } sidecar)
            {
                found[i] = found[i] with { Sidecar = sidecar };
            }
        }
    }

    private LimnerException Unavailable(Exception exception)
        => FolderPathPolicy.Inspect(root) == FolderState.Missing
            ? new LimnerException(ErrorCatalogue.FolderNotFound, inner: exception)
            : new LimnerException(ErrorCatalogue.FolderUnreadable, inner: exception);

    private static bool IsWanted(ref FileSystemEntry entry)
        => !CandidateNames.IsIgnored(entry.FileName) && (entry.IsDirectory || CandidateNames.IsOfInterest(entry.FileName));

    private static Listed Transform(ref FileSystemEntry entry)
        => new(
            entry.FileName.ToString(),
            entry.IsDirectory,
            (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None,
            entry.IsDirectory ? 0 : entry.Length,
            ModifiedAt(ref entry));

    /// <summary>Btrfs, ZFS and tmpfs keep times that no calendar has; such a file is read all the same.</summary>
    private static DateTimeOffset ModifiedAt(ref FileSystemEntry entry)
    {
        try
        {
            return entry.LastWriteTimeUtc;
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.UnixEpoch;
        }
    }

    private void Classify(string path, Listed entry, List<FoundEntry> found, List<string> below)
    {
        if (exclude.Matches(path, entry.Name))
        {
            return;
        }

        if (!entry.IsDirectory && !CandidateNames.IsCandidate(entry.Name, out _))
        {
            if (CandidateNames.IsDocument(entry.Name))
            {
                // A made-up path names no file that could be opened.
                if (!entry.IsLink && !path.Contains(Undecodable))
                {
                    Documents.Add(new FoundDocument(path, entry.Size, Truncate(entry.ModifiedAt)));
                }
            }

            // A link would have to be followed to know when what it leads to has changed; nobody keeps sidecars so.
            else if (!entry.IsLink)
            {
                _sidecars.TryAdd(entry.Name, new FoundSidecar(entry.Name, entry.Size, Truncate(entry.ModifiedAt)));
            }

            return;
        }

        if (entry.IsDirectory)
        {
            if (!recursive)
            {
                return;
            }

            if (!entry.IsLink)
            {
                below.Add(path);
            }
            else if (RefuseDirectoryLink(path) is { } refusal)
            {
                found.Add(new FoundEntry(path, 0, Truncate(entry.ModifiedAt), refusal));
            }

            return;
        }

        _ = CandidateNames.IsCandidate(entry.Name, out var reason);
        if (Encoding.UTF8.GetByteCount(FullPath(path)) > MaxPathBytes)
        {
            found.Add(new FoundEntry(path, 0, DateTimeOffset.UnixEpoch, ErrorCatalogue.FileUnreadable.With($"Its path is longer than {MaxPathBytes} bytes.")));
        }
        else if (entry.Name.Contains(Undecodable) && !File.Exists(FullPath(path)))
        {
            found.Add(new FoundEntry(path, 0, DateTimeOffset.UnixEpoch, ErrorCatalogue.FileNameInvalid.With()));
        }
        else if (entry.IsLink)
        {
            found.Add(FollowFileLink(path, entry, reason));
        }
        else
        {
            found.Add(new FoundEntry(path, entry.Size, Truncate(entry.ModifiedAt), reason));
        }
    }

    /// <summary>The entry under a path that no other has, were it a made-up one.</summary>
    private FoundEntry Unique(FoundEntry entry)
    {
        if (!entry.RelativePath.Contains(Undecodable) || _undecodable.Add(entry.RelativePath))
        {
            return entry;
        }

        var path = entry.RelativePath;
        do
        {
            path += Undecodable;
        }
        while (!_undecodable.Add(path));

        return entry with { RelativePath = path, Refusal = ErrorCatalogue.FileNameInvalid.With() };
    }

    /// <summary>Why a link to a directory is listed as failed; null when its target is listed in its own place.</summary>
    private Failure? RefuseDirectoryLink(string path)
    {
        if (ResolveLink(path) is not { } target || !CanonicalPath.Contains(root, target))
        {
            return ErrorCatalogue.PathOutsideRoot.With();
        }

        return CanonicalPath.Contains(target, FullPath(path)) ? ErrorCatalogue.DirectoryLoop.With() : null;
    }

    /// <summary>A link to a file inside the folder is read like the file: comparing needs the size and time of what will be read.</summary>
    private FoundEntry FollowFileLink(string path, Listed entry, Failure? reason)
    {
        var asLink = new FoundEntry(path, 0, Truncate(entry.ModifiedAt), reason);
        if (ResolveLink(path) is not { } target)
        {
            return asLink with { Refusal = ErrorCatalogue.FileMissing.With("A symbolic link that leads nowhere.") };
        }

        if (!CanonicalPath.Contains(root, target))
        {
            return asLink with { Refusal = ErrorCatalogue.PathOutsideRoot.With() };
        }

        try
        {
            // Asked of the file that is opened: its name may lead elsewhere by now.
            using var file = _files.OpenHandle(path);
            return asLink with { Size = RandomAccess.GetLength(file), ModifiedAt = ModifiedAt(() => File.GetLastWriteTimeUtc(file)) };
        }
        catch (LimnerException exception)
        {
            return asLink with
            {
                Refusal = exception.Failure.Error == ErrorCatalogue.FileMissing ? ErrorCatalogue.FileMissing.With("A symbolic link that leads nowhere.") : exception.Failure,
            };
        }
    }

    private string? ResolveLink(string path)
    {
        try
        {
            return CanonicalPath.Of(FullPath(path));
        }
        catch (IOException)
        {
            // Links that lead round in a circle lead nowhere.
            return null;
        }
    }

    private string FullPath(string relative) => relative.Length == 0 ? root : Path.Join(root, relative);

    private static string Below(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    /// <summary>When a file was modified that is open, or named by its path: as the listing says it.</summary>
    internal static DateTimeOffset ModifiedAt(Func<DateTime> lastWriteTimeUtc)
    {
        try
        {
            return Truncate(new DateTimeOffset(lastWriteTimeUtc()));
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.UnixEpoch;
        }
    }

    /// <summary>The database keeps milliseconds: what is compared with it must be cut alike.</summary>
    internal static DateTimeOffset Truncate(DateTimeOffset time)
        => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private readonly record struct Listed(string Name, bool IsDirectory, bool IsLink, long Size, DateTimeOffset ModifiedAt);
}
