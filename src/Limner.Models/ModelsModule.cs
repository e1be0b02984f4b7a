using Limner.Models.Onnx;
using Limner.Models.Store;
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
        return services;
    }
}
