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
        lock (_gate)
        {
            if (--_waiting == 0 && !_ended)
            {
                _nobodyWaits.Cancel();
            }
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _nobodyWaits.Dispose();
        }
    }
}
