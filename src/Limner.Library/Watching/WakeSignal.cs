using System.Threading.Channels;

namespace Limner.Library.Watching;

/// <summary>Wakes one loop. Many calls before it looks are one.</summary>
internal sealed class WakeSignal(TimeProvider clock)
{
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Returns when woken, or when <paramref name="atMost"/> has passed; null is never.</summary>
    public async Task WaitAsync(TimeSpan? atMost, CancellationToken cancellation)
    {
        if (atMost <= TimeSpan.Zero)
        {
            cancellation.ThrowIfCancellationRequested();
            return;
        }

        using var timeout = new CancellationTokenSource(atMost ?? Timeout.InfiniteTimeSpan, clock);
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
