using Limner.Kernel.Errors;
using Limner.Models.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Operations.Health;

/// <summary>A model that comes with the install is there, byte for byte. Hashing it once is enough: nothing writes there while the server runs.</summary>
internal sealed class BuiltInModelCheck(ModelStore store, string id) : IHealthCheck
{
    private volatile bool _verified;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var manifest = store.Find(id);
            if (!_verified)
            {
                foreach (var file in manifest.Files)
                {
                    await store.VerifyAsync(manifest, file, cancellationToken);
                }

                _verified = true;
            }

            return HealthCheckResult.Healthy();
        }
        catch (LimnerException exception)
        {
            return HealthCheckResult.Degraded($"{exception.Failure.Error.Title}. {exception.Failure.Error.Remedy}", exception);
        }
    }
}
