using Limner.Jobs;
using Limner.Library.Folders;
using Limner.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Watching;

/// <summary>
/// The watch of one folder, as it was when the watch began. All it ever does is to ask for scans: events and time say when, the scan finds what. It runs
/// beside the others, so that a share that hangs holds up nobody but itself.
/// </summary>
internal sealed class FolderWatch
{
    /// <summary>Paths kept of what was heard; of more it is only known that there were more.</summary>
    public const int MaxPaths = 20_000;

    // A camera that is emptied picture by picture must not have the folder walked for each.
    private static readonly TimeSpan BetweenScans = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileScanRuns = TimeSpan.FromSeconds(2);

    // A burst that overflowed is over, or will overflow again.
    private static readonly TimeSpan AfterOverflow = TimeSpan.FromSeconds(10);

    private readonly FolderRow _folder;
    private readonly IFolderEvents _events;
    private readonly Mounts _mounts;
    private readonly ScanRequests _requests;
    private readonly WatchedFolders _watched;
    private readonly IDatabase _database;
    private readonly ILiveFeed _live;
    private readonly IOptionsMonitor<LibraryOptions> _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WakeSignal _wakes;
    private readonly NotedPaths _notes;
    private readonly SettlingFiles _settling;
    private readonly TimeSpan _rest;

    private IDisposable? _source;
    private FolderWatching _state = new(WatchState.Off, WatchReason.Starting);
    private Place _place;
    private DateTimeOffset? _heard;
    private bool _isTime;
    private DateTimeOffset _mayAskAt;
    private DateTimeOffset _pollAt;
    private DateTimeOffset? _rescanAt;
    private DateTimeOffset? _armAt;
    private DateTimeOffset _strainedUntil;

    public FolderWatch(
        FolderRow folder,
        IFolderEvents events,
        Mounts mounts,
        ScanRequests requests,
        WatchedFolders watched,
        IDatabase database,
        ILiveFeed live,
        IOptionsMonitor<LibraryOptions> options,
        TimeProvider clock,
        ILogger logger)
    {
        (_folder, _events, _mounts, _requests, _watched, _database, _live, _options, _clock, _logger) = (folder, events, mounts, requests, watched, database, live, options, clock, logger);
        _wakes = new WakeSignal(clock);
        _notes = new NotedPaths(MaxPaths, _wakes.Wake);
        _rest = options.CurrentValue.Settle;
        _settling = new SettlingFiles(folder.Path, folder.Recursive, ExcludeGlobs.FromJson(folder.Exclude), _rest, clock, MaxPaths);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            var begun = _clock.GetUtcNow();
            _pollAt = begun + _options.CurrentValue.Poll;
            _rescanAt = begun + _options.CurrentValue.Rescan * Spread(_folder.Id);
            await ArmAsync(cancellation);

            // What happened while nobody watched.
            _heard = _clock.GetUtcNow();
            while (true)
            {
                await HearAsync(cancellation);
                await LookAtTheClockAsync(cancellation);
                await AskAsync(cancellation);
                await _wakes.WaitAsync(UntilNextLook(), cancellation);
            }
        }
        finally
        {
            _source?.Dispose();
            _watched.Remove(_folder.Id, _settling);
        }
    }

    /// <summary>Where in the interval a folder's own time lies: any number of folders are spread evenly (multiples of the golden ratio).</summary>
    public static double Spread(long folderId) => 0.1 + (0.9 * (folderId * 0.6180339887498949 % 1));

    private async Task HearAsync(CancellationToken cancellation)
    {
        var noted = _notes.Take();
        _settling.Track(noted);
        if (noted.Failure is { } failure && _source is not null)
        {
            Log.EventsFailed(_logger, _folder.Id, failure);
            _source.Dispose();
            _source = null;
            _heard = _clock.GetUtcNow();
            var reason = ReasonOf(failure);
            if (reason == WatchReason.Overflow)
            {
                // Directories that came into being in the burst may not be watched: begun anew, all are. What is shown stays longer than that.
                _armAt = _heard + AfterOverflow;
                _strainedUntil = _heard.Value + _options.CurrentValue.Poll;
            }

            await ShowAsync(new FolderWatching(WatchState.Polling, reason), cancellation);
        }

        if (_settling.Look())
        {
            _heard = _clock.GetUtcNow();
        }
    }

    private async Task LookAtTheClockAsync(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var options = _options.CurrentValue;
        if (_armAt <= now)
        {
            await ArmAsync(cancellation);
            _heard = _clock.GetUtcNow();
        }

        if (_pollAt <= now)
        {
            _pollAt = now + options.Poll;
            if (_place != FindPlace())
            {
                // Unplugged, mounted, or mounted anew: the events of what lies there now are others.
                await ArmAsync(cancellation);
                _heard = _clock.GetUtcNow();
            }
            else if (_state.State == WatchState.Polling)
            {
                _isTime = true;
                if (_state.Reason == WatchReason.Overflow)
                {
                    await ArmAsync(cancellation);
                }
            }
        }

        if (_rescanAt <= now)
        {
            _rescanAt = now + options.Rescan;
            _isTime = true;

            // Whatever the events have missed to watch, they watch from here on; and a limit may have been raised.
            await ArmAsync(cancellation);
        }
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        if (_heard is { } since)
        {
            if (_mayAskAt <= now)
            {
                var asked = await _requests.AskAsync(_folder.Id, ScanCause.Change, since, cancellation);
                _mayAskAt = now + (asked ? BetweenScans : WhileScanRuns);
                _heard = asked ? null : since;
                _isTime &= !asked;
            }
        }
        else if (_isTime)
        {
            _isTime = false;
            await _requests.AskAsync(_folder.Id, ScanCause.Time, now, cancellation);
        }
    }

    private TimeSpan UntilNextLook()
    {
        var next = _pollAt;
        Sooner(_rescanAt);
        Sooner(_armAt);
        Sooner(_heard is null ? null : _mayAskAt);
        var now = _clock.GetUtcNow();
        Sooner(_settling.IsEmpty ? null : now + (_rest / 4));
        return next - now;

        void Sooner(DateTimeOffset? other)
        {
            if (other < next)
            {
                next = other.Value;
            }
        }
    }

    /// <summary>Begins to listen, or to listen anew, as well as the place allows.</summary>
    private async Task ArmAsync(CancellationToken cancellation)
    {
        _armAt = null;
        _source?.Dispose();
        _source = null;
        _place = FindPlace();
        await ShowAsync(_folder.Watch ? Listen() : new FolderWatching(WatchState.Off, null), cancellation);
    }

    private FolderWatching Listen()
    {
        if (!_place.IsThere)
        {
            return new FolderWatching(WatchState.Polling, WatchReason.Missing);
        }

        if (_place.IsNetwork)
        {
            return new FolderWatching(WatchState.Polling, WatchReason.Network);
        }

        try
        {
            _source = _events.Begin(_folder.Path, _folder.Recursive, _notes.Add, _notes.Fail);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.EventsFailed(_logger, _folder.Id, exception);
            return new FolderWatching(WatchState.Polling, ReasonOf(exception));
        }

        // A limit met on the way down is reported as an event, not thrown.
        var noted = _notes.Take();
        _settling.Track(noted);
        if (noted.Failure is { } failure)
        {
            Log.EventsFailed(_logger, _folder.Id, failure);
            _source.Dispose();
            _source = null;
            return new FolderWatching(WatchState.Polling, ReasonOf(failure));
        }

        return _clock.GetUtcNow() < _strainedUntil ? new FolderWatching(WatchState.Polling, WatchReason.Overflow) : new FolderWatching(WatchState.Events, null);
    }

    private static WatchReason ReasonOf(Exception failure) => failure switch
    {
        InternalBufferOverflowException => WatchReason.Overflow,
        DirectoryNotFoundException => WatchReason.Missing,

        // What the framework says of EMFILE and ENOSPC; it has no types for them.
        IOException when failure.Message.Contains("inotify", StringComparison.OrdinalIgnoreCase) || failure.Message.Contains("user limit", StringComparison.OrdinalIgnoreCase) => WatchReason.Limit,
        _ => WatchReason.Failed,
    };

    private Place FindPlace()
    {
        var mount = _mounts.Of(_folder.Path);
        return new Place(Directory.Exists(_folder.Path), mount?.Id, mount?.IsNetwork == true);
    }

    private async Task ShowAsync(FolderWatching state, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var isNews = state != _state;
        _state = state;
        _watched.Set(_folder.Id, state, _settling);
        if (isNews)
        {
            Log.Watching(_logger, _folder.Id, state.State, state.Reason);
            await using var db = _database.Read();
            _live.FolderChanged(await db.AudienceOfFolderAsync(_folder.Id, cancellation), FolderView.PublicIdOf(_folder.Id));
        }
    }

    private readonly record struct Place(bool IsThere, int? MountId, bool IsNetwork);
}
