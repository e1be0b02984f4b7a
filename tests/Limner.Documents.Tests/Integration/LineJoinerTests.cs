using Limner.Documents.Integration;
using Limner.Documents.Layout;
using Limner.Documents.Pdf;

namespace Limner.Documents.Tests.Integration;

public sealed class LineJoinerTests
{
    private readonly Vocabulary _vocabulary = new();

    [Theory]
    [InlineData("the docu-", "ment ends", "the document ends")]
    [InlineData("the docu\u2010", "ment ends", "the document ends")]
    [InlineData("from Jean-", "Paul", "from Jean-Paul")]
    [InlineData("one line", "and the next", "one line and the next")]
    [InlineData("https://example.org/", "path", "https://example.org/path")]
    public void Words_that_a_line_divides_become_whole(string one, string other, string expected) => new LineJoiner(_vocabulary).Join(one, other).ShouldBe(expected);

    [Fact]
    public void A_hyphen_stays_where_the_document_writes_it()
    {
        _vocabulary.Add(Line("a well-known case", 0));
        new LineJoiner(_vocabulary).Join("this well-", "known thing").ShouldBe("this well-known thing");
    }

    [Theory]
    [InlineData("사람들은", "결과를", "사람들은 결과를")]
    [InlineData("문서 시", "스템은", "문서 시스템은")]
    public void Hangul_gets_a_space_where_a_word_ends(string one, string other, string expected) => new LineJoiner(_vocabulary).Join(one, other).ShouldBe(expected);

    [Fact]
    public void Hangul_lines_with_room_left_end_where_words_do()
        => new LineJoiner(_vocabulary).Join([Line("문서 시", 0), Line("스템은", 0)], right: 300).ShouldBe("문서 시 스템은");

    internal static TextSegment Line(string text, double top, double left = 0)
    {
        var words = new List<PageWord>();
        foreach (var word in text.Split(' '))
        {
            words.Add(new PageWord(new PageBox(left, top, left + (5 * word.Length), top + 12), word, new FontStyle(10, false, false, false, false), 1, ElementEngine.TextLayer));
            left += (5 * word.Length) + 3;
        }

        return new TextSegment(words);
    }
}
