using Limner.Kernel.Errors;

namespace Limner.Library.Thumbnails;

/// <summary>
/// Who may render now. As many at a time as there are cores, half of them at most large ones, so that a storm of those leaves room for the rest. A
/// bounded number waits; who gives up leaves the queue.
/// </summary>
internal sealed class RenderQueue : IDisposable
{
    /// <summary>A screen full of previews, several times over.</summary>
    public const int MaxWaiting = 256;

    private readonly SemaphoreSlim _all;
    private readonly SemaphoreSlim _large;
    private int _waiting;

    public RenderQueue()
        : this(Environment.ProcessorCount)
    {
    }

    internal RenderQueue(int cores)
    {
        _all = new SemaphoreSlim(cores);
        _large = new SemaphoreSlim(Math.Max(1, cores / 2));
    }

    public int Waiting => Volatile.Read(ref _waiting);

    /// <returns>To be disposed when the rendering is done.</returns>
    /// <exception cref="LimnerException"><c>busy</c>: too many wait already.</exception>
    public async Task<IDisposable> EnterAsync(bool large, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new LimnerException(ErrorCatalogue.Busy, "Too many previews are waiting to be rendered.");
        }

        try
        {
            if (large)
            {
                await _large.WaitAsync(cancellation);
            }

            try
            {
                await _all.WaitAsync(cancellation);
                return new Place(this, large);
            }
            catch
            {
                if (large)
                {
                    _large.Release();
                }

                throw;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        _large.Dispose();
    }

    private sealed class Place(RenderQueue queue, bool large) : IDisposable
    {
        public void Dispose()
        {
            queue._all.Release();
            if (large)
            {
                queue._large.Release();
            }
        }
    }
}
