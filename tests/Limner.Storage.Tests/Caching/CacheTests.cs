using System.Diagnostics.Metrics;
using Limner.Storage.Caching;
using Limner.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Limner.Storage.Tests.Caching;

public sealed class CacheTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeClock _clock = new();
    private readonly CacheOptions _options = new() { SizeMb = 1 };
    private readonly CacheMeter _meter;
    private readonly MemoryCache _cache;

    public CacheTests()
    {
        _meter = new CacheMeter(_services.GetRequiredService<IMeterFactory>());
        _cache = new MemoryCache(new Fixed(_options), _clock, _meter);
    }

    public void Dispose()
    {
        _meter.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task A_value_is_made_once_and_again_when_it_has_expired()
    {
        (await AskAsync("a", "1")).ShouldBe("1");
        (await AskAsync("a", "2")).ShouldBe("1");
        _clock.Advance(TimeSpan.FromSeconds(300));
        (await AskAsync("a", "3")).ShouldBe("3");
    }

    [Fact]
    public async Task A_tag_or_a_pattern_forgets_what_it_means_and_nothing_else()
    {
        await AskAsync("search:1:x", "old", "catalogue");
        await AskAsync("search:2:x", "old", "catalogue", "people");
        await AskAsync("months:1", "old");
        _cache.RemoveByTag("people");
        (await AskAsync("search:1:x", "new")).ShouldBe("old");
        (await AskAsync("search:2:x", "new", "catalogue")).ShouldBe("new");
        _cache.RemoveByPattern("search:1:*");
        (await AskAsync("search:1:x", "new")).ShouldBe("new");
        (await AskAsync("search:2:x", "newer")).ShouldBe("new");
        _cache.RemoveByPattern("*:1");
        (await AskAsync("months:1", "new")).ShouldBe("new");
        _cache.RemoveByPattern("SEARCH:*");
        (await AskAsync("search:1:x", "newest")).ShouldBe("new");
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one()
    {
        var made = 0;
        var gate = new TaskCompletionSource();
        var asking = Enumerable.Range(0, 50).Select(_ => AskAsync("a", async _ =>
        {
            Interlocked.Increment(ref made);
            await gate.Task;
            return "1";
        })).ToList();
        gate.SetResult();
        (await Task.WhenAll(asking)).Distinct().ShouldBe(["1"]);
        made.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_forgotten_while_it_is_made_is_given_to_nobody_who_asks_afterwards()
    {
        var gate = new TaskCompletionSource();
        var before = AskAsync("a", async _ =>
        {
            await gate.Task;
            return "stale";
        }, "catalogue");
        _cache.RemoveByTag("catalogue");
        (await AskAsync("a", "fresh", "catalogue")).ShouldBe("fresh");
        gate.SetResult();
        (await before).ShouldBe("stale");
        (await AskAsync("a", "other", "catalogue")).ShouldBe("fresh");
    }

    [Fact]
    public async Task One_who_leaves_does_not_take_it_from_the_others_and_the_last_one_ends_it()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        async Task<string> MakeAsync(CancellationToken token)
        {
            await using var registration = token.Register(ended.SetResult);
            await ended.Task;
            token.ThrowIfCancellationRequested();
            return "1";
        }

        var asking = new[] { first, second }.Select(person => AskAsync("a", MakeAsync, person.Token)).ToList();
        await first.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking[0]);
        ended.Task.IsCompleted.ShouldBeFalse();
        await second.CancelAsync();
        await ended.Task;
        await Should.ThrowAsync<OperationCanceledException>(() => asking[1]);
        (await AskAsync("a", "2")).ShouldBe("2");
    }

    [Fact]
    public async Task A_failure_goes_to_all_who_wait_and_is_not_kept()
    {
        await Should.ThrowAsync<TimeoutException>(() => AskAsync("a", _ => throw new TimeoutException()));
        (await AskAsync("a", "1")).ShouldBe("1");
    }

    [Fact]
    public async Task It_grows_to_its_size_and_loses_what_was_used_least()
    {
        foreach (var i in Enumerable.Range(0, 3))
        {
            await AskAsync($"a{i}", new string('x', 140_000));
        }

        await AskAsync("a0", "asked again");
        await AskAsync("a3", new string('x', 140_000));
        _cache.Bytes.ShouldBeLessThanOrEqualTo(1 << 20);
        (await AskAsync("a0", "new"))[0].ShouldBe('x');
        (await AskAsync("a1", "new")).ShouldBe("new");

        await AskAsync("too large", new string('x', 1_000_000));
        (await AskAsync("too large", "new")).ShouldBe("new");
        _options.SizeMb = 0;
        (await AskAsync("a0", "none is kept")).ShouldBe("none is kept");
        _cache.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task Hits_and_misses_are_counted_by_kind()
    {
        var counted = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == CacheMeter.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags[0].Value is "counted")
            {
                counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value;
            }
        });
        listener.Start();
        await AskAsync("counted:1", "1");
        await AskAsync("counted:1", "1");
        await AskAsync("counted:1", "1");
        await AskAsync("counted:2", "1");
        counted.ShouldBe(new Dictionary<string, long>(StringComparer.Ordinal) { ["cache_misses_total"] = 2, ["cache_hits_total"] = 2 }, ignoreOrder: true);
    }

    private Task<string> AskAsync(string key, string value, params string[] tags) => AskAsync(key, _ => Task.FromResult(value), tags);

    private Task<string> AskAsync(string key, Func<CancellationToken, Task<string>> make, params string[] tags)
        => _cache.GetOrMakeAsync(key, new CachePolicy<string>(TimeSpan.FromSeconds(300), text => text.Length * sizeof(char), tags), make, default).AsTask();

    private Task<string> AskAsync(string key, Func<CancellationToken, Task<string>> make, CancellationToken cancellation)
        => _cache.GetOrMakeAsync(key, new CachePolicy<string>(TimeSpan.FromSeconds(300), text => text.Length * sizeof(char)), make, cancellation).AsTask();

    private sealed class Fixed(CacheOptions value) : IOptionsMonitor<CacheOptions>
    {
        public CacheOptions CurrentValue => value;

        public CacheOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<CacheOptions, string?> listener) => null;
    }
}
