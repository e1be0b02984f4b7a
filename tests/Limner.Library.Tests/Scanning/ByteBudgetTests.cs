using Limner.Library.Scanning;

namespace Limner.Library.Tests.Scanning;

public sealed class ByteBudgetTests
{
    [Fact]
    public async Task What_does_not_fit_waits_until_something_is_given_back()
    {
        var budget = new ByteBudget(10);
        var first = await budget.TakeAsync(7, CancellationToken.None);
        var second = budget.TakeAsync(4, CancellationToken.None).AsTask();
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_large_taker_is_not_overtaken_by_small_ones()
    {
        var budget = new ByteBudget(10);
        var first = await budget.TakeAsync(5, CancellationToken.None);
        var large = budget.TakeAsync(10, CancellationToken.None).AsTask();
        var small = budget.TakeAsync(1, CancellationToken.None).AsTask();
        small.IsCompleted.ShouldBeFalse();
        first.Dispose();
        var alone = await large;
        small.IsCompleted.ShouldBeFalse();
        alone.Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task More_than_the_whole_budget_waits_to_be_alone()
    {
        var budget = new ByteBudget(10);
        var small = await budget.TakeAsync(1, CancellationToken.None);
        var huge = budget.TakeAsync(1000, CancellationToken.None).AsTask();
        huge.IsCompleted.ShouldBeFalse();
        small.Dispose();
        (await huge).Dispose();
        (await budget.TakeAsync(10, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task A_cancelled_taker_takes_nothing_and_lets_the_next_one_in()
    {
        var budget = new ByteBudget(10);
        using var cancel = new CancellationTokenSource();
        var first = await budget.TakeAsync(10, CancellationToken.None);
        var cancelled = budget.TakeAsync(10, cancel.Token).AsTask();
        var next = budget.TakeAsync(10, CancellationToken.None).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        first.Dispose();
        (await next).Dispose();
    }
}
