using Limner.Generation.Augmenting;
using Limner.Generation.Endpoints;
using Limner.Generation.Folders;
using Limner.Generation.Output;
using Limner.Generation.Pipelines;
using Limner.Generation.Presets;
using Limner.Generation.Queue;
using Limner.Generation.Requests;
using Limner.Jobs;
using Limner.Models;
using Limner.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Limner.Generation;

/// <summary>Painting pictures: the engine, and the queue before it.</summary>
public static class GenerationModule
{
    /// <summary>The engine: needs <c>AddModels</c> and no database.</summary>
    public static IServiceCollection AddGeneration(this IServiceCollection services)
    {
        services.AddOptions<GenerationOptions>().BindConfiguration(GenerationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DiffusionFolders>();
        services.AddSingleton<IDiffusionEngine, DiffusionEngine>();
        return services;
    }

    /// <summary>The queue and what is asked for: needs the engine, Storage, Jobs, Library and Search.</summary>
    public static IServiceCollection AddGenerationQueue(this IServiceCollection services)
    {
        services.AddSingleton<ISchemaModule, GenerationsSchema>();
        services.AddSingleton<PaintingModels>();
        services.AddSingleton<IPaintingModels>(provider => provider.GetRequiredService<PaintingModels>());
        services.AddSingleton<PaintingPresets>();
        services.AddSingleton<PromptTokenCount>();
        services.AddSingleton<PaintingPlace>();
        services.AddSingleton<IJobHandler, MeasurePaintingJob>();

        services.AddSingleton<GenerationFiles>();
        services.AddSingleton<RunningPaintings>();
        services.AddSingleton<GenerationMeter>();
        services.AddSingleton<Paces>();
        services.AddSingleton<GenerationQueue>();
        services.AddSingleton<PaintingTurns>();
        services.AddSingleton<TrainingPictures>();
        services.AddSingleton<PaintedPictures>();
        services.AddSingleton<LocalPainter>();
        services.AddSingleton<RemotePainter>();
        services.AddSingleton<IJobHandler>(provider => ActivatorUtilities.CreateInstance<PaintJob>(provider, false, provider.GetRequiredService<LocalPainter>()));
        services.AddSingleton<IJobHandler>(provider => ActivatorUtilities.CreateInstance<PaintJob>(provider, true, provider.GetRequiredService<RemotePainter>()));
        services.AddHostedService<QueueStart>();

        services.AddSingleton<GivenPictures>();
        services.AddSingleton<FormPlaces>();
        services.AddSingleton<Submissions>();
        services.AddSingleton<PromptAugmentation>();
        services.AddSingleton<GenerationViewer>();
        services.AddSingleton<GenerationEnds>();
        return services;
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static IEndpointRouteBuilder MapGenerationEndpoints(this IEndpointRouteBuilder api)
    {
        GenerateEndpoints.Map(api);
        GenerationEndpoints.Map(api);
        return api;
    }
}
