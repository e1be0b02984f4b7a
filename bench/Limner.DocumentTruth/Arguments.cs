namespace Limner.DocumentTruth;

/// <summary>A command, what it is about, and options with one value each.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = [];
    private readonly List<string> _rest = [];

    public Arguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                _rest.Add(args[i]);
            }
            else
            {
                _options[args[i]] = i + 1 < args.Length ? args[++i] : throw new UsageException($"{args[i]} needs a value.");
            }
        }
    }

    public string Command => _rest.FirstOrDefault() ?? "";

    public string Folder => _rest is [_, var folder] ? Path.GetFullPath(folder) : throw new UsageException("Give one folder.");

    public string? Option(string name) => _options.GetValueOrDefault(name);

    public int Number(string name, int otherwise)
        => Option(name) is not { } text ? otherwise
            : int.TryParse(text, out var number) && number > 0 ? number
            : throw new UsageException($"{name} takes a positive number, not {text}.");
}

/// <summary>The command was not understood.</summary>
internal sealed class UsageException(string message) : Exception(message);
