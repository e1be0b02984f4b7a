using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Jobs.Endpoints;
using Limner.Jobs.Live;
using Limner.Jobs.Queue;
using Limner.Jobs.Running;
using Limner.Kernel.Access;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Jobs;

/// <summary>
/// Durable jobs. Needs Storage and Accounts (a job's owner is a user). The database must be migrated before the host starts its services,
/// and no other process may use it: at start whatever is marked as running is taken up again.
/// </summary>
public static class JobsModule
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddOptions<JobsOptions>().BindConfiguration(JobsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ISchemaModule, JobsSchema>();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton<RunnerSignal>();
        services.AddSingleton<JobViews>();
        services.AddSingleton<JobLeases>();
        services.AddSingleton<JobMeters>();
        services.AddSingleton<IJobQueue, JobQueue>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<ILiveFeed>(provider => provider.GetRequiredService<LiveFeed>());
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<ILiveConnections>(provider => provider.GetRequiredService<LiveConnections>());
        services.AddSignalR().AddJsonProtocol(json =>
        {
            // As the API writes it.
            json.PayloadSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddHostedService<LiveSender>();
        services.AddHostedService<JobRunner>();
        return services;
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static IEndpointRouteBuilder MapJobsEndpoints(this IEndpointRouteBuilder api)
    {
        JobEndpoints.Map(api);
        QueueEndpoints.Map(api);
        return api;
    }

    /// <summary>The hub <c>/hubs/live</c>, on the application itself: it lies outside <c>/api/v1</c>.</summary>
    public static HubEndpointConventionBuilder MapLiveHub(this IEndpointRouteBuilder app)
        => app.MapHub<LiveHub>("/hubs/live", options => options.CloseOnAuthenticationExpiration = true).WithMetadata(RequiredPermission.Read);
}
