using Limner.Kernel.Errors;

namespace Limner.Library.Scanning;

/// <summary>
/// Gives the decoding of one picture so much time from its beginning. When it is up the decoder is told to stop, which it does between rows of pixels; one that
/// does not hear is left to itself a while later.
/// </summary>
internal sealed class DecodeDeadline : IDisposable
{
    /// <summary>How long a decoder may take to stop when it is told to.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _either;

    public DecodeDeadline(TimeSpan limit, TimeProvider clock, CancellationToken caller)
    {
        (_limit, _clock, _caller) = (limit, clock, caller);
        _time = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _time.Token);
    }

    /// <summary>Cancelled when the time is up, and when the caller wants no more.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The decoding begins: what went before, waiting for memory or a core, is no fault of the picture.</summary>
    public void Begin() => _time.CancelAfter(_limit);

    /// <exception cref="LimnerException"><c>file_timeout</c>. The decoding may still be going on then.</exception>
    public async Task<T> WaitAsync<T>(Task<T> decoding)
    {
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_caller);
            var overdue = OverdueAsync(ended.Token);
            if (await Task.WhenAny(decoding, overdue) == decoding || _caller.IsCancellationRequested)
            {
                await ended.CancelAsync();
                return await decoding;
            }
        }
        catch (OperationCanceledException) when (_time.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            // It heard.
        }

        throw new LimnerException(ErrorCatalogue.FileTimeout, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"It was given {_limit.TotalSeconds:0.#} seconds (library.decode_seconds)."));
    }

    public void Dispose()
    {
        _either.Dispose();
        _time.Dispose();
    }

    private async Task OverdueAsync(CancellationToken ended)
    {
        var timeUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onTime = _time.Token.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), timeUp);
        try
        {
            await timeUp.Task.WaitAsync(ended);
            await Task.Delay(Grace, _clock, ended);
        }
        catch (OperationCanceledException)
        {
            // The decoding ended, or nobody waits for it: the caller sees which.
        }
    }
}
