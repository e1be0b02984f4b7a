using System.Data.Common;
using Limner.Accounts;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Library;
using Limner.Models;
using Limner.Safety;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Tagging.Detections;
using Limner.Tagging.Operations;
using Limner.Tagging.Tags;
using Limner.Tagging.Vocabularies;
using Limner.Testing;
using Limner.Testing.Databases;
using Limner.Vision;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Tagging.Tests;

/// <summary>A real database with two users and the modules Tagging stands on.</summary>
public sealed class TaggedLibrary : IAsyncDisposable
{
    private static readonly MigratedOnce Migrated = new();

    private readonly TemporaryDirectory _directory = new();
    private readonly StatementCounter _counter = new();
    private readonly ChangeLog _changes = new();
    private readonly ServiceProvider _services;

    private TaggedLibrary(double threshold)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new FakeClock());
        services.AddSingleton<IInterceptor>(_counter);
        services.AddSingleton<IDomainEventHandler<ImagesChanged>>(_changes);
        services.AddSafety().AddStorage().AddAccounts().AddJobs().AddImaging().AddModels().AddVision().AddLibrary().AddTagging();
        services.Configure<StorageOptions>(options => options.DataDir = _directory.FullName);
        services.Configure<TaggingOptions>(options => options.DetectionThreshold = threshold);
        _services = services.BuildServiceProvider();
    }

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    internal ImageTagging Tagging => _services.GetRequiredService<ImageTagging>();

    internal TagOperations Operations => _services.GetRequiredService<TagOperations>();

    internal TagOperationRunner Runner => _services.GetRequiredService<TagOperationRunner>();

    internal VocabularyEditor Vocabulary => _services.GetRequiredService<VocabularyEditor>();

    internal VocabularyReapplication Reapplication => _services.GetRequiredService<VocabularyReapplication>();

    /// <summary>Images of the first user, each with these tags: "sea manual" or "sea .5" by a model.</summary>
    /// <returns>Their ids.</returns>
    public async Task<IReadOnlyList<long>> AddManyAsync(int count, params string[] tags)
    {
        var ids = await Database.WriteAsync(
            async (db, token) =>
            {
                var contents = Enumerable.Range(0, count).Select(_ => new ContentRow { Sha256 = Guid.NewGuid().ToString("n"), MediaType = "image/jpeg", Width = 4, Height = 3, ThumbHash = [1], Palette = "[]" }).ToList();
                db.AddRange(contents);
                await db.SaveChangesAsync(token);
                var images = contents.ConvertAll(content => new ImageRow { OwnerId = 1, ContentId = content.Id, Name = "a.jpg" });
                db.AddRange(images);
                await db.SaveChangesAsync(token);
                var said = tags.Where(tag => !tag.EndsWith(" manual", StringComparison.Ordinal)).ToArray();
                await _services.GetRequiredService<ModelTags>().SaveAsync(db, [.. contents.Select(content => (content.Id, Rows(said)))], token);
                return images.ConvertAll(image => image.Id);
            },
            default);
        foreach (var tag in tags.Where(tag => tag.EndsWith(" manual", StringComparison.Ordinal)))
        {
            await Tagging.AddAsync(1, ids[0], tag[..^7], default);
            await Database.WriteAsync(
                async (db, token) => await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO image_tags (image_id, tag_id, source) SELECT images.id, tags.id, 'manual' FROM images JOIN tags ON tags.owner_id = 1 AND tags.name = {tag[..^7]} WHERE images.id >= {ids[0]} ON CONFLICT DO NOTHING",
                    token),
                default);
        }

        return ids;
    }

    /// <summary>All that is known of all tags on all images, one line each.</summary>
    public async Task<string[]> EverythingAsync()
    {
        await using var db = Database.Read();
        return [.. await db.Database.SqlQuery<string>(
            $"""
            SELECT image_id || ' ' || tag_id || ' ' || source || ' ' || model || ' ' || COALESCE(confidence, '') AS Value FROM image_tags
            UNION ALL SELECT 'rejected ' || image_id || ' ' || tag_id FROM rejected_tags
            UNION ALL SELECT 'tag ' || id || ' ' || name || ' ' || COALESCE(parent_id, '') || ' ' || COALESCE(vocabulary_place, '') FROM tags
            UNION ALL SELECT 'word ' || name || ' ' || COALESCE(tag_id, '') FROM vocabulary_words
            UNION ALL SELECT 'above ' || tag_id || ' ' || ancestor_id || ' ' || steps FROM tag_ancestors
            UNION ALL SELECT 'review ' || image_id || ' ' || tag_id || ' ' || model || ' ' || verdict FROM tag_reviews
            """).OrderBy(line => line).ToListAsync()];
    }

    /// <summary>The images of every ImagesChanged so far.</summary>
    public IReadOnlyList<long> Changed => _changes.Images;

    public int Statements => _counter.Count;

    public static async Task<TaggedLibrary> CreateAsync(double threshold = 0.3)
    {
        var library = new TaggedLibrary(threshold);
        await Migrated.MigrateAsync(library._directory.Combine("limner.db"), () => library._services.MigrateDatabaseAsync(default));
        await library.Database.WriteAsync(
            async (db, token) => await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO users (user_name, normalized_user_name, password_hash, role, created_at, updated_at)
                VALUES ('anna', 'ANNA', '', 'administrator', 0, 0), ('ben', 'BEN', '', 'member', 0, 0)
                """,
                token),
            default);
        return library;
    }

    /// <summary>A content, and an image of it for each owner.</summary>
    public Task<(long ContentId, long[] ImageIds)> AddAsync(params long[] owners)
        => Database.WriteAsync(
            async (db, token) =>
            {
                var content = new ContentRow { Sha256 = Guid.NewGuid().ToString("n"), MediaType = "image/jpeg", Width = 4, Height = 3, ThumbHash = [1], Palette = "[]" };
                db.Add(content);
                await db.SaveChangesAsync(token);
                var images = owners.Select(owner => new ImageRow { OwnerId = owner, ContentId = content.Id, Name = "a.jpg" }).ToList();
                db.AddRange(images);
                await db.SaveChangesAsync(token);
                return (content.Id, images.Select(image => image.Id).ToArray());
            },
            default);

    /// <summary>What a scan does with the detector's findings; a finding is written "dog .5".</summary>
    public Task DetectAsync(params (long ContentId, string[] Findings)[] contents)
        => Database.WriteAsync(
            (db, token) => _services.GetRequiredService<ModelTags>().SaveAsync(db, [.. contents.Select(item => (item.ContentId, Rows(item.Findings)))], token), default);

    public Task AttachAsync(params long[] imageIds)
        => Database.WriteAsync((db, token) => _services.GetRequiredService<ModelTags>().AttachAsync(db, imageIds, token), default);

    /// <summary>What a vision model's answer does; a word is written "dog .5".</summary>
    public Task AnswerAsync(string model, long imageId, long contentId, params string[] words)
        => Database.WriteAsync(
            (db, token) => _services.GetRequiredService<IModelTags>().ReplaceAsync(
                db, model, [new ModelAnswer(imageId, contentId, [.. Rows(words).Select(word => new SuggestedTag(word.Label, word.Confidence))])], token),
            default);

    /// <summary>The image's tags as "name source confidence", in order of name and source.</summary>
    public async Task<string[]> TagsAsync(long imageId)
    {
        await using var db = Database.Read();
        var rows = await db.Set<ImageTagRow>().Where(row => row.ImageId == imageId)
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { tag.Name, row.Source, row.Confidence })
            .ToListAsync();
        return [.. rows.Select(row => $"{row.Name} {row.Source.ToString().ToLowerInvariant()}{(row.Confidence is { } sure ? $" {sure:.00}" : "")}").Order(StringComparer.Ordinal)];
    }

    public async Task<long> TagIdAsync(string name, long owner = 1)
    {
        await using var db = Database.Read();
        return await db.Set<TagRow>().Where(tag => tag.OwnerId == owner && tag.Name == name).Select(tag => tag.Id).SingleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    private static IReadOnlyList<DetectionRow> Rows(string[] findings) => [.. findings.Select(finding =>
    {
        var space = finding.LastIndexOf(' ');
        return new DetectionRow { Label = finding[..space], Confidence = double.Parse(finding[space..]), X = 0.1, Y = 0.2, Width = 0.3, Height = 0.4 };
    })];

    private sealed class ChangeLog : IDomainEventHandler<ImagesChanged>
    {
        public List<long> Images { get; } = [];

        public Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation)
        {
            Images.AddRange(message.ImageIds);
            return Task.CompletedTask;
        }
    }

    private sealed class StatementCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count => _count;

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
