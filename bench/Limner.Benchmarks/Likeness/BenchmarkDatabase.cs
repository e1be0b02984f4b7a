using Limner.Accounts;
using Limner.Documents;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Library;
using Limner.Models;
using Limner.Safety;
using Limner.Search;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Tagging;
using Limner.Vision;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Benchmarks.Likeness;

/// <summary>A database with its modules, and nothing that runs in the background.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ServiceProvider _services;

    private BenchmarkDatabase(string directory, Action<IServiceCollection>? configure)
    {
        _directory = directory;
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddSingleton(TimeProvider.System)
            .Configure<StorageOptions>(options => options.DataDir = directory);
        services.AddSafety().AddStorage().AddAccounts().AddJobs().AddImaging().AddModels().AddVision().AddLibrary().AddTagging().AddDocuments().AddDocumentKeeping().AddSearch();
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    public VectorStore Store => _services.GetRequiredService<VectorStore>();

    public T Get<T>()
        where T : notnull
        => _services.GetRequiredService<T>();

    /// <param name="configure">What stands in for services of the product.</param>
    public static BenchmarkDatabase Open(string directory, Action<IServiceCollection>? configure = null)
    {
        Directory.CreateDirectory(directory);
        return new BenchmarkDatabase(directory, configure);
    }

    public Task MigrateAsync() => _services.MigrateDatabaseAsync(CancellationToken.None);

    public SqliteVectorIndex Index(VectorSpace space) => new(Database, space, Path.Combine(_directory, "codes"));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
