namespace Limner.Tagging.Tests;

public class ModelAnswerTests
{
    [Fact]
    public async Task Each_model_replaces_its_own_tags_and_nobody_elses()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        await library.DetectAsync((content, ["dog .5"]));
        await library.AnswerAsync("ollama:llava", images[0], content, "Dog .9", "Beach .7");
        await library.AnswerAsync("openai:tiny", images[0], content, "beach .4");
        (await library.TagsAsync(images[0])).ShouldBe(["Beach model .40", "Beach model .70", "dog model .50", "dog model .90"]);
        await library.AnswerAsync("ollama:llava", images[0], content, "Sea .6");
        (await library.TagsAsync(images[0])).ShouldBe(["Beach model .40", "Sea model .60", "dog model .50"]);
        await library.DetectAsync((content, ["cat .8"]));
        (await library.TagsAsync(images[0])).ShouldBe(["Beach model .40", "Sea model .60", "cat model .80"]);
        await library.AnswerAsync("openai:tiny", images[0], content);
        (await library.TagsAsync(images[0])).ShouldBe(["Sea model .60", "cat model .80"]);
    }

    [Fact]
    public async Task What_was_said_of_a_former_content_gives_no_tags()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        var (other, _) = await library.AddAsync(2);
        await library.AnswerAsync("ollama:llava", images[0], other, "dog .9");
        (await library.TagsAsync(images[0])).ShouldBeEmpty();
        await library.AnswerAsync("ollama:llava", images[0], content, "dog .9");
        (await library.TagsAsync(images[0])).ShouldBe(["dog model .90"]);
    }

    [Fact]
    public async Task Words_that_can_be_no_tags_are_left_out_and_the_surest_fifty_are_kept()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        await library.AnswerAsync("ollama:llava", images[0], content, [" .9", new string('x', 101) + " .9", "a\u0000b .9", "fine .1", .. Enumerable.Range(0, 100).Select(n => $"word{n:00} .5")]);
        var tags = await library.TagsAsync(images[0]);
        tags.Length.ShouldBe(IModelTags.MaxTags);
        tags.ShouldNotContain("fine model .10");
    }

    [Fact]
    public async Task A_tag_taken_off_a_picture_is_not_put_back_by_another_model_either()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        await library.DetectAsync((content, ["dog .5"]));
        await library.Tagging.RemoveAsync(1, images[0], await library.TagIdAsync("dog"), default);
        await library.AnswerAsync("ollama:llava", images[0], content, "dog .9", "sea .3");
        (await library.TagsAsync(images[0])).ShouldBe(["sea model .30"]);
    }
}
