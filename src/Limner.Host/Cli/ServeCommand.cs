using System.CommandLine;

namespace Limner.Host.Cli;

/// <summary><c>limner serve</c>: the server, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Data directory; created when absent (default: data)", HelpName = "DIR" };
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, separated by semicolons (default: http://127.0.0.1:8080)", HelpName = "URL" };
        var folder = new Option<string[]>("--folder") { Description = "A folder of pictures to register once there is an administrator; may be repeated", HelpName = "PATH" };
        var set = new Option<string[]>("--set") { Description = "Any other setting, for example general.log_level=DEBUG; may be repeated", HelpName = "SECTION.KEY=VALUE" };
        var command = new Command("serve", "Start the server.") { data, urls, folder, set };
        set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !token.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError($"--set {token.Value}: expected SECTION.KEY=VALUE");
            }
        });
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(async () =>
        {
            var settings = (parsed.GetValue(set) ?? []).Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.Ordinal);
            AddIfGiven(settings, "storage.data_dir", parsed.GetValue(data));
            AddIfGiven(settings, "server.urls", parsed.GetValue(urls));
            return await ServeAsync(ServeSettings.FromProcess(settings) with { Folders = parsed.GetValue(folder) ?? [] }, cancellation);
        }));
        return command;
    }

    private static async Task<int> ServeAsync(ServeSettings settings, CancellationToken cancellation)
    {
        await using var server = await LimnerServer.StartAsync(settings, cancellation);
        Log.Ready(server.App.Logger, string.Join(" ", server.Addresses));
        await server.App.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static void AddIfGiven(Dictionary<string, string> settings, string key, string? value)
    {
        if (value is not null)
        {
            settings[key] = value;
        }
    }
}
