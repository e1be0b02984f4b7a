using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Safety.Files;
using Limner.Testing;
using Limner.Vision;
using Limner.Vision.Ocr;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Vision.Tests.Ocr;

/// <summary>The real networks, set up as the server does it.</summary>
public sealed class OcrFixture : IAsyncLifetime
{
    private readonly PictureDecoder _decoder = new(new DecodeBudgetOptions());
    private readonly ServiceProvider _services;

    public OcrFixture()
        : this(null)
    {
    }

    /// <param name="tools">Where alone helper programs are looked for; null: PATH.</param>
    /// <param name="clock">By which helper programs have a deadline; null: the system's.</param>
    internal OcrFixture(string? tools, TimeProvider? clock = null)
        => _services = new ServiceCollection()
            .AddSingleton(clock ?? TimeProvider.System)
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(tools is null ? [] : [new("library:tools_dir", tools)]).Build())
            .AddImaging()
            .AddSafety()
            .AddModels()
            .AddVision()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    public ITextRecognizer Recognizer => _services.GetRequiredService<ITextRecognizer>();

    public ITextGate Gate => _services.GetRequiredService<ITextGate>();

    public static string TextOf(string name) => File.ReadAllText(Asset(name + ".txt"));

    public PixelBuffer Decode(string name) => _decoder.DecodeBounded(File.ReadAllBytes(Asset(name + ".png")), TextRecognitionOptions.MaximumSide, default);

    public PixelBuffer Square(string path)
    {
        var file = File.ReadAllBytes(path);
        var picture = _decoder.Decode(file, _decoder.ReadHeader(file), default);
        return picture.Square;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _services.DisposeAsync();

    public static string Asset(string file) => Path.Combine(Repository.Root, "tests", "assets", "ocr", file);
}
