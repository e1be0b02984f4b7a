using Limner.Kernel.Errors;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Layout;

/// <summary>Taking a page apart ends after the time that a page may take, whatever is on it.</summary>
internal sealed class LayoutDeadline(TimeProvider clock, IOptionsMonitor<DocumentOptions> options)
{
    /// <exception cref="LimnerException"><c>page_too_complex</c>: it took longer than <c>documents.page_seconds</c>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public T Run<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        var seconds = options.CurrentValue.PageSeconds;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return work(stop.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new LimnerException(ErrorCatalogue.PageTooComplex, $"Taking it apart took longer than {seconds} s.", exception);
        }
    }
}
