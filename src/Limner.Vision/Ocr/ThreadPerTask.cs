namespace Limner.Vision.Ocr;

/// <summary>Begins a thread for each task. Networks keep their threads busy for seconds, so they are not taken from the pool; on Linux they have the priority of the thread that asks.</summary>
internal sealed class ThreadPerTask : TaskScheduler
{
    public static readonly ThreadPerTask Instance = new();

    /// <summary>Does <paramref name="work"/> for 0 to <paramref name="count"/> - 1 on the calling thread and as many more as make <paramref name="threads"/>.</summary>
    /// <exception cref="OperationCanceledException">Before the next of them.</exception>
    public static void For(int count, int threads, Action<int> work, CancellationToken cancellation)
    {
        if (Math.Min(count, threads) < 2)
        {
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                work(i);
            }

            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, TaskScheduler = Instance, CancellationToken = cancellation }, work);
        }
        catch (AggregateException failures)
        {
            // One reason is enough, and callers know it by its kind.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    protected override void QueueTask(Task task) => new Thread(() => TryExecuteTask(task)) { IsBackground = true, Name = "text" }.UnsafeStart();

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
