using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Library.Places;

/// <summary>Whether pictures with a position get the name of their place.</summary>
internal sealed class GazetteerCheck(Gazetteer gazetteer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(gazetteer.Problem is { } problem
            ? HealthCheckResult.Degraded($"{problem} The map works, places have no names. Install Limner's files again, all of them.")
            : HealthCheckResult.Healthy());
}
