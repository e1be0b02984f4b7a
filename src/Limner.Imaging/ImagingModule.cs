using Limner.Imaging.Conversion;
using Limner.Imaging.Metadata;
using Limner.Safety.Files;
using Limner.Safety.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Limner.Imaging;

/// <summary>The module's door.</summary>
public static class ImagingModule
{
    /// <summary>Adds <see cref="PictureDecoder"/>, <see cref="PictureConverter"/> and <see cref="MetadataReader"/> and the limits they keep.</summary>
    public static IServiceCollection AddImaging(this IServiceCollection services)
    {
        services.AddOptions<DecodeBudgetOptions>().BindConfiguration(DecodeBudgetOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new PictureDecoder(provider.GetRequiredService<IOptions<DecodeBudgetOptions>>().Value));
        services.AddSingleton(provider => new MetadataReader(provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<ConversionOptions>().BindConfiguration(ConversionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<LimitedProcessRunner>();
        services.AddSingleton<PictureConverter>();
        return services;
    }
}
