using Limner.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Limner.Operations.Health;

/// <summary>The disk under the data directory has room for what the server writes.</summary>
internal sealed class DiskSpaceCheck(IOptions<StorageOptions> options) : IHealthCheck
{
    private const long Degraded = 1L << 30;
    private const long Failed = 64L << 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        long free;
        try
        {
            free = new DriveInfo(Path.GetFullPath(options.Value.DataDir)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The data directory is not there.", exception));
        }

        return Task.FromResult(free switch
        {
            < Failed => HealthCheckResult.Unhealthy($"Only {free >> 20} MB are free on the disk of the data directory."),
            < Degraded => HealthCheckResult.Degraded($"Only {free >> 20} MB are free on the disk of the data directory."),
            _ => HealthCheckResult.Healthy(),
        });
    }
}
