using Limner.Imaging;
using Limner.Models;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Safety;
using Limner.Safety.Files;
using Limner.Storage;
using Limner.Testing;
using Limner.Vision.Embedding.ImageText;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Vision.Tests.Embedding;

/// <summary>Image-text models installed in a data directory, opened as the server opens them.</summary>
public sealed class ImageTextFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly ServiceProvider _services;

    public ImageTextFixture()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["storage:data_dir"] = _data.FullName }).Build())
            .Configure<StorageOptions>(options => options.DataDir = _data.FullName)
            .AddImaging().AddSafety().AddModels().AddVision()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    internal IImageTextModels Models => _services.GetRequiredService<IImageTextModels>();

    internal ModelSessions Sessions => _services.GetRequiredService<ModelSessions>();

    public string DataDirectory => _data.FullName;

    /// <summary>The folder a model is installed in.</summary>
    public string Folder(string id) => Path.Combine(_data.FullName, "models", id);

    public static PixelBuffer Picture(string name)
    {
        var decoder = new PictureDecoder(new DecodeBudgetOptions());
        return decoder.DecodeBounded(File.ReadAllBytes(TinyImageText.Asset(name)), 10_000, default);
    }

    internal async Task<ImagePreparation> PreparationAsync(string id)
    {
        var store = _services.GetRequiredService<ModelStore>();
        var folder = new ModelFolder(store, store.Find(id));
        return ImagePreparation.Read(folder, await folder.RequiredJsonAsync("preprocessor_config.json", default));
    }

    /// <summary>Takes a model away, and sees to it that this is known.</summary>
    public void Remove(string id)
    {
        Directory.Delete(Folder(id), recursive: true);
        Models.Refresh();
        Models.Choose(id).ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _data.Dispose();
    }
}
