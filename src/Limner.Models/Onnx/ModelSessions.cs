using System.Diagnostics.Metrics;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Native.Onnx;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Models.Onnx;

/// <summary>
/// The only holder of ONNX Runtime sessions. A model is loaded on first use, once however many ask at the same time, shared by all, and
/// counted against <c>models.memory_budget_mb</c>. When room is needed the idle model used longest ago goes; a model nobody uses for
/// <c>models.unload_after_minutes</c> goes too; one that is leased never does. When all memory is leased, callers wait.
/// </summary>
public sealed class ModelSessions : IAsyncDisposable
{
    private const long Mebibyte = 1 << 20;

    /// <summary>
    /// Counted bytes of a network from which it works without an arena: that grows in powers of two and made 9.5 GB of the 6.2 GB that Stable Diffusion 1.5 in single precision
    /// takes, and runs of seconds do not notice the allocations.
    /// </summary>
    private const long LargeBytes = 1 << 30;

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, SessionSlot> _slots = [];
    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);
    private readonly Lazy<OrtEnvironment> _environment = new(() => new OrtEnvironment(), LazyThreadSafetyMode.PublicationOnly);
    private readonly Meter _meter = new("Limner.Models");
    private readonly Histogram<double> _loadDuration;
    private readonly ModelStore _store;
    private readonly IOptionsMonitor<ModelsOptions> _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<ModelSessions> _logger;
    private readonly ITimer _idleTimer;
    private TaskCompletionSource? _roomChanged;
    private bool _idleTimerArmed;
    private long _uses;
    private bool _disposed;

    public ModelSessions(ModelStore store, IOptionsMonitor<ModelsOptions> options, TimeProvider clock, ILogger<ModelSessions> logger)
    {
        _store = store;
        _options = options;
        _clock = clock;
        _logger = logger;
        _idleTimer = clock.CreateTimer(_ => UnloadIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loadDuration = _meter.CreateHistogram<double>("limner.models.load.duration", "s", "Time to verify and load a model");
        _meter.CreateObservableUpDownCounter("limner.models.memory", () => Loaded.Sum(model => model.Bytes), "By", "What loaded models are counted with");
    }

    /// <summary>The models in memory or on their way there.</summary>
    public IReadOnlyList<LoadedModel> Loaded
    {
        get
        {
            lock (_gate)
            {
                return [.. _slots.Values.Select(slot => new LoadedModel(slot.Source.Key.Id, slot.Source.Bytes, slot.Leases, _clock.GetElapsedTime(slot.LastUsed), slot.Source.Key.File))];
            }
        }
    }

    /// <summary>Threads that a painting model loaded now runs on.</summary>
    public int PaintingThreads => _options.CurrentValue.PaintingThreads is > 0 and var threads ? threads : Environment.ProcessorCount;

    /// <summary>Takes a model of one ONNX file for a run, loading it when it is not in memory. Dispose the lease right after.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c> or <c>native_library</c>.</exception>
    /// <exception cref="OperationCanceledException">This caller gave up; a load in progress goes on for the others.</exception>
    public async ValueTask<ModelLease> LeaseAsync(string id, CancellationToken cancellation)
    {
        var slot = TryTake(new SessionKey(id, null)) ?? await ReserveAsync(SessionSource.OfWhole(_store.Find(id)), cancellation);
        return await LeaseAsync(slot, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes one ONNX file of a model that has several (encoders, the parts of a pipeline), each of which is loaded, counted and unloaded by itself, with the files
    /// its weights are in. Otherwise as <see cref="LeaseAsync(string, CancellationToken)"/>.
    /// </summary>
    /// <param name="file">Path of the file in the model's manifest, ending in <c>.onnx</c>.</param>
    /// <exception cref="LimnerException"><c>model_not_found</c> (no such model, or no such file in it), <c>model_load</c> or <c>native_library</c>.</exception>
    public async ValueTask<ModelLease> LeaseAsync(string id, string file, CancellationToken cancellation)
    {
        var slot = TryTake(new SessionKey(id, file)) ?? await ReserveAsync(await Task.Run(() => SourceOf(id, file), cancellation), cancellation);
        return await LeaseAsync(slot, cancellation).ConfigureAwait(false);
    }

    /// <summary>Refuses a part of a model that could never be loaded, before anything waits for it: alone it takes more than <c>models.memory_budget_mb</c>.</summary>
    /// <param name="id">An installed model.</param>
    /// <param name="file">Path of an ONNX file of it.</param>
    /// <param name="bytes">Of that file and of those its weights are in.</param>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>generation_memory</c>.</exception>
    public void RequireLoadable(string id, string file, long bytes)
    {
        var (counted, budget) = (SessionSource.Counted(_store.Find(id), bytes), _options.CurrentValue.MemoryBudgetBytes);
        if (counted > budget)
        {
            throw new LimnerException(ErrorCatalogue.GenerationMemory, Refusal(new SessionKey(id, file), counted, budget));
        }
    }

    /// <summary>
    /// Lets a model go: it leaves memory, nobody gets it while <paramref name="remove"/> runs, and whoever asks afterwards finds what the store then holds.
    /// </summary>
    /// <param name="remove">Takes its files away.</param>
    /// <exception cref="LimnerException"><c>model_in_use</c>: it is leased or being loaded, or somebody else is removing it; nothing has changed.</exception>
    public async Task WithdrawAsync(string id, Func<Task> remove)
    {
        List<SessionSlot> slots;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            slots = [.. _slots.Values.Where(slot => slot.Source.Key.Id == id)];
            if (slots.Exists(slot => !slot.IsIdle) || !_withdrawn.Add(id))
            {
                throw new LimnerException(ErrorCatalogue.ModelInUse, id);
            }

            slots.ForEach(slot => _slots.Remove(slot.Source.Key));
            Signal();
        }

        try
        {
            Unload(slots, "it is removed");
            await remove();
        }
        finally
        {
            lock (_gate)
            {
                _withdrawn.Remove(id);
            }
        }
    }

    /// <summary>
    /// Waits for loads in progress, which nothing can stop: at the end of the process the runtime's own globals go, and a thread that is still inside it would take the
    /// process down with a segmentation fault.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        List<SessionSlot> slots;
        List<Task> loads;
        lock (_gate)
        {
            _disposed = true;
            slots = [.. _slots.Values.Where(slot => slot.Loaded is not null)];
            loads = [.. _slots.Values.Select(slot => slot.Session)];
            _slots.Clear();
            Signal();
        }

        await Task.WhenAll(loads).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // whoever asked for a model learns why it could not be loaded
        await _idleTimer.DisposeAsync();
        Unload(slots, "the server stops");
        if (_environment.IsValueCreated)
        {
            _environment.Value.Dispose();
        }

        _meter.Dispose();
    }

    private async ValueTask<ModelLease> LeaseAsync(SessionSlot slot, CancellationToken cancellation)
    {
        try
        {
            // Whoever asked hears of it before a disposal that waits for the load ends.
            return new ModelLease(await slot.Session.WaitAsync(cancellation).ConfigureAwait(false), () => Release(slot));
        }
        catch
        {
            Release(slot);
            throw;
        }
    }

    private SessionSource SourceOf(string id, string file)
    {
        var model = _store.Find(id);
        return model.FileAt(file) is { } part && file.EndsWith(".onnx", StringComparison.Ordinal)
            ? SessionSource.OfFile(model, part, _store.ExternalDataOf(model, part))
            : throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{id} has no ONNX file {file}");
    }

    private SessionSlot? TryTake(SessionKey key)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_withdrawn.Contains(key.Id))
            {
                throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{key.Id} is being removed");
            }

            if (_slots.TryGetValue(key, out var slot))
            {
                Use(slot, +1);
            }

            return slot;
        }
    }

    private async ValueTask<SessionSlot> ReserveAsync(SessionSource source, CancellationToken cancellation)
    {
        while (true)
        {
            Task roomChanged;
            lock (_gate)
            {
                if (TryTake(source.Key) is { } other)
                {
                    return other;
                }

                if (TryMakeRoom(source) is { } evicted)
                {
                    var slot = new SessionSlot { Source = source };
                    _slots.Add(source.Key, slot);
                    Use(slot, +1);

                    // The threads of a painting model's session have the priority of the one that opens it: that of jobs. Others have none of their own.
                    slot.Session = Task.Factory.StartNew(
                        () => LoadAsync(slot, evicted), CancellationToken.None, TaskCreationOptions.DenyChildAttach,
                        source.Model.Task == ModelTasks.TextToImage ? TaskScheduler.Current : TaskScheduler.Default).Unwrap();
                    return slot;
                }

                _roomChanged ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                roomChanged = _roomChanged.Task;
            }

            await roomChanged.WaitAsync(cancellation);
        }
    }

    /// <summary>Takes idle models out, oldest use first, until this one fits; null, and nothing taken, when it does not fit yet.</summary>
    private List<SessionSlot>? TryMakeRoom(SessionSource source)
    {
        var budget = _options.CurrentValue.MemoryBudgetBytes;
        if (source.Bytes > budget)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, Refusal(source.Key, source.Bytes, budget));
        }

        var missing = _slots.Values.Sum(slot => slot.Source.Bytes) + source.Bytes - budget;
        List<SessionSlot> evicted = [];
        foreach (var slot in _slots.Values.Where(slot => slot.IsIdle).OrderBy(slot => slot.LastUse))
        {
            if (missing <= 0)
            {
                break;
            }

            missing -= slot.Source.Bytes;
            evicted.Add(slot);
        }

        if (missing > 0)
        {
            return null;
        }

        evicted.ForEach(slot => _slots.Remove(slot.Source.Key));
        return evicted;
    }

    private static string Refusal(SessionKey key, long bytes, long budget) => $"{key} needs {(bytes + Mebibyte - 1) / Mebibyte} MiB, models.memory_budget_mb allows {budget / Mebibyte}";

    private async Task<OrtSession> LoadAsync(SessionSlot slot, List<SessionSlot> evicted)
    {
        try
        {
            Unload(evicted, "another model needs the memory");
            var started = _clock.GetTimestamp();
            var (model, files) = (slot.Source.Model, slot.Source.Needed);
            foreach (var file in files)
            {
                await _store.VerifyAsync(model, file, CancellationToken.None);
            }

            if (_store.ExternalDataOf(model, files[0]).FirstOrDefault(file => !files.Contains(file)) is { } changed)
            {
                throw new LimnerException(ErrorCatalogue.ModelLoad, $"{changed.Path} of {model.Id} was not looked at");
            }

            var session = Open(_store.PathOf(model, files[0]), model, slot.Source.Bytes);
            var elapsed = _clock.GetElapsedTime(started);
            _loadDuration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("model", slot.Source.Key.ToString()));
            Log.Loaded(_logger, slot.Source.Key.ToString(), (long)elapsed.TotalMilliseconds, slot.Source.Bytes / Mebibyte);
            return Keep(slot, session);
        }
        catch
        {
            // Whoever waits learns of it from the task; whoever comes next tries again.
            lock (_gate)
            {
                _slots.Remove(slot.Source.Key);
                Signal();
            }

            throw;
        }
    }

    private OrtSession Open(string path, ModelManifest model, long bytes)
    {
        try
        {
            return new OrtSession(
                _environment.Value,
                path,
                new OrtSessionOptions { IntraOpThreads = ThreadsFor(model), MemoryPattern = !model.DynamicShapes, MemoryArena = bytes < LargeBytes });
        }
        catch (OrtException failure)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, failure.Message, failure);
        }
    }

    private int ThreadsFor(ModelManifest model) => model.Task == ModelTasks.TextToImage ? PaintingThreads : _options.CurrentValue.IntraOpThreads;

    private OrtSession Keep(SessionSlot slot, OrtSession session)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                slot.Loaded = session;
                Use(slot, 0); // all who asked for it may have given up: then it is idle from now on
                return session;
            }
        }

        session.Dispose();
        throw new ObjectDisposedException(nameof(ModelSessions));
    }

    private void Release(SessionSlot slot)
    {
        lock (_gate)
        {
            Use(slot, -1);
        }
    }

    /// <summary>Call with the gate held.</summary>
    private void Use(SessionSlot slot, int leases)
    {
        slot.Leases += leases;
        slot.LastUse = ++_uses;
        slot.LastUsed = _clock.GetTimestamp();
        if (!slot.IsIdle)
        {
            return;
        }

        Signal();
        if (!_idleTimerArmed)
        {
            ArmIdleTimer(UnloadAfter);
        }
    }

    private void UnloadIdle()
    {
        List<SessionSlot> expired = [];
        lock (_gate)
        {
            _idleTimerArmed = false;
            var unloadAfter = UnloadAfter;
            if (_disposed || unloadAfter == TimeSpan.Zero)
            {
                return;
            }

            var next = TimeSpan.MaxValue;
            foreach (var slot in _slots.Values.Where(slot => slot.IsIdle))
            {
                var left = unloadAfter - _clock.GetElapsedTime(slot.LastUsed);
                if (left <= TimeSpan.Zero)
                {
                    expired.Add(slot);
                }
                else if (left < next)
                {
                    next = left;
                }
            }

            expired.ForEach(slot => _slots.Remove(slot.Source.Key));
            if (expired.Count > 0)
            {
                Signal();
            }

            if (next < TimeSpan.MaxValue)
            {
                ArmIdleTimer(next);
            }
        }

        Unload(expired, "nobody used it");
    }

    private TimeSpan UnloadAfter => TimeSpan.FromMinutes(_options.CurrentValue.UnloadAfterMinutes);

    /// <summary>Call with the gate held.</summary>
    private void ArmIdleTimer(TimeSpan due)
    {
        if (due > TimeSpan.Zero && !_disposed)
        {
            _idleTimerArmed = true;
            _idleTimer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void Unload(List<SessionSlot> slots, string reason)
    {
        foreach (var slot in slots)
        {
            slot.Loaded!.Dispose();
            Log.Unloaded(_logger, slot.Source.Key.ToString(), reason);
        }
    }

    /// <summary>Wakes those who wait for room. Call with the gate held.</summary>
    private void Signal()
    {
        _roomChanged?.SetResult();
        _roomChanged = null;
    }
}
