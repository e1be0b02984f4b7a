using System.CommandLine;
using Limner.Host.OpenApi;
using Limner.Operations.Configuration;

namespace Limner.Host.Cli;

/// <summary><c>limner openapi</c>: the API document, from the code that answers the requests.</summary>
internal static class OpenApiCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output") { Description = "File to write (default: standard output)", HelpName = "FILE" };
        var command = new Command("openapi", "Print the OpenAPI document.") { output };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(async () =>
        {
            var text = await RenderAsync(cancellation);
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file, text, cancellation);
            }
            else
            {
                await Console.Out.WriteAsync(text.AsMemory(), cancellation);
            }

            return 0;
        }));
        return command;
    }

    /// <summary>Builds the application over an empty directory, so that the document depends on nothing of this machine.</summary>
    internal static async Task<string> RenderAsync(CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("limner-openapi-");
        try
        {
            var inputs = new ConfigurationInputs(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["storage.data_dir"] = directory.FullName, ["general.log_level"] = "ERROR" },
                new Dictionary<string, string>(StringComparer.Ordinal),
                directory.FullName);
            await using var app = LimnerServer.BuildUnstarted(new ServeSettings(inputs));
            return await ApiDocument.RenderAsync(app.Services, cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
