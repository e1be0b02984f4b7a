namespace Limner.Storage.Caching;

/// <summary>A value that is being made, and how many wait for it. It is given up when nobody does.</summary>
internal sealed class Making(IReadOnlyList<string> tags)
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _nobodyWaits = new();
    private int _waiting = 1;
    private bool _ended;

    public IReadOnlyList<string> Tags => tags;

    public Task<object> Result { get; private set; } = null!;

    public void Begin(Func<CancellationToken, Task<object>> make) => Result = make(_nobodyWaits.Token);

    /// <summary>False when the last one who waited has gone.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_waiting == 0)
            {
                return false;
            }

            _waiting++;
            return true;
        }
    }

    public void Leave()
    {
        bool isLast;
        lock (_gate)
        {
            isLast = --_waiting == 0 && !_ended;
        }

        // Not under the lock: whoever hears of it may end the making at once.
        if (isLast)
        {
            _nobodyWaits.Cancel();
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _ended = true;
        }
    }
}
