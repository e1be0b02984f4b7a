using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Storage;
using Limner.Testing;
using Limner.Vision.Layout;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Vision.Tests.Layout;

/// <summary>The small layout models, installed and run as the server does it.</summary>
public sealed class LayoutFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services;

    public LayoutFixture()
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddImaging().AddSafety().AddModels().AddVision();
        services.Configure<StorageOptions>(options => options.DataDir = _directory.FullName);
        _services = services.BuildServiceProvider();
    }

    public ILayoutModel Model => _services.GetRequiredService<ILayoutModel>();

    public string DataDirectory => _directory.FullName;

    public Task InitializeAsync()
    {
        foreach (var model in new[] { "pp-s", "pp-l", "pp-v3", "heron", "picodet", "yolo", "stray", "slow" })
        {
            TinyLayout.Install(_directory.FullName, model);
        }

        TinyLayout.Install(_directory.FullName, "page", task: "object-detection");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>A page of one grey.</summary>
    public static PixelBuffer Grey(int width, int height, byte level = 128)
    {
        var page = new PixelBuffer(width, height);
        page.Writable.Span.Fill(level);
        return page;
    }
}
