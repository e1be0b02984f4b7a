using Limner.Storage;
using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Where settings come from besides config.ini.</summary>
/// <param name="CommandLine">Values by <c>section.key</c>.</param>
/// <param name="Environment">All environment variables; only names some module knows are read.</param>
/// <param name="WorkingDirectory">Where <c>.env</c> is looked for.</param>
public sealed record ConfigurationInputs(
    IReadOnlyDictionary<string, string> CommandLine,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory);

/// <summary>
/// All settings of one server: command line over environment over <c>.env</c> over <c>config.ini</c> over the defaults in code.
/// </summary>
public sealed class LimnerConfiguration
{
    private const string DotEnv = ".env";
    private readonly NamedSettings _fileSettings;

    private LimnerConfiguration(IReadOnlyList<OptionKey> keys, ConfigFile file, NamedSettings fileSettings, IConfigurationRoot root)
    {
        Keys = keys;
        File = file;
        _fileSettings = fileSettings;
        Root = root;
    }

    public IReadOnlyList<OptionKey> Keys { get; }

    public IConfigurationRoot Root { get; }

    internal ConfigFile File { get; }

    /// <summary>Reads every source, writes config.ini if there is none, and checks every key.</summary>
    /// <exception cref="ConfigurationException">With all problems at once.</exception>
    public static LimnerConfiguration Load(IReadOnlyList<OptionKey> keys, ConfigurationInputs inputs)
    {
        var problems = new List<string>();
        var commandLine = ReadCommandLine(keys, inputs.CommandLine, problems);
        var environment = ReadVariables(keys, inputs.Environment, "in the environment");
        var dotEnvPath = Path.Combine(inputs.WorkingDirectory, DotEnv);
        var dotEnv = ReadVariables(keys, System.IO.File.Exists(dotEnvPath) ? SettingsText.ReadDotEnv(System.IO.File.ReadAllLines(dotEnvPath)) : [], "in .env");

        var dataDirectory = new ConfigurationBuilder().Add(dotEnv).Add(environment).Add(commandLine).Build()[$"{StorageOptions.Section}:data_dir"] ?? new StorageOptions().DataDir;
        var file = new ConfigFile(Path.Combine(Path.GetFullPath(dataDirectory, inputs.WorkingDirectory), ConfigFile.FileName), keys);
        Dictionary<string, string?> fromFile = [];
        try
        {
            file.CreateIfAbsent();
            fromFile = file.Read(problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([.. problems, $"storage.data_dir: {exception.Message} (choose a directory this user can write with --data or STORAGE_DATA_DIR)"]);
        }

        var fileSettings = new NamedSettings($"in {file.FullPath}", fromFile);
        LetListsStandAlone(keys, [fileSettings, dotEnv, environment, commandLine]);
        var root = new ConfigurationBuilder().Add(fileSettings).Add(dotEnv).Add(environment).Add(commandLine).Build();
        problems.AddRange(OptionsCheck.FindProblems(root, keys));
        return problems.Count > 0 ? throw new ConfigurationException(problems) : new LimnerConfiguration(keys, file, fileSettings, root);
    }

    /// <summary>
    /// Reads config.ini again. A file with problems changes nothing: a running server is not stopped by a slip of the editor.
    /// </summary>
    /// <returns>The problems; none when the new values are in force.</returns>
    internal IReadOnlyList<string> Reload()
    {
        var problems = new List<string>();
        var fromFile = File.Read(problems);
        var read = new NamedSettings(_fileSettings.Origin, fromFile);
        LetListsStandAlone(Keys, [read, .. Root.Providers.Cast<NamedSettings>().Where(provider => provider != _fileSettings)]);
        var candidate = new ConfigurationBuilder();
        foreach (var provider in Root.Providers.Cast<NamedSettings>())
        {
            candidate.Add(provider == _fileSettings ? read : provider);
        }

        using var candidateRoot = (ConfigurationRoot)candidate.Build();
        problems.AddRange(OptionsCheck.FindProblems(candidateRoot, Keys));
        if (problems.Count == 0)
        {
            _fileSettings.Replace(fromFile);
        }

        return problems;
    }

    /// <summary>
    /// A list stands as a whole: where a source sets it, nothing is left of what those below it say. (The framework would put the second
    /// element of the lower one behind the first of the higher.)
    /// </summary>
    /// <param name="sources">The lowest first.</param>
    private static void LetListsStandAlone(IReadOnlyList<OptionKey> keys, NamedSettings[] sources)
    {
        foreach (var path in keys.Where(key => key.IsList).Select(key => key.ConfigurationPath))
        {
            foreach (var lower in sources.Take(Array.FindLastIndex(sources, source => source.SetsList(path))))
            {
                lower.RemoveList(path);
            }
        }
    }

    private static NamedSettings ReadCommandLine(IReadOnlyList<OptionKey> keys, IReadOnlyDictionary<string, string> values, List<string> problems)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            if (keys.FirstOrDefault(key => string.Equals(key.DisplayName, name, StringComparison.OrdinalIgnoreCase)) is { } key)
            {
                key.AddTo(data, value);
            }
            else
            {
                problems.Add($"{name}: there is no such key (set on the command line)");
            }
        }

        return new NamedSettings("on the command line", data);
    }

    private static NamedSettings ReadVariables(IReadOnlyList<OptionKey> keys, IReadOnlyDictionary<string, string> variables, string origin)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys)
        {
            if (variables.TryGetValue(key.EnvironmentName, out var value))
            {
                key.AddTo(data, value);
            }
        }

        return new NamedSettings(origin, data);
    }
}
