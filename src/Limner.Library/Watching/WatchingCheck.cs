using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Library.Watching;

/// <summary>Whether changes of watched folders are noticed at once. A network mount that is polled is as it should be; a limit is not.</summary>
internal sealed class WatchingCheck(WatchedFolders watched) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var reasons = watched.States.Where(state => state.State == WatchState.Polling).GroupBy(state => state.Reason).ToDictionary(group => group.Key!.Value, group => group.Count());
        var troubles = new List<string>();
        Say(WatchReason.Limit, "more directories than the system watches for one user; raise fs.inotify.max_user_watches and fs.inotify.max_user_instances");
        Say(WatchReason.Overflow, "changes came faster than they could be followed");
        Say(WatchReason.Failed, "the system does not tell of changes; the log has the reason");
        if (troubles.Count > 0)
        {
            return Task.FromResult(HealthCheckResult.Degraded($"Looked through from time to time instead of followed: {string.Join("; ", troubles)}."));
        }

        return Task.FromResult(HealthCheckResult.Healthy(
            reasons.TryGetValue(WatchReason.Network, out var network) ? $"{Folders(network)} on network mounts: looked through from time to time." : null));

        void Say(WatchReason reason, string what)
        {
            if (reasons.TryGetValue(reason, out var count))
            {
                troubles.Add($"{Folders(count)} ({what})");
            }
        }
    }

    private static string Folders(int count) => count == 1 ? "1 folder" : string.Create(CultureInfo.InvariantCulture, $"{count} folders");
}
