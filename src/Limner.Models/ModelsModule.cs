using Limner.Models.Onnx;
using Limner.Models.Remote;
using Limner.Models.Store;
using Limner.Safety.Outbound;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Models;

/// <summary>Finding models and running them.</summary>
public static class ModelsModule
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddOptions<ModelsOptions>().BindConfiguration(ModelsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ModelStore>();
        services.AddSingleton<ModelSessions>();

        services.AddOptions<OllamaOptions>().BindConfiguration(OllamaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OpenAiOptions>().BindConfiguration(OpenAiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IOutboundHosts, RemoteHosts>();
        services.AddSingleton<RemoteModels>();
        services.AddSingleton<RemoteHealth>();
        services.AddHealthChecks().AddCheck<RemoteModelsCheck>("vision_models");
        return services;
    }
}
