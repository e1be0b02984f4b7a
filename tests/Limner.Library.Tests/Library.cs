using System.Data.Common;
using Limner.Accounts;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Library.Scanning;
using Limner.Storage;
using Limner.Testing;
using Limner.Testing.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Limner.Library.Tests;

/// <summary>The library on a real database with real pictures in a folder of its own; only the job runner is left out.</summary>
internal sealed class Library : IAsyncDisposable
{
    private static readonly MigratedOnce Migrated = new();

    private readonly TemporaryDirectory _temporary;
    private readonly IHost _host;
    private bool _isRunning;

    private Library(TemporaryDirectory temporary, IHost host, QueryCounter queries, TestAnalyzer analyzer)
    {
        _temporary = temporary;
        _host = host;
        Queries = queries;
        Analyzer = analyzer;
        Folder = new PictureFolder(Directory.CreateDirectory(temporary.Combine("pictures")).FullName);
    }

    public PictureFolder Folder { get; }

    public QueryCounter Queries { get; }

    public TestAnalyzer Analyzer { get; }

    public IDatabase Database => Get<IDatabase>();

    public string DataDirectory => _temporary.Combine("data");

    public static Task<Library> StartAsync(TemporaryDirectory? temporary = null, params (string Key, string Value)[] settings)
        => StartAsync(temporary, adjust: null, settings);

    /// <param name="adjust">Puts other services in the place of the product's.</param>
    public static async Task<Library> StartAsync(TemporaryDirectory? temporary, Action<IServiceCollection>? adjust, params (string Key, string Value)[] settings)
    {
        temporary ??= new TemporaryDirectory();
        File.SetUnixFileMode(temporary.FullName, Permissions.EverybodyReads);
        var queries = new QueryCounter();
        var analyzer = new TestAnalyzer();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddLogging();
        builder.Services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).Configure(storage => storage.DataDir = temporary.Combine("data"));
        builder.Services.AddSingleton<IInterceptor>(queries);
        builder.Services.AddSingleton<IPictureAnalyzer>(analyzer);
        builder.Services.AddStorage();
        builder.Services.AddAccounts();
        builder.Services.AddJobs();
        builder.Services.AddImaging();
        builder.Services.AddLibrary();
        adjust?.Invoke(builder.Services);
        var host = builder.Build();
        await Migrated.MigrateAsync(temporary.Combine("data", "limner.db"), () => host.Services.MigrateDatabaseAsync(CancellationToken.None));
        return new Library(temporary, host, queries, analyzer);
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public IEnumerable<T> All<T>() => _host.Services.GetServices<T>();

    /// <summary>Starts what works in the background: the job runner and the watcher.</summary>
    public async Task RunAsync()
    {
        await _host.StartAsync();
        _isRunning = true;
    }

    public async Task<long> AddUserAsync(string name = "anna")
        => await Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO users (user_name, normalized_user_name, password_hash, role, created_at, updated_at) VALUES ({name}, {name.ToUpperInvariant()}, 'x', 'administrator', 0, 0)", token);
                return await db.Database.SqlQuery<long>($"SELECT last_insert_rowid() AS Value").SingleAsync(token);
            },
            CancellationToken.None);

    public async Task<FolderRow> AddFolderAsync(long? owner = null, string? path = null, bool recursive = true, params string[] exclude)
    {
        var ownerId = owner ?? await AddUserAsync();
        var looked = Get<IFolderRegistration>().Check(new NewFolder(path ?? Folder.Path, Recursive: recursive, Exclude: exclude));
        var id = await Database.WriteAsync(
            (db, token) => Get<IFolderRegistration>().AddAsync(db, ownerId, ownerId, looked, token), CancellationToken.None);
        await using var read = Database.Read();
        return await read.Set<FolderRow>().SingleAsync(folder => folder.Id == id);
    }

    /// <summary>Runs a scan to its end, as the job runner would.</summary>
    public async Task<TestJob> ScanAsync(FolderRow folder, bool retryFailed = false, bool unasked = false, long jobId = 0, CancellationToken cancellation = default)
    {
        var job = new TestJob(folder, new ScanPayload(folder.Id, retryFailed, unasked), jobId);
        await _host.Services.GetServices<IJobHandler>().OfType<ScanJob>().Single().RunAsync(job, cancellation);
        return job;
    }

    public async Task<Dictionary<string, ImageFileRow>> FilesAsync()
    {
        await using var db = Database.Read();
        return await db.Set<ImageFileRow>().ToDictionaryAsync(file => file.RelativePath);
    }

    public async Task<List<ImageRow>> ImagesAsync(FolderRow folder)
    {
        await using var db = Database.Read();
        return await Get<Visibility>().VisibleTo(db, folder.OwnerId).OrderBy(image => image.Id).ToListAsync();
    }

    public async Task<List<ContentRow>> ContentsAsync()
    {
        await using var db = Database.Read();
        return await db.Set<ContentRow>().OrderBy(content => content.Id).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isRunning)
        {
            await _host.StopAsync();
        }

        _host.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await PictureFolder.RemoveAsync(_temporary.FullName);
    }
}

/// <summary>Counts the statements that reach the database.</summary>
internal sealed class QueryCounter : DbCommandInterceptor
{
    private int _count;

    public int Count => _count;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return ValueTask.FromResult(result);
    }
}
