using Limner.Kernel.Errors;
using Limner.Library.Folders;

namespace Limner.Library.Tests.Folders;

public sealed class ExcludeGlobsTests
{
    [Theory]
    [InlineData("*.png", "deep/down/a.png", true)]
    [InlineData("*.png", "a.jpg", false)]
    [InlineData("private", "holiday/private", true)]
    [InlineData("private/", "holiday/private", true)]
    [InlineData("private", "holiday/private thoughts", false)]
    [InlineData("a/*.png", "a/b.png", true)]
    [InlineData("a/*.png", "a/c/b.png", false)]
    [InlineData("a/**", "a/c/b.png", true)]
    [InlineData("**/raw/*", "2024/may/raw/x.jpg", true)]
    [InlineData("**/raw/*", "raw/x.jpg", true)]
    [InlineData("IMG_????.jpg", "img_0042.JPG", true)]
    [InlineData("/top", "top", true)]
    [InlineData("a+(b).jpg", "a+(b).jpg", true)]
    [InlineData("*", "new\nline.jpg", true)]
    public void A_pattern_matches_as_people_expect(string pattern, string path, bool expected)
        => new ExcludeGlobs([pattern]).Matches(path, Path.GetFileName(path)).ShouldBe(expected);

    [Fact]
    public void No_pattern_matches_nothing() => new ExcludeGlobs([]).Matches("a/b", "b").ShouldBeFalse();

    [Fact]
    public void A_pattern_made_to_be_slow_is_not()
        => new ExcludeGlobs([string.Concat(Enumerable.Repeat("*a", 100))]).Matches(new string('a', 2000) + "b", new string('a', 2000) + "b").ShouldBeFalse();

    [Fact]
    public void Too_many_patterns_are_refused()
        => Should.Throw<LimnerException>(() => ExcludeGlobs.ToJson([.. Enumerable.Repeat("x", 101)])).Failure.Error.ShouldBe(ErrorCatalogue.Validation);
}
