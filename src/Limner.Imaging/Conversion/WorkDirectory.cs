namespace Limner.Imaging.Conversion;

/// <summary>
/// A directory that only this user can enter, for programs that read and write files alone. It is gone when it is disposed; those of a server that was
/// killed are found by their age.
/// </summary>
internal sealed class WorkDirectory : IDisposable
{
    private const string Prefix = "limner-convert-";

    /// <summary>No conversion lasts a fraction of it.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory(Prefix);

    public string Path => _directory.FullName;

    public string Combine(string name) => System.IO.Path.Join(Path, name);

    public IEnumerable<FileInfo> Find(string pattern) => _directory.EnumerateFiles(pattern);

    /// <summary>Deletes what conversions have left that were cut off more than an hour ago.</summary>
    public static void DeleteAbandoned(DateTimeOffset now)
    {
        var before = (now - Abandoned).UtcDateTime;
        foreach (var left in new DirectoryInfo(System.IO.Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            try
            {
                if (left.LinkTarget is null && left.LastWriteTimeUtc < before)
                {
                    left.Delete(recursive: true);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another user's, or another server was quicker: it is theirs to delete.
            }
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
