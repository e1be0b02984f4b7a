namespace Limner.Library.Scanning;

/// <summary>
/// Bounds the bytes held at once. Takers are served in order, so a large file is not starved by small ones; one that is larger than the
/// whole budget waits until it is alone.
/// </summary>
internal sealed class ByteBudget(long capacity)
{
    private readonly long _capacity = capacity;
    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiting = new();
    private long _free = capacity;

    /// <summary>Takes <paramref name="bytes"/> out of the budget until the lease is disposed.</summary>
    public async ValueTask<Lease> TakeAsync(long bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        bytes = Math.Clamp(bytes, 0, _capacity);
        TaskCompletionSource granted;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _free >= bytes)
            {
                _free -= bytes;
                return new Lease(this, bytes);
            }

            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, granted));
        }

        await using var registration = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), granted);
        await granted.Task;
        return new Lease(this, bytes);
    }

    private void Return(long bytes)
    {
        lock (_gate)
        {
            _free += bytes;
            while (_waiting.TryPeek(out var next) && (_free >= next.Bytes || next.Granted.Task.IsCompleted))
            {
                _waiting.Dequeue();
                if (next.Granted.TrySetResult())
                {
                    _free -= next.Bytes;
                }
            }
        }
    }

    public readonly struct Lease(ByteBudget budget, long bytes) : IDisposable
    {
        public void Dispose() => budget.Return(bytes);
    }
}
