using Limner.Kernel.Errors;
using Limner.Library.Scanning;

namespace Limner.Library.Folders;

/// <summary>A directory of the server, for choosing a folder.</summary>
/// <param name="Readable">Whether it can be opened in the chooser.</param>
public sealed record DirectoryView(string Name, string Path, bool Readable);

/// <summary>What the folder chooser shows.</summary>
/// <param name="Parent">Null at the root.</param>
public sealed record DirectoryListing(string Path, string? Parent, IReadOnlyList<DirectoryView> Items);

/// <summary>Lists directories, and nothing else, for administrators.</summary>
internal static class DirectoryBrowser
{
    private const int MaxItems = 2000;

    /// <exception cref="LimnerException"><c>validation</c>, <c>folder_missing</c>, <c>folder_unreadable</c>.</exception>
    public static DirectoryListing List(string? path)
    {
        var start = string.IsNullOrWhiteSpace(path) ? "/" : path;
        if (!Path.IsPathFullyQualified(start) || start.Contains('\0'))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Give the directory's full path.", "path"));
        }

        try
        {
            var canonical = CanonicalPath.Of(start);
            var items = new DirectoryInfo(canonical).EnumerateDirectories()
                .Where(directory => !CandidateNames.IsIgnored(directory.Name))
                .Take(MaxItems)
                .OrderBy(directory => directory.Name, StringComparer.OrdinalIgnoreCase)
                .Select(directory => new DirectoryView(directory.Name, directory.FullName, IsReadable(directory.FullName)))
                .ToList();
            return new DirectoryListing(canonical, Path.GetDirectoryName(canonical), items);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new LimnerException(ErrorCatalogue.FolderNotFound.With(start, "path"), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.FolderUnreadable.With(start, "path"), exception);
        }
    }

    private static bool IsReadable(string path)
        => FolderPathPolicy.Inspect(path) == FolderState.Ready && !FolderPathPolicy.IsInSystemTree(path);
}
