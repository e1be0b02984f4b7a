using Limner.Kernel.Errors;

namespace Limner.Library;

/// <summary>
/// A directory inside a folder, <c>2024/Trip</c>; empty: the folder itself. Only ever compared with the paths the library knows, so nothing of it
/// reaches the file system.
/// </summary>
public sealed record DirectoryPath
{
    private const int MaxLength = 4096;

    private DirectoryPath(string value) => Value = value;

    public string Value { get; }

    /// <summary>How many characters of a path in this directory are the directory's own, its slash included; as SQL counts, code point by code point.</summary>
    public int Skipped => Value.Length == 0 ? 0 : Value.EnumerateRunes().Count() + 1;

    /// <param name="text">Slashes at its ends do not matter.</param>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    public static DirectoryPath Parse(string? text, string field)
    {
        var value = (text ?? "").Trim('/');
        return value.Length <= MaxLength && !value.Contains('\0') && !value.Split('/').Any(part => part is "." or ".." || (part.Length == 0 && value.Length > 0))
            ? new DirectoryPath(value)
            : throw new LimnerException(ErrorCatalogue.Validation.With("A directory reads 2024/Trip.", field));
    }

    /// <summary>The files anywhere below this directory: a range of the index by folder and path.</summary>
    public IQueryable<ImageFileRow> Narrow(IQueryable<ImageFileRow> files)
    {
        if (Value.Length == 0)
        {
            return files;
        }

        // "0" is the character after "/".
        var (first, end) = ($"{Value}/", $"{Value}0");
        return files.Where(file => string.Compare(file.RelativePath, first) > 0 && string.Compare(file.RelativePath, end) < 0);
    }

    /// <summary>As <see cref="Narrow"/>, but only the files that lie in the directory itself.</summary>
    public IQueryable<ImageFileRow> NarrowDirectly(IQueryable<ImageFileRow> files)
    {
        var skipped = Skipped;
        return Narrow(files).Where(file => !file.RelativePath.Substring(skipped).Contains("/"));
    }

    internal string Child(string name) => Value.Length == 0 ? name : $"{Value}/{name}";
}
