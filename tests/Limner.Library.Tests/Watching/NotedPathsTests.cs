using Limner.Library.Watching;

namespace Limner.Library.Tests.Watching;

public sealed class NotedPathsTests
{
    [Fact]
    public void What_is_noted_is_taken_once_and_wakes_once()
    {
        var wakes = 0;
        var notes = new NotedPaths(10, () => wakes++);
        notes.Add("/a");
        notes.Add("/b");
        notes.Add("/a");
        var noted = notes.Take();
        noted.Paths.ShouldBe(["/a", "/b"], ignoreOrder: true);
        (noted.More, noted.Failure, wakes).ShouldBe((false, null, 1));
        notes.Take().Paths.ShouldBeEmpty();
        notes.Add("/a");
        wakes.ShouldBe(2);
    }

    [Fact]
    public void Beyond_the_bound_only_that_there_was_more_is_kept()
    {
        var notes = new NotedPaths(2, () => { });
        notes.Add("/a");
        notes.Add("/b");
        notes.Add("/b");
        notes.Take().More.ShouldBeFalse();
        notes.Add("/a");
        notes.Add("/b");
        notes.Add("/c");
        var noted = notes.Take();
        (noted.Paths.Count, noted.More).ShouldBe((2, true));
        notes.Take().More.ShouldBeFalse();
    }
}
