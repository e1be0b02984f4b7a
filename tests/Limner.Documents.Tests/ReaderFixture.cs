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
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("documents:max_pages", "40")]).Build())
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
    public async Task<ReadDocument> ReadAsync(byte[] content)
    {
        var path = _directory.Combine($"document-{Interlocked.Increment(ref _files)}");
        await File.WriteAllBytesAsync(path, content);
        return await ReadFileAsync(path, password: null);
    }

    private Task<ReadDocument> ReadFileAsync(string path, string? password)
        => _services.GetRequiredService<IDocumentReader>().ReadAsync(path, new ReadingOptions { Password = password, Languages = ["eng"] }, progress: null, CancellationToken.None);
}
