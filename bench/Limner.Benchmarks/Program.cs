using Limner.Benchmarks.Catalogue;
using Limner.Benchmarks.Describing;
using Limner.Benchmarks.Duplicates;
using Limner.Benchmarks.Generation;
using Limner.Benchmarks.Guard;
using Limner.Benchmarks.Likeness;
using Limner.Benchmarks.Metadata;
using Limner.Benchmarks.Ocr;
using Limner.Benchmarks.Server;
using Limner.Benchmarks.Thumbnails;

namespace Limner.Benchmarks;

/// <summary>One command a benchmark; <c>bench/run.sh</c> runs them all beside their peers.</summary>
internal static class Program
{
    private const string Usage = """
        usage: Limner.Benchmarks COMMAND
          start [--times N]                         start to ready, idle memory
          detector [--pictures N]                   the detector alone on decoded pictures
          scan FOLDER [--set KEY=VALUE...]          a first scan of real pictures
          rescan [--files N] [--set KEY=VALUE...]   scans of unchanged files
          catalogue [--images N] [--data DIR] [--during FOLDER]  first page and search in a large catalogue; searches during a scan of FOLDER
          hybrid [--images N]                       words by text and meaning in a large catalogue, without the text encoder
          duplicates [--images N]                   groups of pictures that look alike, in memory
          thumbnails FOLDER [--rounds N] [--seconds N]  thumbnails from a warm cache beside nginx, by wrk
          metadata FOLDER                           the metadata of every file in a folder
          describe [--pictures N] [--think MS] [--rounds N]  what a run costs beside bare calls to the model
          likeness FOLDER [--features FILE]         how often a picture's nearest is of its class (a directory each); writes pooled maps
          fusion FOLDER                             words and pictures asked together, beside each alone, on pictures in classes (nDCG)
          vectors [--count N] [--dimensions N] [--data DIR]  vector search: recall, times, restart, size
          ocr FOLDER [--peer yes] [--lines yes]     text of rendered pages, beside tesseract
          gate LIST --root DIR [--scores yes]       what the text gate misses of a labelled list of pictures
          words LIST --root DIR [--lines yes]       words found on public pictures, beside tesseract
          generation FOLDER [--steps N] [--rounds N] [--threads N]  painting beside the bare runs of its networks
          icons DATA [--sheet FILE]                 the painting model that ships against real icons; DATA is made by tools/training/paint/prepare.mjs
          icons-once                                what painting one picture with it takes, from a cold start
          painting-size FOLDER [--steps N]          time and memory of a pipeline at 512 x 512
          guard [--requests N] [--sign-ins N]       what sessions, keys and limits cost a request; sign-ins by the clock
        """;

    private static async Task<int> Main(string[] args)
    {
        var arguments = new Arguments(args.Skip(1));
        try
        {
            switch (args.FirstOrDefault())
            {
                case "start":
                    await ServerBenchmarks.StartAsync(arguments.Number("--times", 5));
                    return 0;
                case "detector":
                    await DetectorBenchmark.RunAsync(arguments.Number("--pictures", 1000));
                    return 0;
                case "scan":
                    await ServerBenchmarks.ScanAsync(Path.GetFullPath(arguments.Single("FOLDER")), arguments.All("--set"));
                    return 0;
                case "rescan":
                    await ServerBenchmarks.RescanAsync(arguments.Number("--files", 20_000), arguments.All("--set"));
                    return 0;
                case "catalogue":
                    await CatalogueBenchmark.RunAsync(arguments.Number("--images", 100_000), arguments.All("--data").LastOrDefault(), arguments.All("--during").LastOrDefault());
                    return 0;
                case "hybrid":
                    await HybridBenchmark.RunAsync(arguments.Number("--images", 100_000));
                    return 0;
                case "duplicates":
                    DuplicateBenchmark.Run(arguments.Number("--images", 100_000));
                    return 0;
                case "thumbnails":
                    await ThumbnailBenchmark.RunAsync(Path.GetFullPath(arguments.Single("FOLDER")), arguments.Number("--rounds", 7), arguments.Number("--seconds", 5));
                    return 0;
                case "metadata":
                    MetadataBenchmark.Run(Path.GetFullPath(arguments.Single("FOLDER")));
                    return 0;
                case "describe":
                    await DescribeBenchmark.RunAsync(arguments.Number("--pictures", 30), arguments.Number("--think", 200), arguments.Number("--rounds", 3));
                    return 0;
                case "likeness":
                    await LikenessBenchmark.RunAsync(Path.GetFullPath(arguments.Single("FOLDER")), arguments.All("--features").LastOrDefault());
                    return 0;
                case "fusion":
                    await FusionBenchmark.RunAsync(Path.GetFullPath(arguments.Single("FOLDER")));
                    return 0;
                case "vectors":
                    await VectorBenchmark.RunAsync(arguments.Number("--count", 100_000), arguments.Number("--dimensions", 512), arguments.All("--data").LastOrDefault());
                    return 0;
                case "ocr":
                    await OcrBenchmark.RunAsync(Path.GetFullPath(arguments.Single("FOLDER")), arguments.All("--peer").Count > 0, arguments.All("--lines").Count > 0);
                    return 0;
                case "gate":
                    await GateBenchmark.RunAsync(Path.GetFullPath(arguments.Single("LIST")), Path.GetFullPath(arguments.All("--root").Single()), arguments.All("--scores").Count > 0);
                    return 0;
                case "words":
                    await WordsBenchmark.RunAsync(Path.GetFullPath(arguments.Single("LIST")), Path.GetFullPath(arguments.All("--root").Single()), arguments.All("--lines").Count > 0);
                    return 0;
                case "generation":
                    await GenerationBenchmark.RunAsync(Path.GetFullPath(arguments.Single("FOLDER")), arguments.Number("--steps", 10), arguments.Number("--rounds", 7), arguments.Number("--threads", 1));
                    return 0;
                case "icons":
                    await IconsBenchmark.RunAsync(Path.GetFullPath(arguments.Single("DATA")), arguments.All("--sheet").LastOrDefault());
                    return 0;
                case "icons-once":
                    await IconsBenchmark.OnceAsync();
                    return 0;
                case "painting-size":
                    await GenerationBenchmark.SizeAsync(Path.GetFullPath(arguments.Single("FOLDER")), arguments.Number("--steps", 20));
                    return 0;
                case "guard":
                    await GuardBenchmark.OverheadAsync(arguments.Number("--requests", 20_000));
                    await GuardBenchmark.SignInAsync(arguments.Number("--sign-ins", 101));
                    return 0;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 2;
            }
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
    }

    /// <summary>Options with one value each, and what is left.</summary>
    private sealed class Arguments
    {
        private readonly List<(string Name, string Value)> _options = [];
        private readonly List<string> _rest = [];

        public Arguments(IEnumerable<string> args)
        {
            string? name = null;
            foreach (var argument in args)
            {
                if (name is not null)
                {
                    _options.Add((name, argument));
                    name = null;
                }
                else if (argument.StartsWith("--", StringComparison.Ordinal))
                {
                    name = argument;
                }
                else
                {
                    _rest.Add(argument);
                }
            }

            if (name is not null)
            {
                throw new ArgumentException($"{name} needs a value.", nameof(args));
            }
        }

        public IReadOnlyList<string> All(string name) => [.. _options.Where(option => option.Name == name).Select(option => option.Value)];

        public int Number(string name, int otherwise)
            => All(name) is not [.., var text] ? otherwise
                : int.TryParse(text, out var number) && number > 0 ? number
                : throw new ArgumentException($"{name} takes a positive number, not {text}.", nameof(name));

        public string Single(string what) => _rest is [var only] ? only : throw new ArgumentException($"Give one {what}.", nameof(what));
    }
}
