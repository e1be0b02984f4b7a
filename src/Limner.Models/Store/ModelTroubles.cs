using System.Collections.Concurrent;
using Limner.Kernel.Errors;

namespace Limner.Models.Store;

/// <summary>
/// Installed models that failed lately, as whoever uses them found out: so that the list of models tells of it, and nobody tries again at every question what costs
/// seconds and fails. In memory: after a start each model is tried anew. Thread-safe.
/// </summary>
public sealed class ModelTroubles(TimeProvider clock)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(string Id, string Part), ModelTrouble> _known = new();

    /// <summary>Whether a failure lies in the model, not in what it was given: the next question would fail alike.</summary>
    public static bool IsAboutTheModel(ErrorDefinition error) => error == ErrorCatalogue.ModelLoad || error == ErrorCatalogue.ModelNotFound || error == ErrorCatalogue.NativeLibrary;

    /// <summary>What is known to be amiss with a model; null: nothing.</summary>
    public ModelTrouble? Of(string id) => _known.Where(entry => entry.Key.Id == id).Select(entry => entry.Value).OrderByDescending(trouble => trouble.RestsUntil).FirstOrDefault();

    /// <summary>Throws what a part of a model failed with, where that was so short a time ago that it is not to be tried again.</summary>
    /// <param name="part">Of the model, in words of whoever uses it.</param>
    /// <exception cref="LimnerException">The failure of then, with the time that is left.</exception>
    public void ThrowIfResting(string id, string part)
    {
        if (_known.TryGetValue((id, part), out var trouble) && trouble.RestsUntil - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            throw new LimnerException(trouble.Failure) { RetryAfter = left };
        }
    }

    /// <summary>Notes that a part of a model failed. It rests for half a minute, after each further failure twice as long, a quarter of an hour at most.</summary>
    /// <returns>The failure, with the time it rests.</returns>
    public LimnerException Report(string id, string part, LimnerException failure)
    {
        var trouble = _known.AddOrUpdate((id, part), _ => After(1), (_, before) => After(before.Count + 1));
        return new LimnerException(failure.Failure, failure) { RetryAfter = trouble.RestsUntil - clock.GetUtcNow() };

        ModelTrouble After(int count)
        {
            var rest = TimeSpan.FromTicks(Math.Min(FirstRest.Ticks << Math.Min(count - 1, 10), LongestRest.Ticks));
            return new ModelTrouble(failure.Failure, count, clock.GetUtcNow() + rest);
        }
    }

    /// <summary>Notes that a part of a model works.</summary>
    public void Clear(string id, string part) => _known.TryRemove((id, part), out _);

    /// <summary>Forgets what was known of a model: it was removed, or installed anew.</summary>
    public void Clear(string id)
    {
        foreach (var key in _known.Keys.Where(key => key.Id == id))
        {
            _known.TryRemove(key, out _);
        }
    }
}

/// <summary>That a model failed.</summary>
/// <param name="Count">How often, without having worked in between.</param>
/// <param name="RestsUntil">Before that it is not tried again.</param>
public sealed record ModelTrouble(Failure Failure, int Count, DateTimeOffset RestsUntil);
