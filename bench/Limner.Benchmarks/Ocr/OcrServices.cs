using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Vision;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Ocr;

/// <summary>What reads text in the product, with its default settings.</summary>
internal static class OcrServices
{
    public static ServiceProvider Build() => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddLogging().AddSingleton(TimeProvider.System)
        .AddSafety().AddImaging().AddModels().AddVision()
        .BuildServiceProvider();
}
