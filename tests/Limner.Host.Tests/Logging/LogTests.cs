using System.Text.Json.Nodes;
using Limner.Operations.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Limner.Host.Tests.Logging;

public sealed class LogTests
{
    [Fact]
    public async Task The_log_lies_in_the_data_directory_as_text()
    {
        await using var app = await LimnerApp.StartAsync();
        Logger(app).LogWarning("The {Thing} fell", "sky");
        var lines = await ReadAsync(app, "limner.log");
        lines.ShouldContain(line => line.EndsWith("WRN Limner.Test The sky fell", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_request_every_line_is_a_json_object_with_the_values_by_name()
    {
        await using var app = await LimnerApp.StartAsync(With(("general.enable_structured_logging", "true"), ("general.log_file", "logs/server.json")));
        Logger(app).LogWarning("The {Thing} fell", "sky\n\"blue\"");
        var entry = (await ReadAsync(app, Path.Combine("logs", "server.json"))).Select(line => JsonNode.Parse(line)!).Single(node => (string?)node["Properties"]!["SourceContext"] == "Limner.Test");
        ((string?)entry["Properties"]!["Thing"]).ShouldBe("sky\n\"blue\"");
        ((string?)entry["Level"]).ShouldBe("Warning");
    }

    [Fact]
    public async Task What_is_logged_and_set_is_for_the_servers_user_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var app = await LimnerApp.StartAsync();
        Logger(app).LogWarning("One line");
        var settings = app.Directory.Combine("config.ini");
        new ConfigFile(settings, []).CreateIfAbsent();
        foreach (var file in Directory.GetFiles(app.DataDirectory, "*.log").Append(settings))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public async Task A_new_file_begins_at_one_megabyte_and_five_are_kept()
    {
        await using var app = await LimnerApp.StartAsync(With(("general.log_level", "ERROR"), ("general.log_file", "rolled/limner.log")));
        var logger = Logger(app);
        var text = new string('x', 100_000);
        for (var i = 0; i < 75; i++)
        {
            logger.LogError("{Number} {Text}", i, text);
        }

        var files = Directory.GetFiles(Path.Combine(app.DataDirectory, "rolled")).Select(path => new FileInfo(path)).ToList();
        files.Count.ShouldBe(5);
        files.ShouldAllBe(file => file.Length < 1_200_000);
    }

    [Theory]
    [InlineData("CRITICAL", false, true)]
    [InlineData("Error", true, true)]
    [InlineData("None", false, false)]
    public async Task Less_than_the_level_is_not_logged(string level, bool error, bool critical)
    {
        await using var app = await LimnerApp.StartAsync(With(("general.log_level", level)));
        var logger = Logger(app);
        logger.IsEnabled(LogLevel.Warning).ShouldBeFalse();
        logger.IsEnabled(LogLevel.Error).ShouldBe(error);
        logger.IsEnabled(LogLevel.Critical).ShouldBe(critical);
    }

    private static LimnerAppOptions With(params (string Key, string Value)[] settings)
        => new() { Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal) };

    private static ILogger Logger(LimnerApp app) => app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Limner.Test");

    private static async Task<IReadOnlyList<string>> ReadAsync(LimnerApp app, string name)
    {
        await using var file = new FileStream(Path.Combine(app.DataDirectory, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return (await new StreamReader(file).ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
