using Limner.Storage.Events;
using Limner.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Storage.Tests;

public sealed class NoteRow
{
    public long Id { get; set; }

    public required string Text { get; set; }
}

public sealed record NoteWritten(string Text) : IDomainEvent;

internal sealed class NotesSchema : ISchemaModule
{
    public void Configure(ModelBuilder model) => model.Entity<NoteRow>().ToTable("notes").HasKey(note => note.Id);
}

/// <summary>A real SQLite database with one table, in a directory of its own.</summary>
internal sealed class NotesDatabase : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services;

    public NotesDatabase(Action<IServiceCollection>? adjust = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("storage:data_dir", DataDirectory)]).Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new FakeClock());
        services.AddStorage();
        services.AddSingleton<ISchemaModule, NotesSchema>();
        adjust?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public string DataDirectory => _directory.Combine("data");

    public string File => Path.Combine(DataDirectory, "limner.db");

    public IServiceProvider Services => _services;

    public IDatabase Database => _services.GetRequiredService<IDatabase>();

    public static async Task<NotesDatabase> OpenAsync(Action<IServiceCollection>? adjust = null)
    {
        var notes = new NotesDatabase(adjust);
        await notes._services.MigrateDatabaseAsync(CancellationToken.None);
        return notes;
    }

    public Task AddAsync(string text) => Database.WriteAsync((db, _) => Task.FromResult(db.Add(new NoteRow { Text = text })), CancellationToken.None);

    public async Task<IReadOnlyList<string>> ReadAllAsync()
    {
        await using var db = Database.Read();
        return await db.Set<NoteRow>().OrderBy(note => note.Id).Select(note => note.Text).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Dispose();
    }
}
