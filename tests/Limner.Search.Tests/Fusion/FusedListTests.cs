using Limner.Search.Fusion;
using Limner.Search.Vectors;
using Limner.Vision.Embedding;

namespace Limner.Search.Tests.Fusion;

public class FusedListTests
{
    private static readonly VectorSpace Space = new(1, "model", 4);

    [Fact]
    public void Ranks_are_joined_as_the_paper_says()
    {
        ReciprocalRankFusion.Score(1, 1).ShouldBe(2.0 / 61);
        ReciprocalRankFusion.Score(1, null).ShouldBe(1.0 / 61);
        ReciprocalRankFusion.Score(3, 10).ShouldBe((1.0 / 63) + (1.0 / 70), 1e-15);
        ReciprocalRankFusion.Score(null, null).ShouldBe(0);
    }

    [Fact]
    public void What_both_have_comes_first_and_of_equals_what_has_the_words()
    {
        // Images 1 to 3 have the words; contents 30, 40, 20 fit their meaning, and are images 3, 4 and 2.
        var list = FusedList.Join([(1, 10), (2, 20), (3, 30)], Hits(30, 40, 20), new Dictionary<long, long> { [30] = 3, [40] = 4, [20] = 2 });
        list.Hits.Select(hit => (hit.ImageId, hit.TextRank, hit.MeaningRank)).ShouldBe([(3, 3, 1), (2, 2, 3), (1, 1, null), (4, null, 2)], ignoreOrder: false);
        var ties = FusedList.Join([(1, 10), (2, 20)], Hits(30, 40), new Dictionary<long, long> { [30] = 3, [40] = 4 });
        ties.Hits.Select(hit => hit.ImageId).ShouldBe([1, 3, 2, 4], ignoreOrder: false);
    }

    [Fact]
    public void A_content_lends_its_rank_to_each_image_that_has_the_words_and_is_shown_once_where_none_has()
    {
        var list = FusedList.Join([(1, 10), (2, 10)], Hits(10, 30), new Dictionary<long, long> { [10] = 1, [30] = 3 });
        list.Hits.Select(hit => (hit.ImageId, hit.MeaningRank)).ShouldBe([(1, 1), (2, 1), (3, 2)], ignoreOrder: false);
    }

    [Fact]
    public void A_content_of_nobody_takes_no_rank_from_the_others()
        => FusedList.Join([], Hits(10, 20), new Dictionary<long, long> { [20] = 2 }).Hits.ShouldHaveSingleItem().MeaningRank.ShouldBe(1);

    private static MeaningHits Hits(params long[] contents) => new("words", [.. contents.Select((id, index) => new VectorHit(id, 0.9 - (0.1 * index)))], new LikenessScale(0.5, 8), Space);
}
