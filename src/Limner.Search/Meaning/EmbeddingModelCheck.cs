using System.Globalization;
using Limner.Models.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Limner.Search.Meaning;

/// <summary>
/// Whether the image-text model that the settings name is installed, and whether it works. That none is installed is no fault: search by words does without.
/// </summary>
internal sealed class EmbeddingModelCheck(MeaningSpace space, ModelTroubles troubles, IOptionsMonitor<SearchOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check() => space.Current switch
    {
        { } model when troubles.Of(model.Id) is { } trouble => HealthCheckResult.Degraded(
            string.Create(CultureInfo.InvariantCulture, $"{model.Id} cannot be used: {trouble.Failure}. It is tried again after {trouble.RestsUntil:yyyy-MM-dd HH:mm:ss} UTC, when it is asked for.")),
        { } model => HealthCheckResult.Healthy($"Pictures are found by meaning with {model.Id}."),
        null when options.CurrentValue.EmbeddingModel.Length > 0 => HealthCheckResult.Degraded("The model that search.embedding_model names is not installed. Install it, or empty the setting."),
        null => HealthCheckResult.Healthy("No image-text model is installed."),
    };
}
