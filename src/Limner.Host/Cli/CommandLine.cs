using System.CommandLine;
using Limner.Kernel.Errors;
using Limner.Operations.Configuration;

namespace Limner.Host.Cli;

/// <summary>The commands of <c>limner</c>. Failures end with one message on the error stream and a code, never a stack trace.</summary>
internal static class CommandLine
{
    /// <summary>BSD's EX_CONFIG: something in the configuration must be mended first.</summary>
    public const int ConfigurationError = 78;

    /// <summary>BSD's EX_UNAVAILABLE: something the server needs is not to be had.</summary>
    public const int Unavailable = 69;

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Limner: a self-hosted server that catalogues, finds and reads pictures.")
        {
            ServeCommand.Create(),
            UserCommand.Create(),
            ReadCommand.Create(),
            OpenApiCommand.Create(),
            ReferenceCommands.CreateConfiguration(),
            ReferenceCommands.CreateErrors(),
        };
        return root.Parse(args).InvokeAsync();
    }

    /// <summary>Runs a command and turns the failures it may end with into a message and an exit code.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (ConfigurationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ConfigurationError;
        }
        catch (LimnerException exception)
        {
            var (error, detail, _) = exception.Failure;
            await Console.Error.WriteLineAsync($"{error.Title}{(detail is null ? "" : ": " + detail)}.{Environment.NewLine}{error.Remedy}");
            return Unavailable;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Kestrel's "address already in use" among others: the message says all there is to know.
            await Console.Error.WriteLineAsync(exception.Message);
            return Unavailable;
        }
    }
}
