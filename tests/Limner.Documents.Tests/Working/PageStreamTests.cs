using System.Runtime.CompilerServices;
using Limner.Documents.Layout;
using Limner.Documents.Working;

namespace Limner.Documents.Tests.Working;

public sealed class PageStreamTests
{
    [Fact]
    public async Task Why_a_reading_ended_is_told_although_a_page_was_being_laid_out()
    {
        var ended = false;
        var failure = await Should.ThrowAsync<InvalidDataException>(async () =>
        {
            await using var pages = new PageStream(EndlessAsync, CancellationToken.None);
            (await pages.NextAsync()).ShouldBeTrue();
            _ = pages.NextAsync();
            throw new InvalidDataException("What went wrong.");
        });
        failure.Message.ShouldBe("What went wrong.");
        ended.ShouldBeTrue("the work on the page has ended as well");

        async IAsyncEnumerable<PageLayout> EndlessAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return new PageLayout(new DocumentPage(1, 612, 792, 0, PageSource.TextLayer, Problem: null));
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                // Not at once: whoever disposes waits for it.
                await Task.Yield();
                ended = true;
            }
        }
    }

    [Fact]
    public async Task Who_gives_up_is_told_so()
    {
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await using var pages = new PageStream(WaitingAsync, stop.Token);
            var next = pages.NextAsync();
            await stop.CancelAsync();
            await next;
        });

        static async IAsyncEnumerable<PageLayout> WaitingAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            yield break;
        }
    }
}
