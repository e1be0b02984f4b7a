using Limner.Kernel.Errors;
using Limner.Storage.Migrations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Storage.Tests;

public sealed class MigrationTests
{
    private static readonly MigrationScript First = new(1, "0001_first", "CREATE TABLE first (id INTEGER PRIMARY KEY) STRICT;");
    private static readonly MigrationScript Second = new(2, "0002_second", "CREATE TABLE second (id INTEGER PRIMARY KEY, first_id INTEGER REFERENCES first (id)) STRICT;");

    [Fact]
    public async Task Scripts_run_in_the_order_of_their_numbers_and_once()
    {
        await using var notes = new NotesDatabase();
        await MigrateAsync(notes, MigrationScript.InOrder([Second, First]));
        Ask(notes, "SELECT group_concat(name) FROM schema_migrations").ShouldBe("0001_first,0002_second");

        // Running one again would fail: its table is there.
        await MigrateAsync(notes, [First, Second]);
    }

    [Fact]
    public void A_number_used_twice_is_refused()
        => Should.Throw<InvalidOperationException>(() => MigrationScript.InOrder([First, Second with { Number = 1 }])).Message.ShouldContain("0002_second");

    [Fact]
    public async Task Scripts_embedded_in_a_modules_assembly_are_found()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        Ask(notes, "SELECT name FROM schema_migrations").ShouldBe("0001_notes");
    }

    [Fact]
    public async Task A_newer_database_is_refused_and_left_as_it_is()
    {
        await using var notes = new NotesDatabase();
        await MigrateAsync(notes, [First, Second]);
        var failure = await Should.ThrowAsync<LimnerException>(() => MigrateAsync(notes, [First]));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.Configuration);
        failure.Failure.Detail!.ShouldContain("0002_second");
        Ask(notes, "SELECT count(*) FROM schema_migrations").ShouldBe("2");
    }

    [Fact]
    public async Task A_script_that_reads_differently_than_when_it_was_applied_is_refused()
    {
        await using var notes = new NotesDatabase();
        await MigrateAsync(notes, [First]);
        var failure = await Should.ThrowAsync<LimnerException>(() => MigrateAsync(notes, [First with { Sql = First.Sql + " " }, Second]));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.Configuration);
        failure.Failure.Detail!.ShouldContain("0001_first");
        Ask(notes, "SELECT count(*) FROM schema_migrations").ShouldBe("1");
    }

    [Fact]
    public async Task A_script_that_stops_half_way_leaves_nothing_and_can_be_mended()
    {
        await using var notes = new NotesDatabase();
        var broken = Second with { Sql = Second.Sql + "INSERT INTO first (id) VALUES (7); INSERT INTO nowhere VALUES (1);" };
        var failure = await Should.ThrowAsync<LimnerException>(() => MigrateAsync(notes, [First, broken]));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.DatabaseQuery);
        failure.Failure.Detail!.ShouldContain("0002_second");
        Ask(notes, "SELECT count(*) FROM sqlite_schema WHERE name = 'second'").ShouldBe("0");
        Ask(notes, "SELECT count(*) FROM first").ShouldBe("0");

        await MigrateAsync(notes, [First, Second]);
        Ask(notes, "SELECT count(*) FROM schema_migrations").ShouldBe("2");
    }

    [Fact]
    public async Task A_script_that_leaves_broken_references_is_undone()
    {
        await using var notes = new NotesDatabase();
        var broken = Second with { Sql = Second.Sql + "INSERT INTO second (id, first_id) VALUES (1, 99);" };
        (await Should.ThrowAsync<LimnerException>(() => MigrateAsync(notes, [First, broken]))).Failure.Detail!.ShouldContain("second -> first");
        Ask(notes, "SELECT count(*) FROM schema_migrations").ShouldBe("1");
    }

    [Fact]
    public async Task A_script_may_rebuild_a_table_that_others_point_at()
    {
        await using var notes = new NotesDatabase();
        var rebuild = new MigrationScript(3, "0003_rebuild", """
            INSERT INTO first (id) VALUES (1);
            INSERT INTO second (id, first_id) VALUES (1, 1);
            CREATE TABLE wider (id INTEGER PRIMARY KEY, name TEXT) STRICT;
            INSERT INTO wider (id) SELECT id FROM first;
            DROP TABLE first;
            ALTER TABLE wider RENAME TO first;
            """);
        await MigrateAsync(notes, [First, Second, rebuild]);
        Ask(notes, "SELECT count(*) FROM second JOIN first ON first.id = first_id").ShouldBe("1");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_not_overwritten()
    {
        await using var notes = new NotesDatabase();
        Directory.CreateDirectory(notes.DataDirectory);
        await File.WriteAllTextAsync(notes.File, "Dear diary, this is not a database. " + new string('.', 4096));
        var failure = await Should.ThrowAsync<LimnerException>(() => MigrateAsync(notes, [First]));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.DatabaseQuery);
        failure.Failure.Detail!.ShouldContain(notes.File);
        (await File.ReadAllTextAsync(notes.File)).ShouldStartWith("Dear diary");
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_a_connection_failure()
    {
        await using var notes = new NotesDatabase();
        await File.WriteAllTextAsync(notes.DataDirectory, "in the way");
        Should.Throw<LimnerException>(() => notes.Database).Failure.Error.ShouldBe(ErrorCatalogue.DatabaseConnection);
    }

    [Fact]
    public async Task The_database_is_for_its_owners_eyes_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var notes = await NotesDatabase.OpenAsync();
        await notes.AddAsync("so that there is a write-ahead log");
        foreach (var file in Directory.EnumerateFiles(notes.DataDirectory))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    private static Task MigrateAsync(NotesDatabase notes, IReadOnlyList<MigrationScript> scripts)
        => notes.Services.GetRequiredService<MigrationRunner>().MigrateAsync(scripts, CancellationToken.None);

    private static string? Ask(NotesDatabase notes, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={notes.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
