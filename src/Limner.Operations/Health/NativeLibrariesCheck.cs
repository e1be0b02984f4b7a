using Limner.Kernel.Errors;
using Limner.Native;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Operations.Health;

/// <summary>libvips and ONNX Runtime are there and are the right ones. Without them the server runs, but reads no pictures.</summary>
internal sealed class NativeLibrariesCheck : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            NativeLibraries.Verify();
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (LimnerException exception)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy($"{exception.Failure.Error.Title}. {exception.Failure.Error.Remedy}", exception));
        }
    }
}
