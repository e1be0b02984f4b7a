using System.Runtime.InteropServices;

namespace Limner.Jobs.Running;

/// <summary>
/// The threads on which jobs run: of a lower priority than those of requests, so that a scan uses what the processors have left and a search
/// during it takes about as long as at other times (bench/README.md). What a job awaits without leaving its scheduler comes back to them, and
/// processes started from them are of their priority.
/// <para>
/// Priorities of threads mean nothing to .NET on Linux, so each thread sets its nice value itself; it cannot be raised again, which is why these
/// are threads of their own. Threads that they start inherit it: wanted of those of libvips and of painting models, not of the thread pool's, see
/// <see cref="UsualThreads"/>. Other systems run jobs at the usual priority.
/// </para>
/// </summary>
internal sealed partial class BackgroundThreads : TaskScheduler, IDisposable
{
    private const int OfProcess = 0; // PRIO_PROCESS, which is a thread on Linux
    private const uint ThisThread = 0;
    private const int Most = 19;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    [ThreadStatic]
    private static BackgroundThreads? _own;

    private readonly Queue<Task> _tasks = [];
    private readonly int? _niceness;
    private int _threads;
    private int _idle;
    private bool _ended;

    /// <param name="niceness">0 to 19, on top of that of the thread that asks; 0 is as requests.</param>
    public BackgroundThreads(int niceness)
    {
        // Of that thread now and not of the one that begins another later: that may be one of these.
        _niceness = niceness > 0 && OperatingSystem.IsLinux() ? Math.Min(GetPriority(OfProcess, ThisThread) + niceness, Most) : null;
    }

    /// <summary>Some wait for a file, a process or a lock while others compute.</summary>
    public override int MaximumConcurrencyLevel { get; } = Math.Max(8, Environment.ProcessorCount * 4);

    /// <summary>What is queued afterwards runs on threads of the pool.</summary>
    public void Dispose()
    {
        lock (_tasks)
        {
            _ended = true;
            Monitor.PulseAll(_tasks);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            if (_ended)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
                return;
            }

            _tasks.Enqueue(task);
            if (_idle >= _tasks.Count)
            {
                Monitor.Pulse(_tasks);
                return;
            }

            if (_threads == MaximumConcurrencyLevel)
            {
                return;
            }

            _threads++;
        }

        Start();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _own == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks)
        {
            return [.. _tasks];
        }
    }

    private void Start()
    {
        try
        {
            new Thread(Work) { IsBackground = true, Name = "job" }.UnsafeStart();
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // No more threads are to be had. Those there are take what waits when they are free; without any the pool's do.
            lock (_tasks)
            {
                _threads--;
                while (_threads == 0 && _tasks.TryDequeue(out var task))
                {
                    ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
                }
            }
        }
    }

    private void Work()
    {
        _own = this;
        if (_niceness is { } niceness)
        {
            // Raising it is never refused.
            _ = SetPriority(OfProcess, ThisThread, niceness);
        }

        while (Next() is { } task)
        {
            TryExecuteTask(task);
        }
    }

    /// <returns>Null when this thread is to end.</returns>
    private Task? Next()
    {
        lock (_tasks)
        {
            Task? task;
            while (!_tasks.TryDequeue(out task) && !_ended)
            {
                _idle++;
                var woken = Monitor.Wait(_tasks, IdleTime);
                _idle--;
                if (!woken && _tasks.Count == 0)
                {
                    break;
                }
            }

            _threads -= task is null ? 1 : 0;
            return task;
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);
}
