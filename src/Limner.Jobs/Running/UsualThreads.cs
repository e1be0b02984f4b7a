namespace Limner.Jobs.Running;

/// <summary>
/// Threads that are started once and kept, and have the priority of whoever happens to start them: they are begun here, before a job could. The program keeps the pool's
/// workers for as long as it runs (<c>System.Threading.ThreadPool.ThreadTimeoutMs</c> in its project). Workers that the pool adds later, when all are busy, are mostly
/// begun by a thread of its own.
/// </summary>
internal static class UsualThreads
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private static int _begun;

    /// <summary>As many workers of the pool as it begins without hesitating, and the thread that collects garbage beside the program. Once a process.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
        {
            return;
        }

        ThreadPool.GetMinThreads(out var workers, out _);
        var begun = new CountdownEvent(workers);
        for (var i = 0; i < workers; i++)
        {
            // Each waits for the others, so that none does the work of two.
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    begun.Signal();
                    begun.Wait(Most);
                },
                null);
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }
}
