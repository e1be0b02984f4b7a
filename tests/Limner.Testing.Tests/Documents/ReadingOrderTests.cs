using Limner.Testing.Documents;

namespace Limner.Testing.Tests.Documents;

public class ReadingOrderTests
{
    private const string A = "the first block of words";
    private const string B = "another block stands here";
    private const string C = "and a third one follows";

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, 1)]
    [InlineData(new double[] { 4, 3, 2, 1 }, -1)]
    [InlineData(new double[] { 1, 3, 2, 4 }, 4 / 6.0)] // one of six pairs is discordant: 5 - 1
    [InlineData(new double[] { 2, 1, 4, 3 }, 2 / 6.0)]
    [InlineData(new double[] { 1, 1, 2 }, 2 / 3.0)] // a tie is neither
    [InlineData(new double[] { 5 }, 1)]
    public void Tau_counts_pairs(double[] places, double tau) => ReadingOrder.Tau(places).ShouldBe(tau, 1e-12);

    [Fact]
    public void Blocks_stand_where_their_words_were_read()
    {
        ReadingOrder.Tau(Truth((A, null), (B, null), (C, null)), $"{A} {B} {C}").ShouldBe(new OrderScore(1, 3, 3, 3));
        ReadingOrder.Tau(Truth((A, null), (B, null), (C, null)), $"{A} {C} {B}").Tau.ShouldBe(1 / 3.0, 1e-12);
        ReadingOrder.Tau(Truth((A, null), (B, null), (C, null)), $"{C}\n{B}\n{A}").Tau.ShouldBe(-1);
    }

    [Fact]
    public void What_was_not_read_is_counted_and_compared_with_nothing()
        => ReadingOrder.Tau(Truth((A, null), (B, null), (C, null)), $"{A} {C}").ShouldBe(new OrderScore(1, 1, 3, 2));

    [Fact]
    public void A_stream_beside_another_may_be_read_before_or_after_it()
    {
        var truth = Truth((A, null), (B, "aside"), (C, null));
        ReadingOrder.Tau(truth, $"{B} {A} {C}").ShouldBe(new OrderScore(1, 1, 3, 3));
        ReadingOrder.Tau(truth, $"{A} {C} {B}").ShouldBe(new OrderScore(1, 1, 3, 3));
        ReadingOrder.Tau(truth, $"{C} {B} {A}").ShouldBe(new OrderScore(-1, 1, 3, 3));
    }

    [Fact]
    public void Some_misread_words_do_not_hide_a_block()
        => ReadingOrder.Tau(Truth((A, null), (B, null)), "the first b1ock of words another block stands h3re").Found.ShouldBe(2);

    private static LayoutDocument Truth(params (string Text, string? Flow)[] blocks)
        => new([new LayoutPage(1, 595, 842)], [.. blocks.Select((block, i) => new LayoutElement($"e{i}", 1, [0, i, 1, i + 1], "paragraph", block.Text) { Flow = block.Flow })]);
}
