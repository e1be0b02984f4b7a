using Limner.Models.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Operations.Health;

/// <summary>How the server is.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c> when any check is not.</param>
public sealed record HealthReportView(string Status, IReadOnlyList<HealthCheckView> Checks);

/// <param name="Name">What was looked at.</param>
/// <param name="Status"><c>ok</c>, <c>degraded</c> (works, but somebody should look) or <c>failed</c>.</param>
/// <param name="Detail">What is the matter; names no private paths, since anybody may ask.</param>
public sealed record HealthCheckView(string Name, string Status, string? Detail);

/// <summary>
/// Health over HTTP. Modules contribute <see cref="IHealthCheck"/>s; one that must pass before the server takes requests carries the tag
/// <see cref="Ready"/>.
/// </summary>
public static class HealthModule
{
    /// <summary>Tag of the checks that <c>/health/ready</c> runs.</summary>
    public const string Ready = "ready";

    internal static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton(provider => new BuiltInModelCheck(provider.GetRequiredService<ModelStore>(), BuiltInModels.ObjectDetection));
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", tags: [Ready])
            .AddCheck<DataDirectoryCheck>("data_directory", tags: [Ready])
            .AddCheck<DiskSpaceCheck>("disk_space")
            .AddCheck<NativeLibrariesCheck>("native_libraries")
            .AddCheck<BuiltInModelCheck>("object_detection_model");
    }

    /// <summary>Maps <c>/health</c> and <c>/health/ready</c>, open to anybody.</summary>
    public static void MapHealthProbes(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", CheckAll).AllowAnonymous().WithName("GetHealthProbe").WithSummary("How the server is").WithTags("Operations");
        routes.MapGet("/health/ready", CheckReady).AllowAnonymous().Produces<HealthReportView>(StatusCodes.Status503ServiceUnavailable).WithName("GetReadiness").WithSummary("Whether the server takes requests").WithTags("Operations");
    }

    /// <summary>Maps <c>/api/v1/health</c>, the same report under the API.</summary>
    public static void MapOperationsEndpoints(this IEndpointRouteBuilder api)
        => api.MapGet("/health", CheckAll).AllowAnonymous().WithName("GetHealth").WithSummary("How the server is").WithTags("Operations");

    private static async Task<Ok<HealthReportView>> CheckAll(HealthCheckService health, CancellationToken cancellation)
        => TypedResults.Ok(Describe(await health.CheckHealthAsync(cancellation)));

    private static async Task<Results<Ok<HealthReportView>, JsonHttpResult<HealthReportView>>> CheckReady(HealthCheckService health, CancellationToken cancellation)
    {
        var report = await health.CheckHealthAsync(check => check.Tags.Contains(Ready), cancellation);
        return report.Status == HealthStatus.Unhealthy
            ? TypedResults.Json(Describe(report), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(Describe(report));
    }

    private static HealthReportView Describe(HealthReport report) => new(
        report.Status == HealthStatus.Healthy ? "ok" : "degraded",
        [.. report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new HealthCheckView(entry.Key, Name(entry.Value.Status), entry.Value.Description))]);

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "failed",
    };
}
