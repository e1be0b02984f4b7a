using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Library.Folders;

/// <summary>Which directories may become folders, and under which one spelling each is known.</summary>
internal sealed class FolderPathPolicy(IOptions<StorageOptions> storage)
{
    // Nothing a person keeps pictures in, and reading some of it has side effects.
    private static readonly string[] SystemTrees =
        ["/proc", "/sys", "/dev", "/etc", "/boot", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/run"];

    // Where desktops mount removable disks.
    private static readonly string[] AllowedInSystemTrees = ["/run/media"];

    // May hold a picture folder, but are not one themselves.
    private static readonly string[] SystemDirectories = ["/usr", "/var", "/opt", "/tmp", "/run", "/home", "/mnt", "/media", "/srv"];

    private readonly Lazy<string> _dataDirectory = new(() => CanonicalPath.Of(storage.Value.DataDir));

    /// <summary>The path a directory is known by: absolute, every symbolic link resolved.</summary>
    /// <exception cref="LimnerException">
    /// <c>validation</c>, <c>folder_missing</c>, <c>folder_unreadable</c> or <c>folder_forbidden</c>.
    /// </exception>
    public string Resolve(string? path)
    {
        if (string.IsNullOrWhiteSpace(path) || !Path.IsPathFullyQualified(path) || path.Contains('\0'))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Give the directory's full path, beginning with a slash.", "path"));
        }

        var canonical = Canonical(path);
        if (IsForbidden(canonical))
        {
            throw new LimnerException(ErrorCatalogue.FolderForbidden.With(path, "path"));
        }

        EnsureReadable(canonical, path);
        return canonical;
    }

    /// <summary>True for system directories and for the server's own data directory, what holds it and what it holds.</summary>
    public bool IsForbidden(string canonical)
        => canonical == Path.GetPathRoot(canonical)
            || SystemDirectories.Contains(canonical)
            || IsInSystemTree(canonical)
            || CanonicalPath.Overlap(canonical, _dataDirectory.Value);

    /// <summary>True for directories in which nothing may ever be added.</summary>
    public static bool IsInSystemTree(string canonical)
        => SystemTrees.Any(tree => CanonicalPath.Contains(tree, canonical)) && !AllowedInSystemTrees.Any(tree => CanonicalPath.Overlap(tree, canonical));

    /// <summary>Whether a registered folder can be scanned now.</summary>
    public static FolderState Inspect(string canonical)
    {
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(canonical).GetEnumerator();
            _ = entries.MoveNext();
            return FolderState.Ready;
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            return FolderState.Missing;
        }
        catch (UnauthorizedAccessException)
        {
            return FolderState.Unreadable;
        }
        catch (IOException)
        {
            // A file in the directory's place, or a disk that answers with errors.
            return Directory.Exists(canonical) ? FolderState.Unreadable : FolderState.Missing;
        }
    }

    private static string Canonical(string path)
    {
        try
        {
            return CanonicalPath.Of(path);
        }
        catch (IOException exception)
        {
            // Links that lead round in a circle lead nowhere.
            throw new LimnerException(ErrorCatalogue.FolderNotFound.With(path, "path"), exception);
        }
    }

    private static void EnsureReadable(string canonical, string asGiven)
    {
        switch (Inspect(canonical))
        {
            case FolderState.Missing:
                throw new LimnerException(ErrorCatalogue.FolderNotFound.With(asGiven, "path"));
            case FolderState.Unreadable:
                throw new LimnerException(ErrorCatalogue.FolderUnreadable.With(asGiven, "path"));
        }
    }
}
