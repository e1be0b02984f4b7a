using Limner.Kernel.Errors;

namespace Limner.Tagging.Tests;

public class ImageTaggingTests
{
    [Fact]
    public async Task A_tag_in_another_spelling_is_the_same_tag()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (_, images) = await library.AddAsync(1);
        await library.Tagging.AddAsync(1, images[0], "  Café   Central ", default);
        await library.Tagging.AddAsync(1, images[0], "CAFE CENTRAL", default);
        (await library.TagsAsync(images[0])).ShouldBe(["Café Central manual"]);
        library.Changed.ShouldBe([images[0]]);
    }

    [Fact]
    public async Task Removing_takes_every_source_off_and_announces_the_change()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        await library.DetectAsync((content, ["dog .5"]));
        await library.Tagging.AddAsync(1, images[0], "dog", default);
        await library.Tagging.RemoveAsync(1, images[0], await library.TagIdAsync("dog"), default);
        (await library.TagsAsync(images[0])).ShouldBeEmpty();
        library.Changed.ShouldBe([images[0], images[0]]);
        (await Should.ThrowAsync<LimnerException>(async () => await library.Tagging.RemoveAsync(1, images[0], await library.TagIdAsync("dog"), default))).Failure.Error.ShouldBe(ErrorCatalogue.NotFound);
    }

    [Fact]
    public async Task Nobody_tags_another_users_picture()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(2);
        await library.DetectAsync((content, ["dog .5"]));
        (await Should.ThrowAsync<LimnerException>(() => library.Tagging.AddAsync(1, images[0], "mine", default))).Failure.Error.ShouldBe(ErrorCatalogue.NotFound);
        (await Should.ThrowAsync<LimnerException>(async () => await library.Tagging.RemoveAsync(1, images[0], await library.TagIdAsync("dog", 2), default))).Failure.Error.ShouldBe(ErrorCatalogue.NotFound);
        (await library.TagsAsync(images[0])).ShouldBe(["dog model .50"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    [InlineData("\u0301")]
    public void A_tag_nobody_can_see_is_refused(string name)
        => Should.Throw<LimnerException>(() => TagName.Clean(name)).Failure.ShouldSatisfyAllConditions(
            failure => failure.Error.ShouldBe(ErrorCatalogue.Validation), failure => failure.Field.ShouldBe("name"));

    [Fact]
    public void A_tag_of_a_hundred_characters_is_the_longest()
    {
        TagName.Clean(new string('a', 100)).Length.ShouldBe(100);
        Should.Throw<LimnerException>(() => TagName.Clean(new string('a', 101)));
    }
}
