using System.Threading.Channels;

namespace Limner.Jobs.Running;

/// <summary>Wakes the runner. Many calls before it looks are one.</summary>
internal sealed class RunnerSignal(TimeProvider clock)
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Returns when woken, or when <paramref name="atMost"/> has passed.</summary>
    public async Task WaitAsync(TimeSpan? atMost, CancellationToken cancellation)
    {
        if (atMost is not { } limit)
        {
            await _wakes.Reader.ReadAsync(cancellation);
            return;
        }

        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await _wakes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is up: as good a reason to look as a wake.
        }
    }
}
