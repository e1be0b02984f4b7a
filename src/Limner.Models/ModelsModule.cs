using Limner.Jobs;
using Limner.Models.Catalogue;
using Limner.Models.Endpoints;
using Limner.Models.Installing;
using Limner.Models.Onnx;
using Limner.Models.Remote;
using Limner.Models.Store;
using Limner.Safety.Outbound;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Models;

/// <summary>Finding models, running them, and installing them.</summary>
public static class ModelsModule
{
    /// <summary>Finding and running: needs no database.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddOptions<ModelsOptions>().BindConfiguration(ModelsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ModelStore>();
        services.AddSingleton<ModelSessions>();
        services.AddSingleton<ModelTroubles>();

        services.AddOptions<OllamaOptions>().BindConfiguration(OllamaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OpenAiOptions>().BindConfiguration(OpenAiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IOutboundHosts, RemoteHosts>();
        services.AddSingleton<RemoteModels>();
        services.AddSingleton<RemoteHealth>();
        services.AddHealthChecks().AddCheck<RemoteModelsCheck>("vision_models");
        return services;
    }

    /// <summary>Downloading, importing and removing, as jobs.</summary>
    public static IServiceCollection AddModelInstalling(this IServiceCollection services)
    {
        services.AddSingleton<ModelCatalogue>();
        services.AddSingleton<ModelStaging>();
        services.AddSingleton<FreeSpace>();
        services.AddSingleton<DownloadSource>();
        services.AddSingleton<IOutboundHosts>(provider => provider.GetRequiredService<DownloadSource>());
        services.AddSingleton<RemoteFiles>();
        services.AddSingleton<ModelDownload>();
        services.AddSingleton<ModelImport>();
        services.AddSingleton<IModelImporter, ModelImporter>();
        services.AddSingleton<ModelInstallations>();
        services.AddSingleton<ModelViews>();
        services.AddSingleton<IJobHandler, InstallModelJob>();
        services.AddHostedService<RemovedModels>();
        return services;
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static IEndpointRouteBuilder MapModelsEndpoints(this IEndpointRouteBuilder api)
    {
        ModelEndpoints.Map(api);
        return api;
    }
}
