using Limner.Library;
using Limner.Search.Querying;
using Limner.Search.Querying.Matching;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Tests.Querying;

public class MatchReasonTests
{
    [Theory]
    [InlineData("beach", "name «beach» party.jpg")]
    [InlineData("BEA", "name «bea»ch party.jpg")]
    [InlineData("beach par", "name «beach» «par»ty.jpg")]
    [InlineData("\"beach party\"", "name «beach party».jpg")]
    [InlineData("dining", "tag «dining» table")]
    [InlineData("tag:\"dining table\"", "tag «dining table»")]
    [InlineData("animal", "tag «animal»")]
    [InlineData("kim", "person Anna «Kim»")]
    [InlineData("person:ann", "person «Ann»a Kim")]
    [InlineData("ete", "title Un «été» à Málaga")]
    [InlineData("malaga", "title Un été à «Málaga»")]
    [InlineData("holiday", "description Our «holiday» at the sea")]
    [InlineData("invoice", "text The «invoice» of May")]
    [InlineData("text:may", "text The invoice of «May»")]
    [InlineData("가족", "text 우리«가족»사진")]
    [InlineData("canon", "camera «Canon» EOS R6")]
    [InlineData("summer", "folder «Summer»")]
    [InlineData("beach OR invoice", "name «beach» party.jpg|text The «invoice» of May")]
    [InlineData("-zebra", "")]
    [InlineData("date:2024", "")]
    [InlineData("beach -zebra NOT tag:zebra", "name «beach» party.jpg")]
    public async Task A_hit_says_why_it_was_found(string query, string expected)
    {
        await using var catalogue = await SampleAsync();
        var found = (await catalogue.PageAsync(query)).Items.ShouldHaveSingleItem();
        string.Join('|', (found.Matches ?? []).Select(Written)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_long_text_is_told_around_the_first_mark()
    {
        await using var catalogue = await SampleAsync();
        var text = $"{string.Join(' ', Enumerable.Repeat("word", 60))} needle {string.Join(' ', Enumerable.Repeat("more", 60))}";
        await catalogue.ExecuteAsync($"UPDATE image_values SET description = {text} WHERE image_id = 1");
        await catalogue.Database.WriteAsync((db, token) => db.PublishAsync(new ImagesChanged([1]), token), default);
        var match = (await catalogue.PageAsync("needle")).Items.ShouldHaveSingleItem().Matches!.ShouldHaveSingleItem();
        match.Text.ShouldStartWith("…word");
        match.Text.ShouldEndWith("…");
        match.Text.Length.ShouldBeInRange(100, 170);
        Written(match).ShouldContain("«needle»");
    }

    [Fact]
    public async Task Names_that_a_person_cannot_see_are_no_reason()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        var image = await catalogue.AddAsync("Shared/harbour.jpg", owner: 2);
        await catalogue.AddAsync("Secret/other.jpg", owner: 2);
        await catalogue.ExecuteAsync($"INSERT INTO image_files (folder_id, image_id, relative_path, name, size, modified_at, state, seen_at) SELECT id, {image}, 'divorce/harbour papers.jpg', 'harbour papers.jpg', 1, 0, 'ready', 0 FROM folders WHERE name = 'Secret'");
        await catalogue.ExecuteAsync($"INSERT INTO folder_shares (folder_id, user_id, access, created_at) SELECT id, 1, 'view', 0 FROM folders WHERE name = 'Shared'");
        await catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                await db.PublishAsync(new ImagesChanged([image]), token);
                await db.PublishAsync(new FolderSharesChanged(2), token);
            },
            default);
        (await catalogue.PageAsync("harbour OR divorce OR secret")).Items.ShouldHaveSingleItem().Matches!.Select(Written).ShouldBe(["name «harbour».jpg"]);
        (await catalogue.PageAsync("divorce")).Items.ShouldBeEmpty();
    }

    private static string Written(MatchView match)
    {
        var text = match.Text;
        foreach (var mark in match.Marks.Reverse())
        {
            text = text.Insert(mark.Start + mark.Length, "»").Insert(mark.Start, "«");
        }

        return $"{match.Kind.ToString().ToLowerInvariant()} {text}";
    }

    private static async Task<Catalogue> SampleAsync()
    {
        var catalogue = await Catalogue.CreateAsync();
        var image = await catalogue.AddAsync("Summer/beach party.jpg", ["dining table"], "2024-05-03", "Canon EOS R6");
        await catalogue.ExecuteAsync($"INSERT INTO tags (owner_id, name, name_key, created_at) VALUES (1, 'animal', 'animal', 0)");
        await catalogue.ExecuteAsync($"INSERT INTO tag_ancestors (tag_id, ancestor_id, steps) SELECT narrow.id, wide.id, 1 FROM tags narrow, tags wide WHERE narrow.name = 'dining table' AND wide.name = 'animal'");
        await catalogue.ExecuteAsync($"UPDATE image_values SET title = 'Un été à Málaga', description = 'Our holiday at the sea', people = {"[{\"name\":\"Anna Kim\"}]"} WHERE image_id = {image}");
        await catalogue.ExecuteAsync($"INSERT INTO text_lines (content_id, position, text, confidence, engine, quad, words) SELECT content_id, 0, 'The invoice of May', 1, 'test', '[]', '[]' FROM images");
        await catalogue.ExecuteAsync($"INSERT INTO text_lines (content_id, position, text, confidence, engine, quad, words) SELECT content_id, 1, '우리가족사진', 1, 'test', '[]', '[]' FROM images");
        await catalogue.Database.WriteAsync((db, token) => db.PublishAsync(new ImagesChanged([image]), token), default);
        return catalogue;
    }
}
