using Limner.Kernel.Errors;
using Microsoft.EntityFrameworkCore;

namespace Limner.Storage.Tests;

public sealed class ReadTests
{
    [Fact]
    public async Task A_reading_context_refuses_to_write()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await notes.AddAsync("kept");
        await using var db = notes.Database.Read();
        var failure = await Should.ThrowAsync<LimnerException>(() => db.Set<NoteRow>().ExecuteDeleteAsync());
        failure.Failure.Error.ShouldBe(ErrorCatalogue.DatabaseConnection);
        Should.Throw<InvalidOperationException>(() => db.AfterCommit(() => { }));
        await Should.ThrowAsync<InvalidOperationException>(() => db.PublishAsync(new NoteWritten("x"), CancellationToken.None));
        (await notes.ReadAllAsync()).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Readers_do_not_wait_for_the_writer_and_do_not_see_what_is_not_committed()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await notes.Database.WriteAsync(
            async (db, token) =>
            {
                db.Add(new NoteRow { Text = "not yet" });
                await db.SaveChangesAsync(token);
                (await notes.ReadAllAsync()).ShouldBeEmpty();
            },
            CancellationToken.None);
        (await notes.ReadAllAsync()).ShouldBe(["not yet"]);
    }

    [Fact]
    public async Task All_queries_of_a_snapshot_see_the_same_state()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await notes.AddAsync("before");
        var (first, second) = await notes.Database.SnapshotAsync(
            async (db, token) =>
            {
                var before = await db.Set<NoteRow>().CountAsync(token);
                await notes.AddAsync("meanwhile");
                return (before, await db.Set<NoteRow>().CountAsync(token));
            },
            CancellationToken.None);
        (first, second).ShouldBe((1, 1));
        (await notes.ReadAllAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Every_connection_has_its_settings_however_often_it_is_opened()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await using var db = notes.Database.Read();
            (await db.Database.SqlQueryRaw<long>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").SingleAsync()).ShouldBe(1);
            (await db.Database.SqlQueryRaw<long>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync()).ShouldBe(2);
            (await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync()).ShouldBe("wal");
        }

        await notes.Database.WriteAsync(
            async (db, token) => (await db.Database.SqlQueryRaw<long>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").SingleAsync(token)).ShouldBe(1),
            CancellationToken.None);
    }

    [Fact]
    public async Task Two_databases_of_one_process_may_have_different_modules()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await notes.AddAsync("in the first");
        await using var second = new NotesDatabase(services => services.RemoveAt(services.ToList().FindIndex(service => service.ServiceType == typeof(ISchemaModule))));
        await using var db = second.Database.Read();
        db.Model.FindEntityType(typeof(NoteRow)).ShouldBeNull();
        await using var again = notes.Database.Read();
        again.Model.FindEntityType(typeof(NoteRow)).ShouldNotBeNull();
    }
}
