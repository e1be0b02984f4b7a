using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Limner.Search.Meaning;

/// <summary>Whether the image-text model that the settings name is installed. That none is, is no fault: search by words does without.</summary>
internal sealed class EmbeddingModelCheck(MeaningSpace space, IOptionsMonitor<SearchOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(space.Current is { } model ? HealthCheckResult.Healthy($"Pictures are found by meaning with {model.Id}.")
            : options.CurrentValue.EmbeddingModel.Length > 0 ? HealthCheckResult.Degraded("The model that search.embedding_model names is not installed. Install it, or empty the setting.")
            : HealthCheckResult.Healthy("No image-text model is installed."));
}
