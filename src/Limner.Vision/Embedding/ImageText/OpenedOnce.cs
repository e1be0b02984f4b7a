namespace Limner.Vision.Embedding.ImageText;

/// <summary>What is read from files on first use and kept. One caller opens, the others wait; who fails leaves it to the next.</summary>
internal sealed class OpenedOnce<T> : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile T? _opened;

    public async ValueTask<T> GetAsync(Func<CancellationToken, Task<T>> open, CancellationToken cancellation)
    {
        if (_opened is { } before)
        {
            return before;
        }

        await _opening.WaitAsync(cancellation);
        try
        {
            return _opened ??= await open(cancellation);
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose() => _opening.Dispose();
}
