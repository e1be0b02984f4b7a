namespace Limner.Vision.Embedding.ImageText;

/// <summary>
/// What is read from files on first use and kept. One caller opens, the others wait; who fails, or gives up, leaves it to the next. Holds nothing that would have to be
/// disposed: it goes with the model it belongs to.
/// </summary>
internal sealed class OpenedOnce<T>
    where T : class
{
    private readonly Lock _gate = new();
    private volatile T? _opened;
    private TaskCompletionSource? _opening;

    public async ValueTask<T> GetAsync(Func<CancellationToken, Task<T>> open, CancellationToken cancellation)
    {
        while (_opened is null)
        {
            if (!TryBegin(out var others))
            {
                await others.WaitAsync(cancellation);
                continue;
            }

            try
            {
                // Who was here before may have ended just now.
                _opened ??= await open(cancellation);
            }
            finally
            {
                End();
            }
        }

        return _opened;
    }

    /// <param name="others">What to wait for where somebody opens it already.</param>
    private bool TryBegin(out Task others)
    {
        lock (_gate)
        {
            var isMine = _opening is null;
            _opening ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            others = _opening.Task;
            return isMine;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _opening!.SetResult();
            _opening = null;
        }
    }
}
