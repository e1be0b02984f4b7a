using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Models.Remote;

/// <summary>Whether the servers of models that settings name answer. Names no addresses: anybody may ask.</summary>
internal sealed class RemoteModelsCheck(RemoteHealth health) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var servers = await health.LookAsync(cancellationToken);
        var problems = servers.Where(server => server.Problem is not null)
            .Select(server => $"{RemoteModelName.PrefixOf(server.Kind)}: {server.Problem!.Error.Title}. {server.Problem.Error.Remedy}").ToList();
        return problems.Count > 0
            ? HealthCheckResult.Degraded(string.Join(' ', problems))
            : HealthCheckResult.Healthy(servers.Count == 0 ? "None is set up." : string.Join(", ", servers.Select(server => $"{RemoteModelName.PrefixOf(server.Kind)} answers in {server.LatencyMs:0} ms")) + ".");
    }
}
