namespace Limner.Library.Folders;

/// <summary>One spelling for each place on disk.</summary>
internal static class CanonicalPath
{
    // As the kernel's own limit (path_resolution(7)).
    private const int MaxLinks = 40;

    /// <summary>
    /// The absolute path with every symbolic link in it resolved and no trailing separator, like realpath(3). Components that are not
    /// there are kept as they are written.
    /// </summary>
    /// <exception cref="IOException">More than 40 links, or a loop of links.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var pending = new Stack<string>(Split(full).Reverse());
        var resolved = Path.GetPathRoot(full)!;
        var links = 0;
        while (pending.TryPop(out var component))
        {
            if (component == ".")
            {
                continue;
            }

            if (component == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            var next = Path.Join(resolved, component);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException("Too many levels of symbolic links.");
            }

            if (Path.IsPathRooted(target))
            {
                resolved = Path.GetPathRoot(target)!;
            }

            foreach (var part in Split(target).Reverse())
            {
                pending.Push(part);
            }
        }

        return resolved;
    }

    /// <summary>True when <paramref name="inner"/> is <paramref name="outer"/> or lies below it. Both canonical.</summary>
    public static bool Contains(string outer, string inner)
        => inner.StartsWith(outer, StringComparison.Ordinal)
            && (inner.Length == outer.Length || outer[^1] == Path.DirectorySeparatorChar || inner[outer.Length] == Path.DirectorySeparatorChar);

    public static bool Overlap(string one, string other) => Contains(one, other) || Contains(other, one);

    private static string[] Split(string path)
        => path[Path.GetPathRoot(path)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
