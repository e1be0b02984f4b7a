using System.Text.Json;

namespace Limner.Search.Vectors;

/// <summary>What the files of an index hold, in <c>index.json</c> beside them: written after they are on the disk, so it never promises more than is there.</summary>
internal sealed record IndexHeader(int Format, long Space, string Model, int Dimensions, long Revision, int Segments)
{
    public const int CurrentFormat = 1;
    private const string FileName = "index.json";
    private const int MaxBytes = 4096;

    public bool IsOf(VectorSpace space)
        => Format == CurrentFormat && Space == space.Id && Model == space.Model && Dimensions == space.Dimensions && Revision >= 0 && Segments is >= 0 and < 100_000;

    /// <summary>Null where there is none that can be read: the index is then made again.</summary>
    public static IndexHeader? Read(string directory)
    {
        var file = new FileInfo(Path.Combine(directory, FileName));
        try
        {
            return file is { Exists: true, Length: <= MaxBytes } ? JsonSerializer.Deserialize<IndexHeader>(File.ReadAllBytes(file.FullName)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(string directory)
    {
        var (path, draft) = (Path.Combine(directory, FileName), Path.Combine(directory, FileName + ".new"));
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    public static void Delete(string directory) => File.Delete(Path.Combine(directory, FileName));
}
