using Limner.Jobs;
using Limner.Storage;
using Limner.Storage.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Watching;

/// <summary>Keeps a watch for every folder of the library, and begins it anew when what it goes by has changed.</summary>
internal sealed class FolderWatcher(
    IDatabase database,
    IFolderEvents events,
    Mounts mounts,
    ScanRequests requests,
    WatchedFolders watched,
    ILiveFeed live,
    IOptionsMonitor<LibraryOptions> options,
    TimeProvider clock,
    ILogger<FolderWatcher> logger) : BackgroundService, IDomainEventHandler<FoldersChanged>
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private readonly WakeSignal _wakes = new(clock);
    private readonly Dictionary<long, Running> _running = [];
    private TimeSpan? _pause;

    public Task HandleAsync(FoldersChanged message, LimnerDb db, CancellationToken cancellation)
    {
        db.AfterCommit(_wakes.Wake);
        return Task.CompletedTask;
    }

    /// <summary>The watches that there are to be have begun when the server has started.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryToFollowAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _wakes.WaitAsync(_pause, stoppingToken);
                await TryToFollowAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var running in _running.Values)
            {
                await running.Stop.CancelAsync();
            }

            await Task.WhenAll(_running.Values.Select(running => running.Ended));
            foreach (var running in _running.Values)
            {
                running.Stop.Dispose();
            }
        }
    }

    private async Task TryToFollowAsync(CancellationToken stopping)
    {
        try
        {
            await FollowAsync(stopping);
            _pause = null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.WatcherFailed(logger, exception);
            _pause = PauseAfterFailure;
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        List<FolderRow> folders;
        await using (var db = database.Read())
        {
            folders = await db.Set<FolderRow>().OrderBy(folder => folder.Id).ToListAsync(stopping);
        }

        var wanted = folders.ToDictionary(folder => folder.Id);
        foreach (var (id, running) in _running.ToList())
        {
            if (!wanted.TryGetValue(id, out var folder) || Terms.Of(folder) != running.Terms)
            {
                // Not waited for: it may hang on a share that does not answer, and it leaves nothing behind that another stumbles over.
                _running.Remove(id);
                await running.Stop.CancelAsync();
                _ = running.Ended.ContinueWith(_ => running.Stop.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }

        foreach (var folder in folders.Where(folder => !_running.ContainsKey(folder.Id)))
        {
            var stop = new CancellationTokenSource();
            _running.Add(folder.Id, new Running(Terms.Of(folder), stop, Task.Run(() => WatchAsync(folder, stop.Token), CancellationToken.None)));
        }
    }

    private async Task WatchAsync(FolderRow folder, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                try
                {
                    await new FolderWatch(folder, events, mounts, requests, watched, database, live, options, clock, logger).RunAsync(cancellation);
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
                {
                    // A full disk, a locked database: none of it ends the watch for good.
                    Log.WatchFailed(logger, folder.Id, exception);
                    await Task.Delay(PauseAfterFailure, clock, cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The folder went or changed, or the server stops.
        }
    }

    /// <summary>What a watch goes by.</summary>
    private sealed record Terms(string Path, bool Watch, bool Recursive, string Exclude)
    {
        public static Terms Of(FolderRow folder) => new(folder.Path, folder.Watch, folder.Recursive, folder.Exclude);
    }

    private sealed record Running(Terms Terms, CancellationTokenSource Stop, Task Ended);
}
