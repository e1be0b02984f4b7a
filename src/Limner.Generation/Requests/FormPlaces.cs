using System.Collections.Concurrent;

namespace Limner.Generation.Requests;

/// <summary>One form at a time is read for a person: it is held in memory with its pictures, and the next waits on the line with nothing read of it.</summary>
internal sealed class FormPlaces : IDisposable
{
    // As many as there are people; a place that nobody is in is a few bytes.
    private readonly ConcurrentDictionary<long, SemaphoreSlim> _places = new();

    /// <returns>Dispose it to leave.</returns>
    public async Task<IDisposable> EnterAsync(long userId, CancellationToken cancellation)
    {
        var place = _places.GetOrAdd(userId, _ => new SemaphoreSlim(1, 1));
        await place.WaitAsync(cancellation);
        return new Entered(place);
    }

    public void Dispose()
    {
        foreach (var place in _places.Values)
        {
            place.Dispose();
        }
    }

    private sealed class Entered(SemaphoreSlim place) : IDisposable
    {
        public void Dispose() => place.Release();
    }
}
