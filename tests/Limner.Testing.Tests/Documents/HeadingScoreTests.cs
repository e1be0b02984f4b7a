using Limner.Testing.Documents;

namespace Limner.Testing.Tests.Documents;

public class HeadingScoreTests
{
    private static readonly LayoutDocument Truth = Document(("title", null, "The old harbour"), ("heading", 1, "1. Lighthouses"), ("heading", 2, "1.1 Northern ones"), ("heading", 1, "2. Ferries"));

    [Fact]
    public void The_same_headings_score_one()
    {
        HeadingScore.Of(Truth, Truth).ShouldBe(new HeadingScore(4, 4, 4, 4));
        HeadingScore.Of(Truth, Truth).F1WithLevels.ShouldBe(1);
    }

    [Fact]
    public void A_wrong_level_a_missing_and_a_false_one_cost_what_they_should()
    {
        var read = Document(("title", null, "The old harbour"), ("heading", 1, "1. Lighthouses"), ("heading", 1, "1.1 Northern ones"), ("heading", 2, "A paragraph that is none"));
        var score = HeadingScore.Of(Truth, read);
        score.ShouldBe(new HeadingScore(4, 4, 3, 2));
        score.F1.ShouldBe(0.75);
        score.F1WithLevels.ShouldBe(0.5);
    }

    [Fact]
    public void Levels_are_ranks_among_those_there_are()
        => HeadingScore.Of(Document(("heading", 2, "One thing"), ("heading", 3, "Another matter")), Document(("title", null, "One thing"), ("heading", 1, "Another matter"))).F1WithLevels.ShouldBe(1);

    [Fact]
    public void Documents_without_headings_are_right_when_none_is_read()
    {
        HeadingScore.Of(Document(), Document()).F1.ShouldBe(1);
        HeadingScore.Of(Document(), Document(("heading", 1, "Nothing"))).F1.ShouldBe(0);
    }

    private static LayoutDocument Document(params (string Class, int? Level, string Text)[] headings)
        => new([new LayoutPage(1, 595, 842)], [.. headings.Select((heading, i) => new LayoutElement($"e{i}", 1, [0, i, 1, i + 1], heading.Class, heading.Text) { Level = heading.Level })]);
}
