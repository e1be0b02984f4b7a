using System.CommandLine;
using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.Extensions.Options;

namespace Limner.Host.Cli;

/// <summary>
/// <c>limner user reset NAME</c>: the way back in when the only administrator has lost the password. It works on the data directory itself,
/// so whoever may write there may do it, and only while no server runs.
/// </summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The account's user name" };
        var data = new Option<string?>("--data") { Description = "Data directory (default: data)", HelpName = "DIR" };
        var removeSecondFactor = new Option<bool>("--remove-second-factor") { Description = "Take the second factor away as well when the link is used" };
        var reset = new Command("reset", "Print a one-time link to a new password.") { name, data, removeSecondFactor };
        reset.SetAction((parsed, cancellation) => CommandLine.GuardAsync(async () =>
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal);
            if (parsed.GetValue(data) is { } directory)
            {
                // Else a mistyped directory would become a new, empty one.
                RequireDatabase(Path.GetFullPath(Path.Combine(directory, Path.GetFileName(new StorageOptions().DatabasePath))));
                settings["storage.data_dir"] = directory;
            }

            var path = await ResetAsync(ServeSettings.FromProcess(settings), parsed.GetRequiredValue(name), parsed.GetValue(removeSecondFactor), cancellation);
            await Console.Out.WriteLineAsync(path.AsMemory(), cancellation);
            await Console.Error.WriteLineAsync("Start the server and open this behind its address within 24 hours.".AsMemory(), cancellation);
            return 0;
        }));
        return new Command("user", "Help somebody who cannot sign in.") { reset };
    }

    private static async Task<string> ResetAsync(ServeSettings settings, string userName, bool removeSecondFactor, CancellationToken cancellation)
    {
        await using var app = LimnerServer.BuildUnstarted(settings);
        var storage = app.Services.GetRequiredService<IOptions<StorageOptions>>().Value;
        var directory = Path.GetFullPath(storage.DataDir, settings.Inputs.WorkingDirectory);
        RequireDatabase(Path.GetFullPath(storage.DatabasePath, settings.Inputs.WorkingDirectory));
        using var mine = DataDirectoryLock.Acquire(directory);
        await app.Services.MigrateDatabaseAsync(cancellation);
        return await app.Services.GetRequiredService<IAccountRecovery>().CreateResetLinkAsync(userName, removeSecondFactor, cancellation);
    }

    private static void RequireDatabase(string path)
    {
        if (!File.Exists(path))
        {
            throw new LimnerException(ErrorCatalogue.DatabaseConnection, $"There is no database at {path}");
        }
    }
}
