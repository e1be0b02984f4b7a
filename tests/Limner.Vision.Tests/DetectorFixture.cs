using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Safety.Files;
using Limner.Vision;
using Limner.Vision.Detection;
using Limner.Vision.Embedding;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Vision.Tests;

/// <summary>The real detector with the real model, set up as the server does it.</summary>
public sealed class DetectorFixture : IAsyncLifetime
{
    private readonly PictureDecoder _decoder = new(new DecodeBudgetOptions());
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddImaging()
        .AddSafety()
        .AddModels()
        .AddVision()
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    public IObjectDetector Detector => _services.GetRequiredService<IObjectDetector>();

    public IVisualEmbedder Embedder => _services.GetRequiredService<IVisualEmbedder>();

    internal CenterNetDetector CenterNet => (CenterNetDetector)Detector;

    /// <summary>Detections in a picture of tests/assets/detector.</summary>
    public async Task<IReadOnlyList<Vision.Detection.Detection>> DetectAsync(string name)
    {
        using var picture = Decode(name);
        return await Detector.DetectAsync(picture.Square, default);
    }

    public DecodedPicture Decode(string name)
    {
        var file = File.ReadAllBytes(Asset(name + ".jpg"));
        return _decoder.Decode(file, _decoder.ReadHeader(file), default);
    }

    public static string Asset(string file) => Path.Combine(AppContext.BaseDirectory, "assets", "detector", file);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _services.DisposeAsync();
}
