using System.CommandLine;
using Limner.Operations.Configuration;

namespace Limner.Host.Cli;

/// <summary><c>limner configuration</c>: every setting with its default, as <c>docs/configuration.md</c> shows them.</summary>
internal static class ConfigurationCommand
{
    public static Command Create()
    {
        var command = new Command("configuration", "Print the reference of all settings, as Markdown.");
        command.SetAction((_, cancellation) => CommandLine.GuardAsync(async () =>
        {
            await Console.Out.WriteAsync(Render().AsMemory(), cancellation);
            return 0;
        }));
        return command;
    }

    internal static string Render()
    {
        var services = new ServiceCollection();
        Program.AddServices(services);
        return ConfigurationReference.Render(OptionKey.FindAll(services));
    }
}
