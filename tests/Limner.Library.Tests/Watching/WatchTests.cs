using Limner.Library.Watching;
using Limner.Storage;
using Limner.Testing;
using Limner.Testing.Pictures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Library.Tests.Watching;

/// <summary>The whole way from a change on a real disk to the gallery: the system's events, the watcher, the job runner, the scan. Only the clock is the tests'.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private readonly FakeClock _clock = new();
    private readonly SwitchedEvents _events = new();
    private Library _library = null!;
    private FolderRow _folder = null!;

    public async Task InitializeAsync() => await StartAsync();

    public async Task DisposeAsync() => await _library.DisposeAsync();

    [Fact]
    public async Task A_copied_tree_of_800_files_is_indexed_whole() => await CopyAsync(800);

    [Fact]
    [Trait("run", "full")]
    public async Task A_copied_tree_of_20000_files_is_indexed_whole() => await CopyAsync(20_000);

    [Fact]
    public async Task A_directory_moved_in_is_indexed_whole()
    {
        var outside = Outside("trip");
        ManyPictures.Write(outside, 40);
        Directory.Move(outside, _library.Folder.At("trip"));
        await UntilReadyAsync(41);
    }

    [Fact]
    public async Task A_renamed_directory_keeps_its_images()
    {
        _library.Folder.AddPicture("old/b.png", 2);
        await UntilReadyAsync(2);
        var before = (await _library.ImagesAsync(_folder)).ConvertAll(image => image.Id);
        Directory.Move(_library.Folder.At("old"), _library.Folder.At("new"));
        await UntilAsync(async () => (await _library.FilesAsync()) is { Count: 2 } files && files.TryGetValue("new/b.png", out var file) && file.State == ImageFileState.Ready);
        (await _library.ImagesAsync(_folder)).ConvertAll(image => image.Id).ShouldBe(before);
    }

    [Fact]
    public async Task A_deleted_file_leaves_the_gallery()
    {
        _library.Folder.AddPicture("b.png", 2);
        await UntilReadyAsync(2);
        File.Delete(_library.Folder.At("b.png"));
        await UntilAsync(async () => (await _library.FilesAsync())["b.png"].State == ImageFileState.Missing);
    }

    [Fact]
    public async Task A_directory_moved_away_leaves_the_gallery()
    {
        _library.Folder.AddPicture("sub/b.png", 2);
        await UntilReadyAsync(2);
        Directory.Move(_library.Folder.At("sub"), Outside("sub"));
        await UntilAsync(async () => (await _library.FilesAsync())["sub/b.png"].State == ImageFileState.Missing);
    }

    [Fact]
    public async Task A_file_still_being_written_is_not_read_half_even_by_a_scan_that_somebody_asks_for()
    {
        var whole = ManyPictures.Gradient(7);
        await using (var file = new FileStream(_library.Folder.At("b.png"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            var step = 1 + (whole.Length / 6);
            for (var written = 0; written < whole.Length; written += step)
            {
                await file.WriteAsync(whole.AsMemory(written, Math.Min(step, whole.Length - written)));
                await UntilAsync(() => Task.FromResult(_library.Get<WatchedFolders>().IsUnsettled(_folder.Id, "b.png")), advance: false);
                if (written > 0)
                {
                    // The look that sees the change comes a fraction of the time of rest later.
                    await UntilAsync(
                        () =>
                        {
                            _clock.Advance(Settle / 40);
                            return Task.FromResult(_library.Get<WatchedFolders>().IsBeingWritten(_folder.Id, "b.png"));
                        },
                        advance: false);
                    await _library.ScanAsync(_folder, retryFailed: true);
                }

                await _library.ScanAsync(_folder, unasked: true);
                (await _library.FilesAsync()).Keys.ShouldBe(["a.png"]);
            }
        }

        await UntilReadyAsync(2);
        (await _library.FilesAsync())["b.png"].State.ShouldBe(ImageFileState.Ready);
    }

    [Fact]
    public async Task A_file_of_which_only_was_heard_is_read_by_a_scan_that_somebody_asks_for_and_one_that_is_gone_is_missed()
    {
        // Moved in whole: of a file written in place the watcher may have seen the beginning, and would call it changing.
        var path = _library.Folder.At("b.png");
        await File.WriteAllBytesAsync(Outside("b.png"), ManyPictures.Gradient(2));
        File.Move(Outside("b.png"), path);
        await UntilAsync(() => Task.FromResult(_library.Get<WatchedFolders>().IsUnsettled(_folder.Id, "b.png")), advance: false);
        await _library.ScanAsync(_folder, unasked: true);
        (await _library.FilesAsync()).Keys.ShouldBe(["a.png"]);
        await _library.ScanAsync(_folder, retryFailed: true);
        (await _library.FilesAsync())["b.png"].State.ShouldBe(ImageFileState.Ready);

        File.Delete(path);
        await _library.ScanAsync(_folder, retryFailed: true);
        (await _library.FilesAsync())["b.png"].State.ShouldBe(ImageFileState.Missing);
    }

    [Fact]
    public async Task An_overflow_loses_nothing_and_is_shown_until_the_next_look()
    {
        _events.Lose = true;
        _library.Folder.AddPicture("lost/b.png", 2);
        _events.Fail(new InternalBufferOverflowException());

        // No time passes before it is shown: how much of it passes while the picture is read depends on the machine, and what is shown ends with it.
        await UntilAsync(() => Task.FromResult(StateNow() == new FolderWatching(WatchState.Polling, WatchReason.Overflow)), advance: false);
        (await HealthAsync()).Status.ShouldBe(HealthStatus.Degraded);
        await UntilReadyAsync(2);

        _events.Lose = false;
        await UntilAsync(() => Task.FromResult(_events.Begun >= 2));
        _library.Folder.AddPicture("lost/c.png", 3);
        await UntilReadyAsync(3);
        await UntilAsync(() => Task.FromResult(StateNow().State == WatchState.Events));
        (await HealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task At_the_limit_of_watches_the_folder_is_polled_and_says_so()
    {
        _events.Refuse = new IOException("The configured user limit (128) on the number of inotify instances has been reached.");
        _events.Fail(_events.Refuse);
        await UntilAsync(() => Task.FromResult(StateNow() == new FolderWatching(WatchState.Polling, WatchReason.Limit)));
        (await HealthAsync()).Description!.ShouldContain("fs.inotify.max_user_watches");
        _library.Folder.AddPicture("b.png", 2);
        await UntilReadyAsync(2);

        _events.Refuse = null;
        await UntilAsync(() => Task.FromResult(StateNow().State == WatchState.Events));
    }

    [Fact]
    public async Task What_no_event_told_of_is_found_by_the_scheduled_scan()
    {
        _events.Lose = true;
        _library.Folder.AddPicture("lost/b.png", 2);
        await UntilReadyAsync(2);
    }

    /// <summary>The worst of all cases, by the real clock: not one event arrives.</summary>
    [Fact]
    [Trait("run", "full")]
    public async Task At_a_rescan_interval_of_30_seconds_all_that_was_lost_is_indexed_within_a_minute()
    {
        var deaf = new SwitchedEvents { Lose = true };
        await using var library = await Library.StartAsync(
            null, services => services.Replace(ServiceDescriptor.Singleton<IFolderEvents>(deaf)), ("library:rescan_minutes", "0.5"));
        library.Folder.AddPicture("a.png", 1);
        var folder = await library.AddFolderAsync();
        await library.RunAsync();
        await UntilReadyAsync(library, folder, 1);

        var start = TimeProvider.System.GetTimestamp();
        ManyPictures.Write(library.Folder.At("copied"), 400);
        await UntilReadyAsync(library, folder, 401);
        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_folder_on_a_network_mount_is_polled_and_does_not_ask_for_events()
    {
        await using var library = await StartAnotherAsync(services => services.Replace(ServiceDescriptor.Singleton<Mounts>(new NetworkMounts())));
        library.Folder.AddPicture("a.png", 1);
        var folder = await library.AddFolderAsync();
        await library.RunAsync();
        await UntilReadyAsync(library, folder, 1);
        library.Get<WatchedFolders>().StateOf(folder).ShouldBe(new FolderWatching(WatchState.Polling, WatchReason.Network));
        library.Folder.AddPicture("b.png", 2);
        await UntilReadyAsync(library, folder, 2);
        var health = await HealthAsync(library);
        (health.Status, health.Description).ShouldBe((HealthStatus.Healthy, "1 folder on network mounts: looked through from time to time."));
    }

    [Fact]
    public async Task What_happened_while_the_server_was_down_is_found_when_it_starts()
    {
        await using var library = await StartAnotherAsync(null, ("library:rescan_minutes", "0"));
        library.Folder.AddPicture("a.png", 1);
        var folder = await library.AddFolderAsync();
        await library.ScanAsync(folder);
        await library.Database.WriteAsync((db, token) => db.Database.ExecuteSqlAsync($"DELETE FROM jobs", token), CancellationToken.None);
        library.Folder.AddPicture("b.png", 2);
        await library.RunAsync();
        await UntilReadyAsync(library, folder, 2);
    }

    [Fact]
    public async Task A_folder_that_is_not_to_be_watched_is_left_to_the_schedule()
    {
        await _library.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<FolderRow>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Watch, false), token);
                await db.PublishAsync(new FoldersChanged(), token);
            },
            CancellationToken.None);
        await UntilAsync(() => Task.FromResult(_events.Alive == 0), advance: false);
        await UntilAsync(() => Task.FromResult(StateNow() == new FolderWatching(WatchState.Off, null)), advance: false);
        _library.Folder.AddPicture("b.png", 2);
        await UntilReadyAsync(2);
    }

    [Fact]
    public async Task A_removed_folder_is_watched_no_more()
    {
        await _library.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Set<FolderRow>().ExecuteDeleteAsync(token);
                await db.PublishAsync(new FoldersChanged(), token);
            },
            CancellationToken.None);
        await UntilAsync(() => Task.FromResult(_events.Alive == 0), advance: false);
        _library.Get<WatchedFolders>().States.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_comes_back_is_scanned_and_watched_again()
    {
        Directory.Move(_library.Folder.Path, Outside("away"));
        await UntilAsync(() => Task.FromResult(StateNow().Reason == WatchReason.Missing));
        await UntilAsync(async () => (await FolderAsync()).State == FolderState.Missing);
        (await _library.ImagesAsync(_folder)).ShouldHaveSingleItem();

        Directory.Move(Outside("away"), _library.Folder.Path);
        await UntilAsync(() => Task.FromResult(StateNow().State == WatchState.Events));
        await UntilAsync(async () => (await FolderAsync()).State == FolderState.Ready);
        _library.Folder.AddPicture("b.png", 2);
        await UntilReadyAsync(2);
    }

    [Fact]
    public async Task Scheduled_scans_that_find_nothing_leave_no_mark_in_the_list_of_jobs()
    {
        var before = (await FolderAsync()).LastScanAt;
        await UntilAsync(async () => (await FolderAsync()).LastScanAt > before && await CountJobsAsync(uneventful: true) > 0);
        (await CountJobsAsync(uneventful: false)).ShouldBe(0);

        _library.Folder.AddPicture("b.png", 2);
        await UntilReadyAsync(2);
        await UntilAsync(async () => await CountJobsAsync(uneventful: false) == 1);
    }

    [Fact]
    public void The_scheduled_scans_of_many_folders_are_spread_over_the_interval()
    {
        var times = Enumerable.Range(1, 100).Select(id => FolderWatch.Spread(id)).Order().ToList();
        times[0].ShouldBeGreaterThan(0);
        times[^1].ShouldBeLessThanOrEqualTo(1);
        times.Zip(times.Skip(1), (one, next) => next - one).Max().ShouldBeLessThan(0.03);
    }

    private async Task CopyAsync(int count)
    {
        var outside = Outside("source");
        ManyPictures.Write(outside, 100);

        // Different bytes at little cost: what is tested is whether each is found.
        for (var copy = 1; copy < count / 100; copy++)
        {
            await _library.Folder.ShellAsync($"cp -r '{outside}/part 000' '{outside}/part {copy:D3}'");
        }

        await _library.Folder.ShellAsync($"cp -r '{outside}' copied");
        await UntilReadyAsync(count + 1);
    }

    private async Task StartAsync()
    {
        _library = await StartAnotherAsync(services => services.Replace(ServiceDescriptor.Singleton<IFolderEvents>(_events)));
        _library.Folder.AddPicture("a.png", 1);
        _folder = await _library.AddFolderAsync();
        await _library.RunAsync();
        await UntilReadyAsync(1);
        await UntilAsync(async () => StateNow().State == WatchState.Events && (await FolderAsync()).LastScanAt is not null);
    }

    private Task<Library> StartAnotherAsync(Action<IServiceCollection>? adjust, params (string Key, string Value)[] settings)
        => Library.StartAsync(
            null,
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
                adjust?.Invoke(services);
            },
            [("library:poll_seconds", "20"), .. settings]);

    private string Outside(string name) => Path.Join(Path.GetDirectoryName(_library.Folder.Path), name);

    private FolderWatching StateNow() => _library.Get<WatchedFolders>().StateOf(_folder);

    private Task<HealthCheckResult> HealthAsync(Library? library = null)
        => new WatchingCheck((library ?? _library).Get<WatchedFolders>()).CheckHealthAsync(new HealthCheckContext());

    private async Task<FolderRow> FolderAsync()
    {
        await using var db = _library.Database.Read();
        return await db.Set<FolderRow>().SingleAsync();
    }

    private async Task<long> CountJobsAsync(bool uneventful)
    {
        await using var db = _library.Database.Read();
        return await db.Database.SqlQuery<long>($"SELECT count(*) AS Value FROM jobs WHERE uneventful = {uneventful} AND priority < 0 AND state = 'succeeded'").SingleAsync();
    }

    private Task UntilReadyAsync(int files) => UntilReadyAsync(_library, _folder, files);

    private Task UntilReadyAsync(Library library, FolderRow folder, int files)
        => UntilAsync(async () =>
        {
            await using var db = library.Database.Read();
            return await db.Set<ImageFileRow>().CountAsync(file => file.FolderId == folder.Id && file.State == ImageFileState.Ready) == files;
        });

    /// <summary>Lets time pass, the clock's much faster than the real, until something holds; an hour of the one and two minutes of the other at most.</summary>
    private async Task UntilAsync(Func<Task<bool>> condition, bool advance = true)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse("It did not come to be.");
            if (advance)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }

    private sealed class NetworkMounts : Mounts
    {
        public override Mount Of(string path) => new(7, "/mnt/nas", "nfs4");
    }

    /// <summary>The real events, which can be made to fail and to lose everything.</summary>
    private sealed class SwitchedEvents : IFolderEvents
    {
        private Action<Exception>? _failed;
        private int _alive;

        public bool Lose { get; set; }

        public IOException? Refuse { get; set; }

        public int Begun { get; private set; }

        public int Alive => _alive;

        public void Fail(Exception exception) => _failed!(exception);

        public IDisposable Begin(string path, bool recursive, Action<string> noted, Action<Exception> failed)
        {
            if (Refuse is not null)
            {
                throw Refuse;
            }

            Begun++;
            _failed = failed;
            var real = new FileSystemEvents().Begin(
                path,
                recursive,
                changed =>
                {
                    if (!Lose)
                    {
                        noted(changed);
                    }
                },
                failed);
            Interlocked.Increment(ref _alive);
            return new Ended(() =>
            {
                real.Dispose();
                Interlocked.Decrement(ref _alive);
            });
        }

        private sealed class Ended(Action action) : IDisposable
        {
            public void Dispose() => action();
        }
    }
}
