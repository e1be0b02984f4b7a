namespace Limner.Jobs.Running;

/// <summary>How fast a running job goes: the mean over the last half minute by the monotonic clock, so that batches do not make it jump.</summary>
internal sealed class JobProgress(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, long Count)> _samples = new([(clock.GetTimestamp(), 0)]);
    private long _lastSampleAt = clock.GetTimestamp();
    private long? _lastAdvanceAt;
    private long _count;
    private long? _total;

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    public void SetTotal(long total)
    {
        lock (_gate)
        {
            if (_total is null && _count == 0)
            {
                // Looking for what there is to do does not count as doing it slowly.
                _samples.Clear();
                Sample(clock.GetTimestamp());
            }

            _total = total;
        }
    }

    public void Advance(long by)
    {
        lock (_gate)
        {
            _count += by;
            var now = clock.GetTimestamp();
            _lastAdvanceAt = now;
            if (clock.GetElapsedTime(_lastSampleAt, now) >= SampleEvery)
            {
                Sample(now);
            }
        }
    }

    /// <summary>What was done before this run: counted, and no part of the pace.</summary>
    public void Resume(long by)
    {
        lock (_gate)
        {
            _count += by;
            _samples.Clear();
            Sample(clock.GetTimestamp());
        }
    }

    /// <summary>Null until a second of work has shown some progress; the rate is 0 when nothing has moved for the whole window.</summary>
    public Pace? Pace()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var oldest = Trim(now);
            var elapsed = clock.GetElapsedTime(oldest.At, now);
            if (_lastAdvanceAt is not { } lastAdvanceAt || elapsed < Shortest)
            {
                return null;
            }

            if (clock.GetElapsedTime(lastAdvanceAt, now) > Window)
            {
                return new Pace(0, null);
            }

            var rate = (_count - oldest.Count) / elapsed.TotalSeconds;
            double? left = _total is { } total && rate > 0 ? Math.Max(total - _count, 0) / rate : null;
            return new Pace(Math.Round(rate, 2), left is { } seconds ? Math.Round(seconds, 1) : null);
        }
    }

    private void Sample(long now)
    {
        _samples.Enqueue((now, _count));
        _lastSampleAt = now;
        Trim(now);
    }

    private (long At, long Count) Trim(long now)
    {
        while (_samples.Count > 1 && clock.GetElapsedTime(_samples.Peek().At, now) > Window)
        {
            _samples.Dequeue();
        }

        return _samples.Peek();
    }
}

/// <param name="RatePerSecond">Items a second, done and failed together.</param>
/// <param name="SecondsLeft">Null while the total is unknown or nothing moves.</param>
internal sealed record Pace(double RatePerSecond, double? SecondsLeft);
