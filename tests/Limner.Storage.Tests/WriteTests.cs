using Limner.Kernel.Errors;
using Limner.Storage.Events;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Storage.Tests;

public sealed class WriteTests
{
    [Fact]
    public async Task A_write_that_returns_is_kept_with_what_it_had_not_saved()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await notes.AddAsync("kept");
        (await notes.ReadAllAsync()).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await Should.ThrowAsync<InvalidTimeZoneException>(() => notes.Database.WriteAsync(
            async (db, token) =>
            {
                db.Add(new NoteRow { Text = "saved, then regretted" });
                await db.SaveChangesAsync(token);
                throw new InvalidTimeZoneException();
            },
            CancellationToken.None));
        (await notes.ReadAllAsync()).ShouldBeEmpty();
        await notes.AddAsync("the next one is not in its way");
    }

    [Fact]
    public async Task Writes_run_one_after_the_other()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => notes.Database.WriteAsync(
            async (db, token) =>
            {
                // Read, think, write: two at once would both see the same count.
                var count = await db.Set<NoteRow>().CountAsync(token);
                await Task.Yield();
                db.Add(new NoteRow { Text = $"{count}" });
            },
            CancellationToken.None))));
        (await notes.ReadAllAsync()).ShouldBe(Enumerable.Range(0, 40).Select(count => $"{count}"));
    }

    [Fact]
    public async Task A_write_inside_a_write_is_refused_instead_of_waiting_for_ever()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => notes.Database.WriteAsync((_, _) => notes.AddAsync("inner"), CancellationToken.None));
        await notes.AddAsync("afterwards");
        (await notes.ReadAllAsync()).ShouldBe(["afterwards"]);
    }

    [Fact]
    public async Task What_follows_a_commit_may_write_again()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        Task? second = null;
        await notes.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new NoteRow { Text = "first" });
                db.AfterCommit(() => second = notes.AddAsync("second"));
                return Task.CompletedTask;
            },
            CancellationToken.None);
        await second.ShouldNotBeNull();
        (await notes.ReadAllAsync()).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task After_commit_runs_on_commit_only_and_sees_what_was_kept()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        var calls = 0;
        await Should.ThrowAsync<InvalidTimeZoneException>(() => notes.Database.WriteAsync(
            (db, _) =>
            {
                db.AfterCommit(() => calls++);
                throw new InvalidTimeZoneException();
            },
            CancellationToken.None));
        calls.ShouldBe(0);

        var seen = -1;
        await notes.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new NoteRow { Text = "kept" });
                db.AfterCommit(() =>
                {
                    using var read = notes.Database.Read();
                    seen = read.Set<NoteRow>().Count();
                });
                return Task.CompletedTask;
            },
            CancellationToken.None);
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task An_action_after_the_commit_that_fails_harms_neither_the_write_nor_the_next_action()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        var called = false;
        await notes.Database.WriteAsync(
            (db, _) =>
            {
                db.Add(new NoteRow { Text = "kept" });
                db.AfterCommit(() => throw new InvalidTimeZoneException());
                db.AfterCommit(() => called = true);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        called.ShouldBeTrue();
        (await notes.ReadAllAsync()).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Handlers_of_an_event_write_in_the_transaction_that_published_it()
    {
        await using var notes = await NotesDatabase.OpenAsync(services => services.AddSingleton<IDomainEventHandler<NoteWritten>, Echo>());
        await notes.Database.WriteAsync((db, token) => db.PublishAsync(new NoteWritten("heard"), token), CancellationToken.None);
        (await notes.ReadAllAsync()).ShouldBe(["echo of heard"]);

        await Should.ThrowAsync<InvalidTimeZoneException>(() => notes.Database.WriteAsync(
            async (db, token) =>
            {
                await db.PublishAsync(new NoteWritten("unheard"), token);
                throw new InvalidTimeZoneException();
            },
            CancellationToken.None));
        (await notes.ReadAllAsync()).ShouldBe(["echo of heard"]);
    }

    [Fact]
    public async Task A_handler_that_fails_undoes_the_write_it_follows()
    {
        await using var notes = await NotesDatabase.OpenAsync(services => services.AddSingleton<IDomainEventHandler<NoteWritten>, Refusal>());
        await Should.ThrowAsync<InvalidTimeZoneException>(() => notes.Database.WriteAsync(
            async (db, token) =>
            {
                db.Add(new NoteRow { Text = "never" });
                await db.PublishAsync(new NoteWritten("never"), token);
            },
            CancellationToken.None));
        (await notes.ReadAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_disk_is_storage_full_and_over_when_there_is_room_again()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        var failure = await Should.ThrowAsync<LimnerException>(() => notes.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1", token);
                db.Add(new NoteRow { Text = new string('x', 1_000_000) });
            },
            CancellationToken.None));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.StorageFull);
        (await notes.ReadAllAsync()).ShouldBeEmpty();

        await notes.Database.WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1000000", token), CancellationToken.None);
        await notes.AddAsync("room again");
        (await notes.ReadAllAsync()).ShouldBe(["room again"]);
    }

    [Fact]
    public async Task A_broken_constraint_stays_the_callers_to_expect()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        await notes.AddAsync("first");
        await Should.ThrowAsync<SqliteException>(() => notes.Database.WriteAsync(
            (db, token) => db.Database.ExecuteSqlRawAsync("INSERT INTO notes (id, text) VALUES (1, 'again')", token), CancellationToken.None));
    }

    [Fact]
    public async Task A_write_cancelled_while_it_waits_never_runs()
    {
        await using var notes = await NotesDatabase.OpenAsync();
        var inside = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var first = notes.Database.WriteAsync(
            async (_, _) =>
            {
                inside.SetResult();
                await leave.Task;
            },
            CancellationToken.None);
        await inside.Task;
        using var source = new CancellationTokenSource();
        var second = notes.Database.WriteAsync((db, _) => Task.FromResult(db.Add(new NoteRow { Text = "never" })), source.Token);
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        leave.SetResult();
        await first;
        (await notes.ReadAllAsync()).ShouldBeEmpty();
    }

    private sealed class Echo : IDomainEventHandler<NoteWritten>
    {
        public Task HandleAsync(NoteWritten message, LimnerDb db, CancellationToken cancellation)
        {
            db.Add(new NoteRow { Text = $"echo of {message.Text}" });
            return Task.CompletedTask;
        }
    }

    private sealed class Refusal : IDomainEventHandler<NoteWritten>
    {
        public Task HandleAsync(NoteWritten message, LimnerDb db, CancellationToken cancellation) => throw new InvalidTimeZoneException();
    }
}
