using System.Linq.Expressions;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>A file of it lies in a folder.</summary>
/// <param name="Folders">Any of them.</param>
/// <param name="Name">Instead of ids: every folder that the searcher sees under this name, without regard to the case of ASCII letters.</param>
/// <param name="Directory">Where in the folder the file lies; null: anywhere.</param>
/// <param name="Direct">Whether it must lie in the directory itself.</param>
/// <param name="OfMissing">Whether images are asked for of which no file is there.</param>
internal sealed record FolderCondition(IReadOnlyList<long> Folders, string? Name, DirectoryPath? Directory, bool Direct, bool OfMissing) : ImageCondition
{
    /// <summary><c>Holidays</c>, <c>Holidays/2024</c> or a folder's id.</summary>
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
                : new FolderCondition([], name, directory, Direct: false, OfMissing: false);
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
        var folders = (Name is null ? visible.Where(folder => Folders.Contains(folder.Id)) : visible.Where(folder => EF.Functions.Collate(folder.Name, "NOCASE") == Name)).Select(folder => folder.Id);
        var files = Directory is null ? db.Set<ImageFileRow>()
            : Direct ? Directory.NarrowDirectly(db.Set<ImageFileRow>())
            : Directory.Narrow(db.Set<ImageFileRow>());
        var inFolders = files
            .Where(file => folders.Contains(file.FolderId) && (OfMissing || file.State == ImageFileState.Ready || file.State == ImageFileState.Pending) && file.ImageId != null)
            .Select(file => file.ImageId!.Value);
        return image => inFolders.Contains(image.Id);
    }
}
