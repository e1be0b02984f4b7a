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

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Slot> _slots = [];
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
                return [.. _slots.Values.Select(slot => new LoadedModel(slot.Model.Id, slot.Model.CountedBytes, slot.Leases, _clock.GetElapsedTime(slot.LastUsed)))];
            }
        }
    }

    /// <summary>Takes a model for a run, loading it when it is not in memory. Dispose the lease right after.</summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c> or <c>native_library</c>.</exception>
    /// <exception cref="OperationCanceledException">This caller gave up; a load in progress goes on for the others.</exception>
    public async ValueTask<ModelLease> LeaseAsync(string id, CancellationToken cancellation)
    {
        var slot = TryTake(id) ?? await ReserveAsync(_store.Find(id), cancellation);
        try
        {
            return new ModelLease(await slot.Session.WaitAsync(cancellation), () => Release(slot));
        }
        catch
        {
            Release(slot);
            throw;
        }
    }

    /// <summary>
    /// Waits for loads in progress, which nothing can stop: at the end of the process the runtime's own globals go, and a thread that is still inside it would take the
    /// process down with a segmentation fault.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        List<Slot> slots;
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

    private Slot? TryTake(string id)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_slots.TryGetValue(id, out var slot))
            {
                Use(slot, +1);
            }

            return slot;
        }
    }

    private async ValueTask<Slot> ReserveAsync(ModelManifest model, CancellationToken cancellation)
    {
        while (true)
        {
            Task roomChanged;
            lock (_gate)
            {
                if (TryTake(model.Id) is { } other)
                {
                    return other;
                }

                if (TryMakeRoom(model) is { } evicted)
                {
                    var slot = new Slot { Model = model };
                    _slots.Add(model.Id, slot);
                    Use(slot, +1);
                    slot.Session = Task.Run(() => LoadAsync(slot, evicted), CancellationToken.None);
                    return slot;
                }

                _roomChanged ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                roomChanged = _roomChanged.Task;
            }

            await roomChanged.WaitAsync(cancellation);
        }
    }

    /// <summary>Takes idle models out, oldest use first, until this one fits; null, and nothing taken, when it does not fit yet.</summary>
    private List<Slot>? TryMakeRoom(ModelManifest model)
    {
        var budget = _options.CurrentValue.MemoryBudgetMb * Mebibyte;
        if (model.CountedBytes > budget)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad,
                $"{model.Id} needs {(model.CountedBytes + Mebibyte - 1) / Mebibyte} MiB, models.memory_budget_mb allows {budget / Mebibyte}");
        }

        var missing = _slots.Values.Sum(slot => slot.Model.CountedBytes) + model.CountedBytes - budget;
        List<Slot> evicted = [];
        foreach (var slot in _slots.Values.Where(slot => slot.IsIdle).OrderBy(slot => slot.LastUse))
        {
            if (missing <= 0)
            {
                break;
            }

            missing -= slot.Model.CountedBytes;
            evicted.Add(slot);
        }

        if (missing > 0)
        {
            return null;
        }

        evicted.ForEach(slot => _slots.Remove(slot.Model.Id));
        return evicted;
    }

    private async Task<OrtSession> LoadAsync(Slot slot, List<Slot> evicted)
    {
        try
        {
            Unload(evicted, "another model needs the memory");
            var started = _clock.GetTimestamp();
            string? path = null;
            foreach (var file in slot.Model.Files)
            {
                var verified = await _store.VerifyAsync(slot.Model, file, CancellationToken.None);
                path ??= verified;
            }

            var session = Open(path!, slot.Model);
            var elapsed = _clock.GetElapsedTime(started);
            _loadDuration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("model", slot.Model.Id));
            Log.Loaded(_logger, slot.Model.Id, (long)elapsed.TotalMilliseconds, slot.Model.CountedBytes / Mebibyte);
            return Keep(slot, session);
        }
        catch
        {
            // Whoever waits learns of it from the task; whoever comes next tries again.
            lock (_gate)
            {
                _slots.Remove(slot.Model.Id);
                Signal();
            }

            throw;
        }
    }

    private OrtSession Open(string path, ModelManifest model)
    {
        try
        {
            return new OrtSession(_environment.Value, path, new OrtSessionOptions { IntraOpThreads = _options.CurrentValue.IntraOpThreads, MemoryPattern = !model.DynamicShapes });
        }
        catch (OrtException failure)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, failure.Message, failure);
        }
    }

    private OrtSession Keep(Slot slot, OrtSession session)
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

    private void Release(Slot slot)
    {
        lock (_gate)
        {
            Use(slot, -1);
        }
    }

    /// <summary>Call with the gate held.</summary>
    private void Use(Slot slot, int leases)
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
        List<Slot> expired = [];
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

            expired.ForEach(slot => _slots.Remove(slot.Model.Id));
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

    private void Unload(List<Slot> slots, string reason)
    {
        foreach (var slot in slots)
        {
            slot.Loaded!.Dispose();
            Log.Unloaded(_logger, slot.Model.Id, reason);
        }
    }

    /// <summary>Wakes those who wait for room. Call with the gate held.</summary>
    private void Signal()
    {
        _roomChanged?.SetResult();
        _roomChanged = null;
    }

    /// <summary>One model and its session; all but <see cref="Model"/> and <see cref="Session"/> is guarded by the gate.</summary>
    private sealed class Slot
    {
        public required ModelManifest Model { get; init; }

        public Task<OrtSession> Session { get; set; } = null!;

        public OrtSession? Loaded { get; set; }

        public int Leases { get; set; }

        /// <summary>A running number: orders uses within one tick of the clock.</summary>
        public long LastUse { get; set; }

        public long LastUsed { get; set; }

        public bool IsIdle => Loaded is not null && Leases == 0;
    }
}
