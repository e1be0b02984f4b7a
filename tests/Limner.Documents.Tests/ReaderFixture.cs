using Limner.Documents.Layout;
using Limner.Documents.Reading;
using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Testing;
using Limner.Vision;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Documents.Tests;

/// <summary>The reader with the real programs and networks, set up as the server does it; and documents to be read.</summary>
public sealed class ReaderFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services = Build(("documents:max_pages", "40"));

    private static ServiceProvider Build(params IEnumerable<(string Key, string Value)> settings) => new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build())
        .AddSafety()
        .AddImaging()
        .AddModels()
        .AddVision()
        .AddDocuments()
        .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    private int _files;

    /// <summary>columns.pdf, read once for all tests.</summary>
    public ReadDocument Columns { get; private set; } = new([], []);

    public async Task InitializeAsync() => Columns = await ReadAssetAsync("documents/columns.pdf");

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    public Task<ReadDocument> ReadAssetAsync(string name, string? password = null) => ReadFileAsync(Path.Combine(AppContext.BaseDirectory, "assets", name), password);

    /// <summary>The pages before they are a document.</summary>
    internal async Task<List<PageLayout>> LayOutAsync(string asset)
    {
        var pages = _services.GetRequiredService<PageReader>();
        var reading = new ReadingOptions { Languages = ["eng"] };
        var document = await pages.OpenAsync(Path.Combine(AppContext.BaseDirectory, "assets", asset), reading, CancellationToken.None);
        return await pages.ReadAsync(document, 1, document.Pages, reading, CancellationToken.None).ToListAsync();
    }

    /// <summary>Of a file with this content.</summary>
    public async Task<ReadDocument> ReadAsync(byte[] content) => await ReadFileAsync(await PlaceAsync(content), password: null);

    /// <summary>With another setting.</summary>
    public async Task<ReadDocument> ReadAsync(byte[] content, string key, string value)
    {
        await using var services = Build((key, value));
        return await ReadFileAsync(await PlaceAsync(content), password: null, services);
    }

    /// <summary>Another language than English.</summary>
    public Task<ReadDocument> ReadAssetAsync(string name, IReadOnlyList<string> languages)
        => _services.GetRequiredService<IDocumentReader>().ReadAsync(Path.Combine(AppContext.BaseDirectory, "assets", name), new ReadingOptions { Languages = languages }, progress: null, CancellationToken.None);

    /// <summary>A file with this content.</summary>
    public async Task<string> PlaceAsync(byte[] content)
    {
        var path = _directory.Combine($"document-{Interlocked.Increment(ref _files)}");
        await File.WriteAllBytesAsync(path, content);
        return path;
    }

    public T Get<T>()
        where T : notnull
        => _services.GetRequiredService<T>();

    private Task<ReadDocument> ReadFileAsync(string path, string? password, ServiceProvider? services = null)
        => (services ?? _services).GetRequiredService<IDocumentReader>().ReadAsync(path, new ReadingOptions { Password = password, Languages = ["eng"] }, progress: null, CancellationToken.None);
}
