using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Library.Thumbnails;

/// <summary>Tells where previews came from and what they take. Degraded while nothing more is taken on.</summary>
internal sealed class PreviewsCheck(PreviewStatistics statistics, PreviewMemory memory, PreviewCacheLimit limit, RenderQueue queue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var waiting = queue.Waiting;
        if (waiting >= RenderQueue.MaxWaiting)
        {
            return Task.FromResult(HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{waiting} previews wait to be rendered; no more are taken on.")));
        }

        var disk = limit.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes >> 20} of {limit.Limit >> 20} MB on disk") : "";
        return Task.FromResult(HealthCheckResult.Healthy(string.Create(
            CultureInfo.InvariantCulture,
            $"{statistics.Memory.Value} from memory, {statistics.Disk.Value} from disk, {statistics.Rendered.Value} rendered since the start; {memory.Bytes >> 20} MB in memory{disk}.")));
    }
}
