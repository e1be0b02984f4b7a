using System.Linq.Expressions;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>A file of it lies in a folder.</summary>
/// <param name="Folders">Any of them.</param>
/// <param name="Name">
/// Instead of ids: the name of a folder or of a directory at any depth, or several that follow one another (<c>Holidays/2024</c>), each whole, without regard to
/// the case of ASCII letters. Only folders that the searcher sees count.
/// </param>
/// <param name="Directory">Where in the folder the file lies; null: anywhere.</param>
/// <param name="Direct">Whether it must lie in the directory itself.</param>
/// <param name="OfMissing">Whether images are asked for of which no file is there.</param>
internal sealed record FolderCondition(IReadOnlyList<long> Folders, string? Name, DirectoryPath? Directory, bool Direct, bool OfMissing) : ImageCondition
{
    private const string Escape = "\\";

    /// <summary><c>Holidays</c>, <c>Holidays/2024</c>, <c>2024</c>, or a folder's id, with a directory of it behind a slash or without.</summary>
    public static FolderCondition? Read(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (name, below) = slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..].Trim('/'));
        if (name.Length == 0)
        {
            return null;
        }

        try
        {
            var directory = below.Length == 0 ? null : DirectoryPath.Parse(below, "q");
            return PublicId.TryParse(IdPrefixes.Folder, name, out var id)
                ? new FolderCondition([id], null, directory, Direct: false, OfMissing: false)
                : new FolderCondition([], directory is null ? name : $"{name}/{directory.Value}", Directory: null, Direct: false, OfMissing: false);
        }
        catch (LimnerException)
        {
            // Whoever asks says what a directory reads like, with the place.
            return null;
        }
    }

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        // A folder that the user does not see holds nothing, even when an image they do see has a file there.
        var visible = searcher.Visibility.FoldersVisibleTo(db, searcher.UserId);
        var files = Directory is null ? db.Set<ImageFileRow>()
            : Direct ? Directory.NarrowDirectly(db.Set<ImageFileRow>())
            : Directory.Narrow(db.Set<ImageFileRow>());
        files = files.Where(file => (OfMissing || file.State == ImageFileState.Ready || file.State == ImageFileState.Pending) && file.ImageId != null);
        if (Name is not null)
        {
            // Between slashes, so that only whole names match; what is last is the file's own name, behind the last slash.
            var run = $"%/{Name.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal)}/%";
            var named = files.Join(visible, file => file.FolderId, folder => folder.Id, (file, folder) => new { ImageId = file.ImageId!.Value, Path = "/" + folder.Name + "/" + file.RelativePath })
                .Where(file => EF.Functions.Like(file.Path, run, Escape))
                .Select(file => file.ImageId);
            return image => named.Contains(image.Id);
        }

        var folders = visible.Where(folder => Folders.Contains(folder.Id)).Select(folder => folder.Id);
        var inFolders = files.Where(file => folders.Contains(file.FolderId)).Select(file => file.ImageId!.Value);
        return image => inFolders.Contains(image.Id);
    }
}
