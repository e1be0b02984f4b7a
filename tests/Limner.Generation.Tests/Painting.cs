using System.Text.Json.Nodes;
using Limner.Generation.Folders;
using Limner.Generation.Pipelines;
using Limner.Imaging;
using Limner.Models;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Safety;
using Limner.Storage;
using Limner.Testing;
using Limner.Testing.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Tests;

/// <summary>A data directory in which the small diffusion models of tests/assets/diffusion can be installed, and the engine over it.</summary>
public sealed class Painting : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder().AddInMemoryCollection([new("generation:memory_budget_mb", "6144")]).Build();
    private readonly ServiceProvider _services;

    public Painting()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(_configuration)
            .AddSafety()
            .AddImaging()
            .AddModels()
            .AddGeneration()
            .AddSingleton(new ModelStore(Options.Create(new StorageOptions { DataDir = _data.FullName })))
            .BuildServiceProvider();
        foreach (var name in SmallDiffusion.Names)
        {
            Install(name, name);
        }
    }

    public static string Assets { get; } = Path.Combine(AppContext.BaseDirectory, "assets", "diffusion");

    public IDiffusionEngine Engine => _services.GetRequiredService<IDiffusionEngine>();

    public GenerationOptions Limits => _services.GetRequiredService<IOptionsMonitor<GenerationOptions>>().CurrentValue;

    internal ModelSessions Sessions => _services.GetRequiredService<ModelSessions>();

    internal Task<DiffusionFolder> FolderAsync(string id) => _services.GetRequiredService<DiffusionFolders>().ReadAsync(id, default);

    /// <summary>The floats that the engine makes pixels of.</summary>
    internal async Task<IReadOnlyList<float[]>> PaintAsync(GenerationRequest request, IProgress<GenerationProgress>? progress = null)
    {
        var folder = await FolderAsync(request.Model);
        var plan = await Engine.PlanAsync(request, default);
        var planes = new List<float[]>();
        await new DiffusionPipeline(Sessions, folder, request, plan, TimeProvider.System, progress).RunAsync(planes.Add, default);
        return planes;
    }

    /// <summary>Changes a setting from now on.</summary>
    public void Configure(string key, string value)
    {
        _configuration[key] = value;
        _configuration.Reload();
    }

    /// <summary>Installs a copy of a small model.</summary>
    /// <param name="change">What is done to its folder before the manifest is written.</param>
    public void Install(string id, string small, Action<string>? change = null) => SmallDiffusion.Install(_data.FullName, id, small, change);

    /// <summary>Sets a value of one of a folder's JSON files.</summary>
    public static Action<string> Set(string file, string key, JsonNode? value) => folder =>
    {
        var path = Path.Combine(folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        json[key] = value;
        File.WriteAllText(path, json.ToJsonString());
    };

    /// <summary>The picture that tools/diffusion/make_folders.py begins with.</summary>
    public static PixelBuffer Given(int width, int height)
    {
        var picture = new PixelBuffer(width, height);
        var rgb = picture.Writable.Span;
        for (var i = 0; i < rgb.Length; i++)
        {
            var (x, y, colour) = (i / 3 % width, i / 3 / width, i % 3);
            rgb[i] = (byte)((x * 5) + (y * 3) + (colour * 80));
        }

        return picture;
    }

    /// <summary>The right half below the first quarter.</summary>
    public static PictureMask Masked(int width, int height)
        => new(width, height, Enumerable.Range(0, width * height).Select(i => (byte)(i % width >= width / 2 && i / width >= height / 4 ? 255 : 0)).ToArray());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _data.Dispose();
    }
}

[CollectionDefinition(nameof(Painting))]
public sealed class PaintingCollection : ICollectionFixture<Painting>;
