using Limner.Documents.Layout;

namespace Limner.Documents.Working;

/// <summary>
/// Pages as they are laid out, one of which may be waited for while other things are done. Disposing ends the work on it and waits until it has ended: an
/// enumerator that is disposed of while it moves throws, and would hide why it was.
/// </summary>
internal sealed class PageStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<PageLayout> _pages;
    private Task _next = Task.CompletedTask;

    /// <param name="read">Lays pages out until its token is cancelled.</param>
    public PageStream(Func<CancellationToken, IAsyncEnumerable<PageLayout>> read, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _pages = read(_stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    public PageLayout Current => _pages.Current;

    /// <summary>Begins with the next page. Not while one is waited for.</summary>
    /// <returns>False when there is none.</returns>
    public Task<bool> NextAsync()
    {
        var next = _pages.MoveNextAsync().AsTask();
        _next = next;
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pages.DisposeAsync();
        _stop.Dispose();
    }
}
