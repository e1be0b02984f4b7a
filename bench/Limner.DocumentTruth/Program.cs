using Limner.DocumentTruth.Scoring;

namespace Limner.DocumentTruth;

/// <summary>Documents of known truth, and how well they are read. <c>bench/run.sh documents</c> runs it all.</summary>
internal static class Program
{
    private const string Usage = """
        usage: Limner.DocumentTruth COMMAND
          generate DIR [--from N] [--seeds N] [--scans yes] [--only PREFIX]   NAME.pdf, NAME.truth.json, NAME.scan.pdf of every kind, N of each
          check DIR                        whether the PDFs have the words of their truth where it says
          score DIR --engine "COMMAND" [--scans yes] [--peers no] [--only PREFIX] [--at-once N] [--out DIR]
          score DIR --read OUT ...         the same of what an earlier run wrote with --out
                                           what COMMAND read FILE --format json makes of them, beside pdftotext or tesseract; 1 where a target is missed
          speed DIR --engine "COMMAND"     pages a second, and memory of 50 and of 400 pages, of the documents in DIR put together
        """;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            var arguments = new Arguments(args);
            switch (arguments.Command)
            {
                case "generate":
                    await Generator.RunAsync(arguments.Folder, arguments.Number("--from", 1), arguments.Number("--seeds", 4), arguments.Option("--scans") == "yes", arguments.Option("--only"));
                    return 0;
                case "check":
                    return await TruthCheck.RunAsync(arguments.Folder) ? 0 : 1;
                case "score":
                    return await ScoreCommand.RunAsync(
                        arguments.Folder, arguments.Option("--read") is { } read ? new EarlierReadings(read) : EngineOf(arguments), arguments.Option("--scans") == "yes", arguments.Option("--peers") != "no",
                        arguments.Option("--only"), arguments.Number("--at-once", 1), arguments.Option("--out")) ? 0 : 1;
                case "speed":
                    await SpeedCommand.RunAsync(arguments.Folder, EngineOf(arguments));
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

    private static Engine EngineOf(Arguments arguments) => new(arguments.Option("--engine") ?? throw new UsageException("--engine is missing."));
}
