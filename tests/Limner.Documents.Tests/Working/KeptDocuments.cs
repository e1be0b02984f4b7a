using Limner.Accounts;
using Limner.Documents.Storing;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Library;
using Limner.Models;
using Limner.Safety;
using Limner.Storage;
using Limner.Testing;
using Limner.Testing.Databases;
using Limner.Vision;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Documents.Tests.Working;

/// <summary>A real database with a user and the modules that documents are kept with.</summary>
public sealed class KeptDocuments : IAsyncLifetime
{
    private static readonly MigratedOnce Migrated = new();

    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services;

    public KeptDocuments()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new FakeClock());
        services.AddSafety().AddStorage().AddAccounts().AddJobs().AddImaging().AddModels().AddVision().AddLibrary().AddDocuments().AddDocumentKeeping();
        services.AddSingleton<IDocumentWords, Words>();
        services.Configure<StorageOptions>(options => options.DataDir = _directory.FullName);
        _services = services.BuildServiceProvider();
    }

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    public T Get<T>()
        where T : notnull
        => _services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await Migrated.MigrateAsync(_directory.Combine("limner.db"), () => _services.MigrateDatabaseAsync(default));
        await Database.WriteAsync(
            async (db, token) => await db.Database.ExecuteSqlAsync($"INSERT INTO users (user_name, normalized_user_name, password_hash, role, created_at, updated_at) VALUES ('anna', 'ANNA', '', 'administrator', 0, 0)", token),
            default);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>A document that waits, and pages of it.</summary>
    internal Task<DocumentRow> AddAsync(params DocumentPageRow[] pages)
        => Database.WriteAsync(
            async (db, token) =>
            {
                var document = new DocumentRow { OwnerId = 1, Name = "a.pdf", Token = DocumentFiles.NewToken(), State = DocumentState.Waiting };
                db.Add(document);
                await db.SaveChangesAsync(token);
                Array.ForEach(pages, page => page.DocumentId = document.Id);
                db.AddRange(pages);
                await db.SaveChangesAsync(token);
                return document;
            },
            default);

    internal async Task<DocumentRow> FindAsync(long id)
    {
        await using var db = Database.Read();
        return await db.Set<DocumentRow>().SingleAsync(row => row.Id == id);
    }

    internal async Task<List<DocumentPageRow>> PagesAsync(long id)
    {
        await using var db = Database.Read();
        return await db.Set<DocumentPageRow>().Where(row => row.DocumentId == id).OrderBy(row => row.Number).ToListAsync();
    }

    /// <summary>Words as they stand; the ways of the search have tests of their own.</summary>
    private sealed class Words : IDocumentWords
    {
        public int Version => 5;

        public string ForIndex(IEnumerable<string> texts) => string.Join(' ', texts);

        public string? ForQuery(string query) => query;

        public (int Start, int Length)? FindFirst(string text, string query) => null;
    }
}

/// <summary>Counts in memory; the queue itself has tests of its own.</summary>
internal sealed class CountedJob : JobContext
{
    public long Total { get; private set; }

    public long Done { get; private set; }

    public long Failed { get; private set; }

    public override long Id => 1;

    public override long? OwnerId => null;

    public override string? Subject => null;

    public override int Attempt => 1;

    public override T Payload<T>() => throw new InvalidOperationException("The handler needs no payload.");

    public override Task SetTotalAsync(LimnerDb db, long total, CancellationToken cancellation)
    {
        Total = total;
        return Task.CompletedTask;
    }

    public override Task ResumeAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation) => AdvanceAsync(db, done, failed, message, cancellation);

    public override Task AdvanceAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
    {
        (Done, Failed) = (Done + done, Failed + failed);
        return Task.CompletedTask;
    }
}
