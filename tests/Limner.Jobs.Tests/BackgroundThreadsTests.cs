using Limner.Jobs.Running;

namespace Limner.Jobs.Tests;

public sealed class BackgroundThreadsTests
{
    [Fact]
    public async Task What_is_awaited_comes_back_to_threads_of_lower_priority()
    {
        using var threads = new BackgroundThreads(niceness: 4);
        var lower = Math.Min(Niceness() + 4, 19);
        var seen = await On(threads, async () =>
        {
            var before = Niceness();
            await Task.Run(() => { });
            await Task.Yield();

            // One more thread, begun by one of these.
            var other = On(threads, () => Task.FromResult(Niceness()));
            while (!other.IsCompleted)
            {
                await Task.Yield();
            }

            return (before, Niceness(), await other);
        });

        Assert.Equal((lower, lower, lower), seen);
    }

    [Fact]
    public async Task None_waits_behind_one_that_blocks_its_thread()
    {
        using var threads = new BackgroundThreads(niceness: 0);
        using var release = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, threads.MaximumConcurrencyLevel - 1)
            .Select(_ => On(threads, () => Task.FromResult(release.Wait(TimeSpan.FromMinutes(1)))))
            .ToList();

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(i, await On(threads, () => Task.FromResult(i)));
        }

        release.Set();
        Assert.All(await Task.WhenAll(blocked), Assert.True);
    }

    [Fact]
    public async Task More_than_there_are_threads_are_all_run()
    {
        using var threads = new BackgroundThreads(niceness: 0);
        var sum = await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => On(threads, async () =>
        {
            await Task.Yield();
            return i;
        })));

        Assert.Equal(Enumerable.Range(0, 5000), sum);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_still_run()
    {
        var threads = new BackgroundThreads(niceness: 0);
        threads.Dispose();

        Assert.Equal(7, await On(threads, () => Task.FromResult(7)));
    }

    private static Task<T> On<T>(BackgroundThreads threads, Func<Task<T>> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, threads).Unwrap();

    /// <summary>Of the thread that asks: field 19 of its line, the second of which may hold spaces and ends with a parenthesis.</summary>
    private static int Niceness()
    {
        var line = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[16]);
    }
}
