using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Limner.Operations.Configuration;
using Limner.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Configuration;

/// <summary>Every key of every module, whichever modules there are: it is found in each source, and the sources have their order.</summary>
public sealed class ConfigurationKeyTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    internal static IReadOnlyList<OptionKey> AllKeys { get; } = FindKeys();

    public static TheoryData<string> Keys => [.. AllKeys.Select(key => key.DisplayName)];

    [Theory]
    [InlineData("general.log_level", "INFO")]
    [InlineData("general.log_file", "limner.log")]
    [InlineData("general.enable_structured_logging", "false")]
    [InlineData("general.environment", "production")]
    [InlineData("general.preset", "balanced")]
    [InlineData("security.enable_security_headers", "true")]
    [InlineData("security.enable_rate_limiting", "true")]
    [InlineData("storage.data_dir", "data")]
    [InlineData("storage.max_cache_size_mb", "1000")]
    [InlineData("storage.thumbnail_quality", "85")]
    [InlineData("ollama.server", "")]
    [InlineData("ollama.model", "")]
    [InlineData("server.urls", "http://127.0.0.1:8080")]
    public void The_keys_that_are_part_of_the_contract_have_their_names_and_defaults(string name, string value) => Find(name).Default.ShouldBe(value);

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_described(string name)
    {
        var key = Find(name);
        key.Description.ShouldNotBeNullOrWhiteSpace();
        key.Name.ShouldMatch("^[a-z][a-z0-9_]*$");
        key.Section.ShouldMatch("^[a-z]+$", "the environment's SECTION_KEY is split at the first underscore");
        key.Property.IsDefined(typeof(ConfigurationKeyNameAttribute)).ShouldBeTrue();
    }

    [Fact]
    public void All_defaults_are_valid() => Load([]);

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_read_from_config_ini(string name)
    {
        var key = Find(name);
        if (name == "storage.data_dir")
        {
            return;
        }

        WriteFile($"[{key.Section}]\n{key.Name} = {Other(key, 0)}\n");
        Value(Load([]), key).ShouldBe(Other(key, 0));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_environment_overrides_dotenv_and_dotenv_overrides_config_ini(string name)
    {
        var key = Find(name);
        var (inFile, inDotEnv, inEnvironment) = (key.Default, Other(key, 0), Other(key, 1));
        if (name != "storage.data_dir")
        {
            WriteFile($"[{key.Section}]\n{key.Name} = {inFile}\n");
        }

        File.WriteAllText(_temporary.Combine(".env"), $"# settings\nexport {key.EnvironmentName}=\"{inDotEnv}\"\nPATH=/nowhere\n");
        Value(Load([], dataDirectory: null), key).ShouldBe(inDotEnv);
        Value(Load(new() { [key.EnvironmentName] = inEnvironment }, dataDirectory: null), key).ShouldBe(inEnvironment);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_command_line_overrides_the_environment(string name)
    {
        var key = Find(name);
        var configuration = LimnerConfiguration.Load(AllKeys, new ConfigurationInputs(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["storage.data_dir"] = _temporary.Combine("data"), [name] = Other(key, 0) },
            new Dictionary<string, string>(StringComparer.Ordinal) { [key.EnvironmentName] = Other(key, 1) },
            _temporary.FullName));
        Value(configuration, key).ShouldBe(Other(key, 0));
    }

    [Fact]
    public void Variables_of_other_programs_never_come_in()
    {
        var configuration = Load(new() { ["PATH"] = "/bin", ["GENERAL_ELECTRIC"] = "x", ["LIBRARY_PATH"] = "/usr/lib", ["STORAGE"] = "y" });
        configuration.Root.AsEnumerable().Where(pair => pair.Value is "/bin" or "x" or "/usr/lib" or "y").ShouldBeEmpty();
    }

    private static OptionKey Find(string name) => AllKeys.Single(key => key.DisplayName == name);

    private static IReadOnlyList<OptionKey> FindKeys()
    {
        var services = new ServiceCollection();
        Program.AddServices(services);
        return OptionKey.FindAll(services);
    }

    /// <summary>A valid value that is not the default; <paramref name="which"/> picks one of two where there are two.</summary>
    private string Other(OptionKey key, int which)
    {
        var type = Nullable.GetUnderlyingType(key.Property.PropertyType) ?? key.Property.PropertyType;
        var isDefault = (string value) => string.Equals(value, key.Default, StringComparison.OrdinalIgnoreCase);
        IEnumerable<string> candidates = key.DisplayName switch
        {
            "general.log_level" => ["ERROR", "Warning"],
            "server.urls" => ["http://127.0.0.1:9000", "http://*:9001"],
            "ollama.keep_alive" => ["10m", "-1"],
            "openai.server" => ["http://127.0.0.1:8000/v1", "https://models.example/v1"],
            "ollama.server" => ["http://127.0.0.1:11434", "https://models.example"],
            "models.base_address" => ["https://mirror.example", "http://127.0.0.1:8000"],
            "models.import_folders" => ["/srv/models", "/srv/models;/mnt/stick"],
            "storage.data_dir" => [_temporary.Combine("here"), _temporary.Combine("there")],
            "server.trusted_proxies" => ["10.0.0.1, 192.168.0.0/16", "::1"],
            "ocr.languages" or "documents.languages" => ["eng", "eng, deu"],
            _ when key.IsList => ["one, two", "three"],
            _ when key.Property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed => allowed.Values.Select(OptionKey.Write),
            _ when key.Property.GetCustomAttribute<RangeAttribute>() is { } range => [OptionKey.Write(range.Minimum), OptionKey.Write(range.Maximum)],
            _ when type == typeof(bool) => ["true", "false"],
            { } when type.IsEnum => Enum.GetValues(type).Cast<object>().Select(OptionKey.Write),
            _ when type == typeof(string) => ["first", "second"],
            _ when type == typeof(TimeSpan) => ["00:01:01", "00:02:02"],
            _ => ["3", "4"],
        };
        var others = candidates.Where(candidate => !isDefault(candidate)).ToList();
        return others[Math.Min(which, others.Count - 1)];
    }

    private static string Value(LimnerConfiguration configuration, OptionKey key)
    {
        var section = configuration.Root.GetSection(key.Section);
        var instance = Activator.CreateInstance(key.OptionsType)!;
        section.Bind(instance);
        return key.IsList ? string.Join(", ", section.GetSection(key.Name).GetChildren().Select(child => child.Value)) : section[key.Name] ?? "";
    }

    private void WriteFile(string text)
    {
        Directory.CreateDirectory(_temporary.Combine("data"));
        File.WriteAllText(_temporary.Combine("data", "config.ini"), text);
    }

    private LimnerConfiguration Load(Dictionary<string, string> environment, string? dataDirectory = "data")
    {
        // Without one the default applies: "data" in the working directory, which is the same place.
        var commandLine = new Dictionary<string, string>(StringComparer.Ordinal);
        if (dataDirectory is not null)
        {
            commandLine["storage.data_dir"] = _temporary.Combine(dataDirectory);
        }

        return LimnerConfiguration.Load(AllKeys, new ConfigurationInputs(commandLine, environment, _temporary.FullName));
    }
}
