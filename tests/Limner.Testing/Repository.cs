namespace Limner.Testing;

/// <summary>Where things lie in the working copy that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The directory that holds Limner.slnx.</summary>
    public static string Root { get; } = FindRoot();

    public static string Samples => Path.Combine(Root, "samples");

    public static string Artifacts => Path.Combine(Root, "artifacts");

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Limner.slnx")))
            {
                return directory;
            }
        }

        throw new DirectoryNotFoundException($"No Limner.slnx above {AppContext.BaseDirectory}.");
    }
}
