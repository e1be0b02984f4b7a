namespace Limner.Models.Store;

/// <summary>Which names a manifest may use. No separators, and nothing that begins with a dot: such a name never leads out of its folder, and is never a temporary one.</summary>
internal static class ModelPaths
{
    private const int LongestName = 100;
    private const int MaximumDepth = 4;

    /// <summary>An id: what is also a folder's or a manifest's name. Lower case, so that two never differ in case alone.</summary>
    public static bool IsId(string name)
        => name.Length is > 0 and <= LongestName && name[0] != '.' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');

    /// <summary>A file of an installed model.</summary>
    public static bool IsFile(string path)
    {
        var names = path.Split('/');
        return names.Length <= MaximumDepth && names.All(IsName);
    }

    private static bool IsName(string name)
        => name.Length is > 0 and <= LongestName && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
