using Limner.Kernel.Errors;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Thumbnails;

public sealed class RenderQueueTests
{
    [Fact]
    public async Task A_storm_of_large_previews_leaves_half_of_the_cores_to_the_others()
    {
        using var queue = new RenderQueue(cores: 4);
        using var first = await queue.EnterAsync(large: true, CancellationToken.None);
        using var second = await queue.EnterAsync(large: true, CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var third = queue.EnterAsync(large: true, leaving.Token);
        third.IsCompleted.ShouldBeFalse();
        using var small = await queue.EnterAsync(large: false, CancellationToken.None);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => third);
        queue.Waiting.ShouldBe(0);
        first.Dispose();
        (await queue.EnterAsync(large: true, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task A_bounded_number_waits()
    {
        using var queue = new RenderQueue(cores: 1);
        using var stop = new CancellationTokenSource();
        var place = await queue.EnterAsync(large: false, stop.Token);
        var waiting = Enumerable.Range(0, RenderQueue.MaxWaiting).Select(_ => queue.EnterAsync(large: false, stop.Token)).ToList();
        (await Should.ThrowAsync<LimnerException>(() => queue.EnterAsync(large: false, stop.Token))).Failure.Error.ShouldBe(ErrorCatalogue.Busy);

        place.Dispose();
        (await waiting[0]).Dispose();
        await stop.CancelAsync();
        await Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default);
        queue.Waiting.ShouldBe(0);
    }
}
