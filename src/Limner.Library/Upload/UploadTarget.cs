using Limner.Kernel.Errors;
using Limner.Safety.Paths;

namespace Limner.Library.Upload;

/// <summary>
/// The directory of a folder a file goes to, made if it is not there, and held fast: a directory that is swapped for a link meanwhile leads nothing out of
/// the folder.
/// </summary>
internal static class UploadTarget
{
    /// <param name="directory">Below the folder, separated by slashes; empty: the folder itself. Checked by <see cref="UploadPaths"/>.</param>
    /// <exception cref="LimnerException">
    /// <c>path_outside_root</c> (a link on the way), <c>folder_read_only</c> (it cannot be made; a file has its name), <c>folder_missing</c>, <c>folder_unreadable</c>.
    /// </exception>
    public static PinnedDirectory Open(string root, string directory)
    {
        var files = new RootedFiles(root);
        var pinned = files.OpenDirectory(string.Empty);
        if (directory.Length == 0)
        {
            return pinned;
        }

        var reached = string.Empty;
        foreach (var name in directory.Split('/'))
        {
            using (pinned)
            {
                Make(pinned.Path, name);
            }

            reached = UploadPaths.Join(reached, name);
            pinned = files.OpenDirectory(reached);
        }

        return pinned;
    }

    private static void Make(string parent, string name)
    {
        var path = $"{parent}/{name}";
        if (Directory.Exists(path))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(path);
            FilePlacing.FlushDirectory(parent);
        }
        catch (IOException exception) when (FilePlacing.IsFull(exception))
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, inner: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LimnerException(ErrorCatalogue.FolderReadOnly, $"The directory {name} cannot be made.", exception);
        }
    }
}
