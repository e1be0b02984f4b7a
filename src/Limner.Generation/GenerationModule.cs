using Limner.Generation.Folders;
using Limner.Generation.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Generation;

/// <summary>Painting pictures.</summary>
public static class GenerationModule
{
    /// <summary>Needs <c>AddModels</c>.</summary>
    public static IServiceCollection AddGeneration(this IServiceCollection services)
    {
        services.AddOptions<GenerationOptions>().BindConfiguration(GenerationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DiffusionFolders>();
        services.AddSingleton<IDiffusionEngine, DiffusionEngine>();
        return services;
    }
}
