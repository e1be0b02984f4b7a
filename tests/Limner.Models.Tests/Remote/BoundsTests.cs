using System.Text;
using Limner.Kernel.Errors;
using Limner.Models.Remote;

namespace Limner.Models.Tests.Remote;

/// <summary>What is read of an answer, and in which order questions are let through.</summary>
public sealed class BoundsTests
{
    [Theory]
    [InlineData("a")]
    [InlineData(" \n")]
    [InlineData("{\"name\": \"dog\", \"confidence\": 0.9}, ")]
    public void Text_that_repeats_itself_is_noticed(string piece)
    {
        var text = new AnswerText();
        var thrown = Should.Throw<LimnerException>(() =>
        {
            for (var at = 0; at < 5000; at++)
            {
                text.Add(piece);
            }
        });
        thrown.Failure.Error.ShouldBe(ErrorCatalogue.AnswerLooping);
        text.Length.ShouldBeLessThan(2 * AnswerText.LoopWindow + 200);
    }

    [Fact]
    public void Text_that_goes_on_is_cut_at_its_limit()
    {
        var text = new AnswerText();
        var number = 0;
        while (text.Add($"word {number++} "))
        {
        }

        text.Length.ShouldBe(AnswerText.MaxLength);
        text.Add("more").ShouldBeFalse();
    }

    [Fact]
    public async Task Lines_come_whole_however_the_bytes_come_and_one_without_end_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes("{\"a\":\"é\"}\r\n\nlast without an end");
        var lines = new List<string>();
        await foreach (var line in BoundedLines.ReadAsync(new Trickle(bytes), CancellationToken.None))
        {
            lines.Add(line);
        }

        lines.ShouldBe(["{\"a\":\"é\"}", "", "last without an end"]);
        var thrown = await Should.ThrowAsync<LimnerException>(async () =>
        {
            await foreach (var _ in BoundedLines.ReadAsync(new MemoryStream(new byte[BoundedLines.MaxLine * 2]), CancellationToken.None))
            {
            }
        });
        thrown.Failure.Error.ShouldBe(ErrorCatalogue.ModelProtocol);
    }

    [Fact]
    public async Task Of_those_who_wait_the_most_urgent_goes_first_and_who_left_is_passed_over()
    {
        var gate = new PriorityGate(() => 1);
        var inside = await gate.EnterAsync(0, CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var (late, urgent, left) = (gate.EnterAsync(-5, CancellationToken.None), gate.EnterAsync(5, CancellationToken.None), gate.EnterAsync(9, gone.Token));
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left);
        inside.Dispose();
        inside.Dispose();
        var second = await urgent;
        late.IsCompleted.ShouldBeFalse();
        second.Dispose();
        (await late).Dispose();
        gate.Inside.ShouldBe(0);
    }

    /// <summary>Gives a byte at a time.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
