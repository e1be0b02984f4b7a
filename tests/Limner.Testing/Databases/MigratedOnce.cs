namespace Limner.Testing.Databases;

/// <summary>
/// A new database for every test at the cost of one: the first is migrated script by script, each with a commit of its own, the others begin as copies of it. The product
/// still checks every script of a copy when it opens it.
/// </summary>
public sealed class MigratedOnce
{
    private byte[]? _copy;

    /// <summary>Migrates the database at <paramref name="path"/>, which begins as the copy where there is none yet.</summary>
    /// <param name="path">Nothing else has it open.</param>
    /// <param name="migrate">The product's own migration of that database, by the same modules each time.</param>
    public async Task MigrateAsync(string path, Func<Task> migrate)
    {
        if (_copy is { } copy && !File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, copy);
        }

        await migrate();

        // The last connection to it was closed: nothing is left in a write-ahead log. Two tests that begin at once may both be the first.
        _copy ??= await File.ReadAllBytesAsync(path);
    }
}
