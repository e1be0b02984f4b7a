using Limner.Operations.Configuration;
using Limner.Storage;
using Limner.Testing;

namespace Limner.Host.Tests;

/// <summary>
/// The database of a server that was never set up, migrated once for all tests of this process and copied for each: applying every script,
/// each with a commit of its own, is a good part of what starting a server costs. The server still checks each of them when it starts.
/// </summary>
internal static class MigratedDatabase
{
    private static readonly Lazy<Task<byte[]>> Bytes = new(MakeAsync);

    /// <summary>Puts a copy there, unless there is a database already.</summary>
    public static async Task PlaceAsync(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        await File.WriteAllBytesAsync(path, await Bytes.Value);
        if (!OperatingSystem.IsWindows())
        {
            // As the server makes it.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static async Task<byte[]> MakeAsync()
    {
        using var directory = new TemporaryDirectory();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["storage.data_dir"] = directory.FullName };
        await using (var app = LimnerServer.BuildUnstarted(new ServeSettings(new ConfigurationInputs(settings, new Dictionary<string, string>(StringComparer.Ordinal), directory.FullName))))
        {
            await app.Services.MigrateDatabaseAsync(CancellationToken.None);
        }

        return await File.ReadAllBytesAsync(directory.Combine("limner.db"));
    }
}
