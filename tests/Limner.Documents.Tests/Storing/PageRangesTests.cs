using Limner.Documents.Storing;
using Limner.Kernel.Errors;

namespace Limner.Documents.Tests.Storing;

public sealed class PageRangesTests
{
    [Theory]
    [InlineData("3", "3")]
    [InlineData("1-3, 7,9-", "1,2,3,7,9,10")]
    [InlineData("7,2-3,3-4,1000-2000", "2,3,4,7")]
    public void Pages_are_those_that_the_document_has_each_once(string text, string pages)
        => string.Join(',', PageRanges.Parse(text)!.Of(10)).ShouldBe(pages);

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("3-1")]
    [InlineData("1,,2")]
    [InlineData("a")]
    [InlineData("99999999999")]
    public void What_names_no_pages_is_refused(string text) => Should.Throw<LimnerException>(() => PageRanges.Parse(text)).Failure.Error.ShouldBe(ErrorCatalogue.Validation);

    [Fact]
    public void Of_pages_that_the_document_has_none_of_is_said_so() => Should.Throw<LimnerException>(() => PageRanges.Parse("11-")!.Of(10)).Failure.Error.ShouldBe(ErrorCatalogue.Validation);

    [Fact]
    public void No_text_is_all_pages() => PageRanges.Parse(" ").ShouldBeNull();

    [Fact]
    public void They_are_written_as_they_are_read() => PageRanges.Parse(" 1 - 3,7, 9-")!.ToString().ShouldBe("1-3,7,9-");
}
