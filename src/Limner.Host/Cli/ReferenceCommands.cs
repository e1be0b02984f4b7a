using System.CommandLine;
using Limner.Kernel.Errors;
using Limner.Operations.Configuration;

namespace Limner.Host.Cli;

/// <summary><c>limner configuration</c> and <c>limner errors</c>: the pages of docs/ that are made from the code.</summary>
internal static class ReferenceCommands
{
    public static Command CreateConfiguration() => Create("configuration", "Print the reference of all settings, as Markdown.", RenderConfiguration);

    public static Command CreateErrors() => Create("errors", "Print the reference of all errors, as Markdown.", ErrorReference.Render);

    internal static string RenderConfiguration()
    {
        var services = new ServiceCollection();
        Program.AddServices(services);
        return ConfigurationReference.Render(OptionKey.FindAll(services));
    }

    private static Command Create(string name, string description, Func<string> render)
    {
        var command = new Command(name, description);
        command.SetAction((_, cancellation) => CommandLine.GuardAsync(async () =>
        {
            await Console.Out.WriteAsync(render().AsMemory(), cancellation);
            return 0;
        }));
        return command;
    }
}
