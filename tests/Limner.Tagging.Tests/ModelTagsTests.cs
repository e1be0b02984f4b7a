using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tests;

public class ModelTagsTests
{
    [Fact]
    public async Task The_best_box_of_each_label_at_or_above_the_threshold_becomes_a_tag()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        await library.DetectAsync((content, ["dog .5", "dog .8", "cup .3", "kite .29"]));
        (await library.TagsAsync(images[0])).ShouldBe(["cup model .30", "dog model .80"]);
        await using var db = library.Database.Read();
        (await db.Database.SqlQuery<long>($"SELECT count(*) AS Value FROM detections").SingleAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task Everybody_who_has_the_picture_gets_tags_of_their_own()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1, 2);
        await library.DetectAsync((content, ["dog .5"]));
        (await library.TagsAsync(images[0])).ShouldBe(["dog model .50"]);
        (await library.TagsAsync(images[1])).ShouldBe(["dog model .50"]);
        (await library.TagIdAsync("dog", 1)).ShouldNotBe(await library.TagIdAsync("dog", 2));
    }

    [Fact]
    public async Task An_image_of_a_known_content_gets_its_tags_without_the_model()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, _) = await library.AddAsync(1);
        await library.DetectAsync((content, ["dog .5", "kite .1"]));
        var later = await library.Database.WriteAsync(
            async (db, token) =>
            {
                var image = new Limner.Library.ImageRow { OwnerId = 2, ContentId = content, Name = "copy.jpg" };
                db.Add(image);
                await db.SaveChangesAsync(token);
                return image.Id;
            },
            default);
        await library.AttachAsync(later);
        (await library.TagsAsync(later)).ShouldBe(["dog model .50"]);
    }

    [Fact]
    public async Task An_image_with_another_content_loses_what_the_model_said_of_the_former()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (first, images) = await library.AddAsync(1);
        var (second, _) = await library.AddAsync();
        await library.DetectAsync((first, ["dog .5"]), (second, ["cat .6"]));
        await library.Tagging.AddAsync(1, images[0], "mine", default);
        await library.Database.WriteAsync(async (db, token) => await db.Database.ExecuteSqlAsync($"UPDATE images SET content_id = {second} WHERE id = {images[0]}", token), default);
        await library.AttachAsync(images[0]);
        (await library.TagsAsync(images[0])).ShouldBe(["cat model .60", "mine manual"]);
    }

    [Fact]
    public async Task A_new_version_of_the_model_replaces_its_own_tags_and_nobody_elses()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        await library.DetectAsync((content, ["dog .5", "cup .4"]));
        await library.Tagging.AddAsync(1, images[0], "cup", default);
        await library.Tagging.AddAsync(1, images[0], "Holiday", default);
        await library.DetectAsync((content, ["cat .7"]));
        (await library.TagsAsync(images[0])).ShouldBe(["Holiday manual", "cat model .70", "cup manual"]);
    }

    [Fact]
    public async Task A_tag_taken_off_a_picture_is_not_put_back_on_that_picture()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (one, first) = await library.AddAsync(1);
        var (two, second) = await library.AddAsync(1);
        await library.DetectAsync((one, ["dog .5"]), (two, ["dog .5"]));
        await library.Tagging.RemoveAsync(1, first[0], await library.TagIdAsync("dog"), default);
        await library.DetectAsync((one, ["dog .9"]), (two, ["dog .9"]));
        await library.AttachAsync(first[0], second[0]);
        (await library.TagsAsync(first[0])).ShouldBeEmpty();
        (await library.TagsAsync(second[0])).ShouldBe(["dog model .90"]);

        await library.Tagging.AddAsync(1, first[0], "dog", default);
        await library.DetectAsync((one, ["dog .9"]));
        (await library.TagsAsync(first[0])).ShouldBe(["dog manual", "dog model .90"]);
    }

    [Fact]
    public async Task A_batch_costs_the_same_number_of_statements_whatever_its_size()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var contents = new List<(long, string[])>();
        for (var i = 0; i < 40; i++)
        {
            contents.Add(((await library.AddAsync(1, 2)).ContentId, ["dog .5", $"thing{i} .6"]));
        }

        var before = library.Statements;
        await library.DetectAsync(contents[0]);
        var one = library.Statements - before;
        before = library.Statements;
        await library.DetectAsync([.. contents]);
        (library.Statements - before).ShouldBe(one);
    }

    [Fact]
    public async Task An_empty_batch_and_a_picture_without_findings_are_fine()
    {
        await using var library = await TaggedLibrary.CreateAsync();
        var (content, images) = await library.AddAsync(1);
        await library.DetectAsync();
        await library.DetectAsync((content, ["dog .5"]));
        await library.DetectAsync((content, []));
        (await library.TagsAsync(images[0])).ShouldBeEmpty();
    }
}
