using Limner.Search.Retrieval;

namespace Limner.Search.Tests.Retrieval;

public class MaximalMarginalRelevanceTests
{
    /// <summary>Two of a kind, two of another, one of a third.</summary>
    private static readonly int[] Kinds = [0, 0, 0, 1, 2];

    private static readonly double[] Relevance = [1, 0.95, 0.9, 0.6, 0.5];

    [Theory]
    [InlineData(1.0, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(0.5, new[] { 0, 3, 4, 1, 2 })]
    [InlineData(0.0, new[] { 0, 3, 4, 1, 2 })]
    [InlineData(0.7, new[] { 0, 1, 3, 2, 4 })]
    public void Variety_weighs_as_much_as_it_is_given(double lambda, int[] expected)
        => Choose(5, lambda).ShouldBe(expected, ignoreOrder: false);

    [Fact]
    public void A_value_is_the_one_of_the_paper()
    {
        // 0.7 * 0.95 - 0.3 * 0.9 = 0.395 is less than 0.7 * 0.6 = 0.42: the third kind's first comes before the second of the first kind.
        MaximalMarginalRelevance.Choose([1, 0.95, 0.6], (one, other) => one + other == 1 ? 0.9 : 0, 3, 0.7).ShouldBe([0, 2, 1], ignoreOrder: false);
    }

    [Fact]
    public void Fewer_candidates_than_asked_for_are_all_chosen()
    {
        Choose(9, 0.5).Count.ShouldBe(5);
        MaximalMarginalRelevance.Choose([], (_, _) => 0, 3, 0.5).ShouldBeEmpty();
    }

    private static IReadOnlyList<int> Choose(int count, double lambda)
        => MaximalMarginalRelevance.Choose(Relevance, (one, other) => Kinds[one] == Kinds[other] ? 0.8 : 0, count, lambda);
}
