using System.Collections.Concurrent;
using System.Data.Common;
using Limner.Accounts;
using Limner.Benchmarks.Catalogue;
using Limner.Documents;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Models;
using Limner.Safety;
using Limner.Search.Querying;
using Limner.Storage;
using Limner.Tagging;
using Limner.Testing;
using Limner.Testing.Databases;
using Limner.Vision;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Limner.Search.Tests;

/// <summary>A real database with the modules Search stands on, and words for what a test does to it.</summary>
public sealed class Catalogue : IAsyncDisposable
{
    private static readonly MigratedOnce Migrated = new();

    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services;
    private readonly StatementLog _statements = new();
    private int _count;

    private Catalogue(Action<IServiceCollection>? configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<StorageOptions>(options => options.DataDir = _directory.FullName);
        services.AddSingleton<IInterceptor>(_statements);
        services.AddSafety().AddStorage().AddAccounts().AddJobs().AddImaging().AddModels().AddVision().AddLibrary().AddTagging().AddDocuments().AddDocumentKeeping().AddSearch();
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public FakeClock Clock { get; } = new();

    public IServiceProvider Services => _services;

    public string DataDirectory => _directory.FullName;

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    public Gazetteer Gazetteer => _services.GetRequiredService<Gazetteer>();

    internal ImageSearch Search => _services.GetRequiredService<ImageSearch>();

    /// <param name="configure">What stands in for services of the product.</param>
    public static async Task<Catalogue> CreateAsync(Action<IServiceCollection>? configure = null)
    {
        var catalogue = new Catalogue(configure);
        await Migrated.MigrateAsync(catalogue._directory.Combine("limner.db"), () => catalogue._services.MigrateDatabaseAsync(default));
        await catalogue.ExecuteAsync(
            $"""
            INSERT INTO users (user_name, normalized_user_name, password_hash, role, created_at, updated_at)
            VALUES ('anna', 'ANNA', '', 'administrator', 0, 0), ('ben', 'BEN', '', 'member', 0, 0)
            """);
        return catalogue;
    }

    public Task<IReadOnlyList<long>> FillAsync(int count, long owner = 1)
        => new CatalogueFiller(Database).FillAsync(owner, count, $"/pictures/{owner}/{_count++}", default);

    /// <summary>One image with one file, as a scan would leave it, and the event that follows.</summary>
    /// <param name="path">Folder name, directories and file name: <c>Photos/2024/beach.jpg</c>.</param>
    public async Task<long> AddAsync(string path, string[]? tags = null, string? taken = null, string? camera = null, long owner = 1, (double Latitude, double Longitude)? at = null)
    {
        var segments = path.Split('/');
        var (folder, relative, name) = (segments[0], string.Join('/', segments[1..]), segments[^1]);
        var time = DateTimeOffset.Parse(taken ?? "2020-02-02", null, System.Globalization.DateTimeStyles.AssumeUniversal);
        return await Database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<FolderRow>().SingleOrDefaultAsync(item => item.OwnerId == owner && item.Name == folder, token);
                if (row is null)
                {
                    row = new FolderRow { OwnerId = owner, Path = $"/{owner}/{folder}", Name = folder };
                    db.Add(row);
                }

                var content = new ContentRow { Sha256 = Guid.NewGuid().ToString("n"), MediaType = "image/jpeg", Width = 4, Height = 3, ThumbHash = [1, 2], Palette = "[]", CameraModel = camera, CameraMake = camera?.Split(' ')[0], TakenAt = taken is null ? null : time, Latitude = at?.Latitude, Longitude = at?.Longitude };
                db.Add(content);
                await db.SaveChangesAsync(token);
                var image = new ImageRow { OwnerId = owner, ContentId = content.Id, Name = name, SortAt = time };
                db.Add(image);
                await db.SaveChangesAsync(token);
                await db.Database.ExecuteSqlAsync($"INSERT INTO image_values (image_id, taken_at, latitude, longitude, sources) VALUES ({image.Id}, {(taken is null ? null : time.ToUnixTimeMilliseconds())}, {at?.Latitude}, {at?.Longitude}, {"{}"})", token);
                db.Add(new ImageFileRow { FolderId = row.Id, ImageId = image.Id, RelativePath = relative, Name = name, State = ImageFileState.Ready });
                foreach (var tag in tags ?? [])
                {
                    var key = TagName.KeyOf(tag);
                    var known = await db.Set<TagRow>().SingleOrDefaultAsync(item => item.OwnerId == owner && item.NameKey == key, token);
                    if (known is null)
                    {
                        db.Add(known = new TagRow { OwnerId = owner, Name = tag, NameKey = key });
                        await db.SaveChangesAsync(token);
                    }

                    db.Add(new ImageTagRow { ImageId = image.Id, TagId = known.Id, Source = TagSource.Manual });
                }

                await db.SaveChangesAsync(token);
                await db.PublishAsync(new ImagesChanged([image.Id]), token);
                return image.Id;
            },
            default);
    }

    /// <summary>Shares all folders of others with a user, for viewing.</summary>
    public Task ShareEverythingAsync(long with) => Database.WriteAsync(
        async (db, token) =>
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO folder_shares (folder_id, user_id, access, created_at) SELECT id, {with}, 'view', 0 FROM folders WHERE owner_id <> {with}", token);
            await db.PublishAsync(new FolderSharesChanged(1), token);
        },
        default);

    /// <summary>The names of the images that a query finds, in alphabetical order.</summary>
    public async Task<string[]> FindAsync(string q, long user = 1)
        => [.. (await PageAsync(q, limit: 500, user: user)).Items.Select(image => image.Name).Order(StringComparer.Ordinal)];

    public Task ExecuteAsync(FormattableString sql) => Database.WriteAsync(async (db, token) => await db.Database.ExecuteSqlAsync(sql, token), default);

    /// <summary>The statements that <paramref name="work"/> sends to the database.</summary>
    public async Task<IReadOnlyList<(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters)>> StatementsOfAsync(Func<Task> work)
    {
        _statements.Seen.Clear();
        await work();
        return [.. _statements.Seen];
    }

    /// <summary>SQLite's plan for a statement, a line a step.</summary>
    public async Task<IReadOnlyList<string>> PlanAsync((string Sql, IReadOnlyList<(string Name, object? Value)> Parameters) statement)
    {
        await using var connection = new SqliteConnection($"Data Source={_directory.Combine("limner.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + statement.Sql;
        foreach (var (name, value) in statement.Parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(3));
        }

        return lines;
    }

    internal Task<Page<ImageSummary>> PageAsync(
        string? q = null, string[]? tags = null, string[]? folders = null, string[]? cameras = null, string? from = null, string? to = null,
        string? sort = null, int limit = 100, string? cursor = null, long user = 1, FilterParameters? more = null)
    {
        var filter = ImageFilter.Parse((more ?? new FilterParameters()) with { Q = q, Tags = tags, Folders = folders, Cameras = cameras, From = from, To = to }, Gazetteer);
        return Search.PageAsync(user, filter, ImageOrders.Parse(sort, filter), limit, cursor, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    private sealed class StatementLog : DbCommandInterceptor
    {
        public ConcurrentQueue<(string Sql, IReadOnlyList<(string, object?)> Parameters)> Seen { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Note(command);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Note(command);
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        private void Note(DbCommand command)
            => Seen.Enqueue((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName, parameter.Value))]));
    }
}
