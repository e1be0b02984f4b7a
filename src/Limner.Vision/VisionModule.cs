using Limner.Models.Installing;
using Limner.Vision.Detection;
using Limner.Vision.Embedding;
using Limner.Vision.Embedding.ImageText;
using Limner.Vision.Layout;
using Limner.Vision.Ocr;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Vision;

/// <summary>Pictures in, findings out.</summary>
public static class VisionModule
{
    public static IServiceCollection AddVision(this IServiceCollection services)
    {
        services.AddSingleton<CenterNetDetector>();
        services.AddSingleton<IObjectDetector>(provider => provider.GetRequiredService<CenterNetDetector>());
        services.AddSingleton<IVisualEmbedder, CenterNetEmbedder>();
        services.AddSingleton<IImageTextModels, InstalledImageTextModels>();
        services.AddSingleton<ILayoutModel, InstalledLayoutModels>();
        services.AddSingleton<IImportedKind, LayoutModelFiles>();
        services.AddSingleton<ITextGate, TextGate>();
        services.AddSingleton<TextDetector>();
        services.AddSingleton<AngleClassifier>();
        services.AddSingleton<LineReader>();
        services.AddSingleton<LineDirections>();
        services.AddSingleton<TesseractReader>();
        services.AddSingleton<EngineChoice>();
        services.AddSingleton<ITextRecognizer, TextRecognizer>();
        return services;
    }
}
