namespace Limner.DocumentTruth;

/// <summary>Documents of known truth, and how well they are read. <c>bench/documents.sh</c> runs it all.</summary>
internal static class Program
{
    private const string Usage = """
        usage: Limner.DocumentTruth COMMAND
          generate DIR [--seeds N] [--scans yes] [--only PREFIX]   NAME.pdf, NAME.truth.json, NAME.scan.pdf of every kind, N of each
        """;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            var arguments = new Arguments(args);
            switch (arguments.Command)
            {
                case "generate":
                    await Generator.RunAsync(arguments.Folder, arguments.Number("--seeds", 4), arguments.Option("--scans") == "yes", arguments.Option("--only"));
                    return 0;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 2;
            }
        }
        catch (UsageException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
    }
}
