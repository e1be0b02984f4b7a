using Limner.Operations.Configuration;
using Limner.Testing;

namespace Limner.Host.Tests.Configuration;

public sealed class ConfigurationProblemTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void All_problems_are_reported_at_once_each_with_its_key_and_where_it_was_set()
    {
        Directory.CreateDirectory(_temporary.Combine("data"));
        File.WriteAllText(_temporary.Combine("data", "config.ini"), """
            # a comment
            [general]
            log_level = loud
            preset = gigantic
            colour = blue
            nonsense
            [storage]
            data_dir = elsewhere
            max_cache_size_mb = -1
            """);
        File.WriteAllText(_temporary.Combine(".env"), "SECURITY_ENABLE_RATE_LIMITING=maybe");
        var problems = Problems(
            new() { ["STORAGE_THUMBNAIL_QUALITY"] = "abc" },
            new() { ["server.urls"] = "ftp://x", ["storage.nonsense"] = "1" });

        problems.Count.ShouldBe(10, string.Join(Environment.NewLine, problems));
        problems.ShouldContain(problem => problem.StartsWith("general.log_level = loud: must be DEBUG, INFO", StringComparison.Ordinal) && problem.Contains("config.ini; environment variable GENERAL_LOG_LEVEL"));
        problems.ShouldContain(problem => problem.StartsWith("general.preset = gigantic: must be low, balanced or high", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.Contains("line 5: there is no key 'colour' in section [general]"));
        problems.ShouldContain(problem => problem.Contains("line 6: expected 'key = value' or '[section]'"));
        problems.ShouldContain(problem => problem.Contains("line 8: storage.data_dir cannot be set here"));
        problems.ShouldContain(problem => problem.StartsWith("storage.max_cache_size_mb = -1: must be 10 to", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.StartsWith("storage.thumbnail_quality = abc: must be 1 to 100 (set in the environment", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.StartsWith("security.enable_rate_limiting = maybe: must be true or false (set in .env", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.StartsWith("server.urls = ftp://x:", StringComparison.Ordinal) && problem.Contains("on the command line"));
        problems.ShouldContain("storage.nonsense: there is no such key (set on the command line)");
    }

    [Theory]
    [InlineData("general.log_level", "")]
    [InlineData("general.log_file", "")]
    [InlineData("general.environment", "2")]
    [InlineData("storage.thumbnail_quality", "0")]
    [InlineData("storage.thumbnail_quality", "101")]
    [InlineData("storage.thumbnail_quality", "8.5")]
    [InlineData("server.urls", "")]
    [InlineData("server.urls", "127.0.0.1:8080")]
    [InlineData("server.urls", "https://127.0.0.1:8443")]
    [InlineData("ollama.server", "localhost")]
    public void A_value_outside_its_bounds_is_refused(string key, string value)
        => Problems([], new() { [key] = value }).ShouldHaveSingleItem().ShouldStartWith($"{key} = {value}: ");

    [Theory]
    [InlineData("DEBUG")]
    [InlineData("info")]
    [InlineData("Warning")]
    [InlineData("ERROR")]
    [InlineData("CRITICAL")]
    [InlineData("Trace")]
    [InlineData("Information")]
    [InlineData("None")]
    public void Log_levels_of_either_vocabulary_are_taken(string level) => Problems([], new() { ["general.log_level"] = level }).ShouldBeEmpty();

    [Fact]
    public void A_data_directory_that_cannot_be_made_is_a_problem_with_the_key_that_mends_it()
    {
        File.WriteAllText(_temporary.Combine("file"), "");
        Problems([], new() { ["storage.data_dir"] = _temporary.Combine("file", "below") }).ShouldHaveSingleItem().ShouldStartWith("storage.data_dir: ");
    }

    [Fact]
    public void The_first_start_writes_every_key_commented_out_and_leaves_an_existing_file_alone()
    {
        Problems([], []).ShouldBeEmpty();
        var path = _temporary.Combine("data", "config.ini");
        var text = File.ReadAllText(path);
        foreach (var key in ConfigurationKeyTests.AllKeys.Where(key => key.DisplayName != "storage.data_dir"))
        {
            text.ShouldContain($"\n[{key.Section}]\n");
            text.ShouldContain($"\n#{key.Name} ={(key.Default.Length > 0 ? " " + key.Default : "")}\n");
        }

        text.Split('\n').Where(line => line.Length > 0).ShouldAllBe(line => line[0] == '#' || line[0] == '[');

        // With every comment taken away the file says the same as without it.
        File.WriteAllText(path, string.Join('\n', text.Split('\n').Select(line => line.StartsWith('#') && !line.StartsWith("# ", StringComparison.Ordinal) ? line[1..] : line)));
        Problems([], []).ShouldBeEmpty();

        File.WriteAllText(path, "# mine\n");
        Problems([], []).ShouldBeEmpty();
        File.ReadAllText(path).ShouldBe("# mine\n");
    }

    private IReadOnlyList<string> Problems(Dictionary<string, string> environment, Dictionary<string, string> commandLine)
    {
        commandLine.TryAdd("storage.data_dir", _temporary.Combine("data"));
        try
        {
            LimnerConfiguration.Load(ConfigurationKeyTests.AllKeys, new ConfigurationInputs(commandLine, environment, _temporary.FullName));
            return [];
        }
        catch (ConfigurationException exception)
        {
            return exception.Problems;
        }
    }
}
