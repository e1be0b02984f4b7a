using Limner.Documents.Layout;

namespace Limner.Documents.Tests.Layout;

public sealed class ListMarksTests
{
    [Theory]
    [InlineData("1 Introduction", 1)]
    [InlineData("2.3 Data", 2)]
    [InlineData("A.1 Proofs", 2)]
    [InlineData("제2장 문서", 1)]
    [InlineData("제3조 목적", 2)]
    [InlineData("Chapter 4 Results", 1)]
    [InlineData("A Spanning Title", 0)]
    [InlineData("Introduction", 0)]
    public void Headings_tell_their_depth_by_their_number(string text, int depth) => ListMarks.HeadingDepth(text).ShouldBe(depth);

    [Theory]
    [InlineData("12")]
    [InlineData("- 12 -")]
    [InlineData("Page 3 of 9")]
    [InlineData("1/2")]
    [InlineData("xiv")]
    [InlineData("12쪽")]
    public void Page_numbers_are_told(string text) => ListMarks.IsPageNumber(text).ShouldBeTrue();

    [Theory]
    [InlineData("In 1984")]
    [InlineData("12 monkeys")]
    public void Other_texts_with_numbers_are_none(string text) => ListMarks.IsPageNumber(text).ShouldBeFalse();

    [Theory]
    [InlineData("Figure 3. A chart")]
    [InlineData("그림 2. 흐름")]
    [InlineData("Table 1: Sizes")]
    public void Captions_are_told(string text) => ListMarks.IsCaption(text).ShouldBeTrue();

    [Theory]
    [InlineData("• one", null, "one")]
    [InlineData("2) two", "2)", "two")]
    [InlineData("plain", null, "plain")]
    public void Marks_come_off_their_items(string text, string? mark, string rest) => ListMarks.Split(text).ShouldBe((mark, rest));
}
