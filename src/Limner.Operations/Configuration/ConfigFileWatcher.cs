using Limner.Accounts.SecurityEvents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Limner.Operations.Configuration;

/// <summary>
/// Notices edits of config.ini by looking at its time and size every two seconds: file notifications do not arrive from network disks
/// and bind mounts.
/// </summary>
internal sealed class ConfigFileWatcher(LimnerConfiguration configuration, ISecurityEvents events, TimeProvider clock, ILogger<ConfigFileWatcher> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (configuration.File.Look() != configuration.File.LastRead)
            {
                Reload();
            }
        }
    }

    private Dictionary<OptionKey, string> Values()
        => configuration.Keys.ToDictionary(key => key, key => string.Join(',', ConfigurationExtensions.AsEnumerable(configuration.Root.GetSection(key.ConfigurationPath)).Select(setting => setting.Value)));

    private void Reload()
    {
        try
        {
            var before = Values();
            var problems = configuration.Reload();
            if (problems.Count == 0)
            {
                Log.ConfigurationReloaded(logger);
                var after = Values();
                foreach (var (key, _) in after.Where(setting => before[setting.Key] != setting.Value))
                {
                    // The name alone: a value may be a secret.
                    events.Record(new SecurityEvent(SecurityEventKind.SettingsChanged, Subject: key.DisplayName, Detail: ConfigFile.FileName));
                }
            }

            foreach (var problem in problems)
            {
                Log.ConfigurationNotReloaded(logger, problem);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.ConfigurationNotReloaded(logger, exception.Message);
        }
    }
}
