using Limner.Vision.Detection;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Vision;

/// <summary>Pictures in, findings out.</summary>
public static class VisionModule
{
    public static IServiceCollection AddVision(this IServiceCollection services)
    {
        services.AddSingleton<IObjectDetector, CenterNetDetector>();
        return services;
    }
}
