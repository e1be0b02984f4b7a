using Limner.Operations.Configuration;

namespace Limner.Host;

/// <summary>With what a server is started.</summary>
internal sealed record ServeSettings(ConfigurationInputs Inputs)
{
    /// <summary>Directories that become folders of the library once there is an administrator to own them.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Where the built web client lies.</summary>
    public string WebRoot { get; init; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Tests put their clock in here.</summary>
    public Action<IServiceCollection>? AdjustServices { get; init; }

    /// <summary>Tests add endpoints that provoke what no real one does.</summary>
    public Action<IEndpointRouteBuilder>? MapMore { get; init; }

    public static ServeSettings FromProcess(IReadOnlyDictionary<string, string> commandLine) => new(new ConfigurationInputs(
        commandLine,
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal),
        Environment.CurrentDirectory));
}
