using System.Diagnostics.Metrics;

namespace Limner.Storage.Caching;

/// <summary>How often the cache had what was asked for, by the kind of thing: the first part of the key.</summary>
internal sealed class CacheMeter : IDisposable
{
    public const string Name = "Limner.Cache";

    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;

    public CacheMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _hits = _meter.CreateCounter<long>("cache_hits_total", "{answer}", "Answers that were there, or were being made for somebody else.");
        _misses = _meter.CreateCounter<long>("cache_misses_total", "{answer}", "Answers that had to be made.");
    }

    public void Hit(string key) => _hits.Add(1, KindOf(key));

    public void Miss(string key) => _misses.Add(1, KindOf(key));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> KindOf(string key) => new("kind", key.Split(':', 2)[0]);
}
