using Limner.Imaging.Conversion;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Library.Scanning;

/// <summary>Names the packages that files were met for and that the machine lacks; without such files it is only a remark.</summary>
internal sealed class ConversionCheck(PictureConverter converter) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (converter.Missed is { Count: > 0 } missed)
        {
            return Task.FromResult(HealthCheckResult.Degraded($"{Say(missed)} Then scan again."));
        }

        return Task.FromResult(HealthCheckResult.Healthy(Tool.All.Where(tool => !converter.IsInstalled(tool)).ToList() is { Count: > 0 } lacking ? Say(lacking) : null));
    }

    private static string Say(IEnumerable<Tool> tools) => string.Join(" ", tools.Select(tool => $"{tool.Lack}."));
}
