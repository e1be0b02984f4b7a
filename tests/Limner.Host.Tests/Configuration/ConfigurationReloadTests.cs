using Limner.Operations.Configuration;
using Limner.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Host.Tests.Configuration;

public sealed class ConfigurationReloadTests
{
    [Fact]
    public async Task An_edit_of_config_ini_takes_effect_and_a_slip_leaves_everything_as_it_was()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartAsync(new LimnerAppOptions { Clock = clock });
        var security = app.Services.GetRequiredService<IOptionsMonitor<SecurityOptions>>();
        security.CurrentValue.EnableSecurityHeaders.ShouldBeTrue();

        await EditAsync("[security]\nenable_security_headers = false\n", () => !security.CurrentValue.EnableSecurityHeaders);
        (await app.Client.GetAsync("/health")).Headers.Contains("X-Content-Type-Options").ShouldBeFalse();

        await EditAsync("[security]\nenable_security_headers = perhaps\n", () => ReadLog().Contains("must be true or false"));
        security.CurrentValue.EnableSecurityHeaders.ShouldBeFalse();

        File.Delete(Path.Combine(app.DataDirectory, "config.ini"));
        await EditAsync("[security]\n", () => security.CurrentValue.EnableSecurityHeaders);

        string ReadLog()
        {
            using var file = new FileStream(Path.Combine(app.DataDirectory, "limner.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return new StreamReader(file).ReadToEnd();
        }

        async Task EditAsync(string text, Func<bool> isDone)
        {
            await File.WriteAllTextAsync(Path.Combine(app.DataDirectory, "config.ini"), text);
            await Eventually.HoldsAsync(() =>
            {
                clock.Advance(ConfigFileWatcher.Interval);
                return isDone();
            });
        }
    }

    [Fact]
    public async Task The_log_level_follows_config_ini()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartAsync(new LimnerAppOptions { Clock = clock });
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Limner.Test");
        logger.IsEnabled(LogLevel.Debug).ShouldBeFalse();
        await File.WriteAllTextAsync(Path.Combine(app.DataDirectory, "config.ini"), "[general]\nlog_level = DEBUG\n");
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(ConfigFileWatcher.Interval);
            return logger.IsEnabled(LogLevel.Debug);
        });
    }
}
