using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;
using Limner.Kernel.Ids;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Tagging;

/// <summary>What models may say of somebody's pictures, and what becomes of what they have said.</summary>
public sealed class VocabularyTests : TaggedHousehold
{
    [Fact]
    public async Task A_changed_vocabulary_changes_model_tags_without_the_model_and_nothing_else()
    {
        await SayAsync(Beach, "hound .9", "beach .5", "person .8");
        await TagAsync(Beach, "person");
        await PostAsync("vocabulary/tags", new { name = "Dog", parent = "Animal", synonyms = new[] { "hound" } });
        (await TagsAsync(Beach)).ShouldBe(["Dog model", "beach model", "person manual", "person model"]);
        (await Household.NamesAsync(Ada, "tag=animal")).ShouldBe(["beach.png"]);
        (await Household.NamesAsync(Ada, "q=hound")).ShouldBeEmpty();

        await PostAsync("vocabulary/denied", new { names = new[] { "PERSON" } });
        (await TagsAsync(Beach)).ShouldBe(["Dog model", "beach model", "person manual"], "what a person says is not a model's");
        var closed = await Ada.SendAsync(HttpMethod.Put, "/api/v1/vocabulary", new { free_tags = false }, HttpStatusCode.OK);
        ((int)closed["tag_count"]!, (int)closed["denied_count"]!, (int)closed["synonym_count"]!).ShouldBe((2, 1, 1));
        (await TagsAsync(Beach)).ShouldBe(["Dog model", "person manual"]);
        await SayAsync(House.Private, "dog .3", "cat .9", "animal .4");
        (await TagsAsync(House.Private)).ShouldBe(["Animal model", "Dog model"]);

        await Ada.SendAsync(HttpMethod.Put, "/api/v1/vocabulary", new { free_tags = true }, HttpStatusCode.OK);
        await PostAsync("vocabulary/denied/remove", new { names = new[] { "person" } });
        (await TagsAsync(Beach)).ShouldBe(["Dog model", "beach model", "person manual", "person model"]);
        (await TagsAsync(House.Private)).ShouldBe(["Animal model", "Dog model", "cat model"]);
        var dog = await TagIdAsync("Dog");
        await Ada.SendAsync(HttpMethod.Put, $"/api/v1/vocabulary/tags/{dog}/synonyms", new { synonyms = Array.Empty<string>() }, HttpStatusCode.NoContent);
        (await TagsAsync(Beach)).ShouldBe(["beach model", "hound model", "person manual", "person model"]);
        (await Household.NamesAsync(Ada, "q=hound")).ShouldBe(["beach.png"]);
    }

    [Fact]
    public async Task A_synonym_that_is_an_allowed_tag_is_refused_by_name()
    {
        await PostAsync("vocabulary/tags", new { name = "Cat" });
        var refused = await Ada.SendAsync(HttpMethod.Post, "/api/v1/vocabulary/tags", new { name = "Pet", synonyms = new[] { "cat" } }, HttpStatusCode.Conflict);
        ((string)refused["detail"]!).ShouldContain("“Cat”");
        (await Household.GetAsync(Ada, "tags/tree?q=Pet"))["items"]!.AsArray().ShouldBeEmpty("nothing of it is taken");
    }

    [Fact]
    public async Task Everybody_has_a_vocabulary_of_their_own_and_each_revision_is_another()
    {
        var revision = (long)(await PostAsync("vocabulary/tags", new { name = "Dog" }))["revision"]!;
        ((long)(await PostAsync("vocabulary/tags", new { name = "Cat" }))["revision"]!).ShouldBeGreaterThan(revision);
        var bens = await Household.GetAsync(Ben, "vocabulary");
        ((long)bens["revision"]!, (int)bens["tag_count"]!, (bool)bens["free_tags"]!).ShouldBe((0, 0, true));
        await House.ShareAsync(House.Holiday, everyone: "edit");
        await Ben.SendAsync(HttpMethod.Put, $"/api/v1/vocabulary/tags/{await TagIdOfAsync("Dog")}/synonyms", new { synonyms = new[] { "x" } }, HttpStatusCode.NotFound);
        await using var db = House.App.Services.GetRequiredService<IDatabase>().Read();
        PublicId.TryParse(IdPrefixes.User, await Ada.MyIdAsync(), out var ada).ShouldBeTrue();
        var vocabulary = await House.App.Services.GetRequiredService<IVocabulary>().OfAsync(db, ada, default);
        vocabulary.Allowed.ShouldBe(["Dog", "Cat"]);
        (vocabulary.Resolve(" DOG"), vocabulary.Resolve("bird"), vocabulary.IsClosed).ShouldBe(("Dog", "bird", false));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task What_is_exported_reads_the_same_when_it_is_taken_in_again(string format)
    {
        var document = new { free_tags = true, tags = new object[] { new { name = "Animal" }, new { name = "Dog", parent = "Animal", synonyms = new[] { "hound", "hond" } }, new { name = "a, \"b\"" }, new { name = "개", parent = "Dog" } }, denied = new[] { "person" } };
        await ImportAsync("json", System.Text.Json.JsonSerializer.Serialize(document));
        var exported = await Ada.GetStringAsync($"/api/v1/vocabulary/export?format={format}");
        var json = await Ada.GetStringAsync("/api/v1/vocabulary/export?format=json");
        await ImportAsync("json", """{"tags":[{"name":"Other"}]}""", replace: true);
        (await Ada.GetStringAsync("/api/v1/vocabulary/export?format=text")).ShouldBe("Other\n");
        var read = await ImportAsync(format, exported, replace: true);
        ((int)read["tags"]!, (int)read["synonyms"]!, (int)read["denied"]!, (int)read["problem_count"]!).ShouldBe((4, 2, 1, 0));
        Sorted(await Ada.GetStringAsync("/api/v1/vocabulary/export?format=json")).ShouldBe(Sorted(json));
    }

    [Fact]
    public async Task What_is_wrong_with_a_line_is_told_and_the_rest_is_taken()
    {
        var read = await ImportAsync("text", "# comment\nAnimal\n\tDog\n\t\t{hound}\n\t\t{animal}\n\u0007\n" + new string('x', 200) + "\n!person\n!dog\n", preview: true);
        ((int)read["tags"]!, (int)read["synonyms"]!, (int)read["denied"]!, (int)read["problem_count"]!).ShouldBe((2, 1, 1, 4));
        ((int)read["vocabulary"]!["tag_count"]!).ShouldBe(0, "a preview changes nothing");
        await RefusedAsync("json", "[]");
        await RefusedAsync("json", "{");
        await RefusedAsync("csv", "word\nDog\n");
        await RefusedAsync("csv", "name\n\"Dog\n");
        await RefusedAsync("json", """{"tags":[{"name":"a","parent":"b"},{"name":"b","parent":"a"}]}""");
        await RefusedAsync("text", string.Join('\n', Enumerable.Range(0, 50_001).Select(number => $"word {number}")));
        await PostAsync("vocabulary/tags", new { name = "a", parent = "b" });
        await Ada.SendAsync(HttpMethod.Post, "/api/v1/vocabulary/tags", new { name = "b", parent = "a" }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Fifty_thousand_tags_are_taken_in_searched_and_given_to_models_within_their_bound()
    {
        await SayAsync(Beach, "word 49999 .9", "other .9");
        var text = new StringBuilder();
        for (var number = 0; number < 50_000; number++)
        {
            text.Append(number % 100 == 0 ? $"word {number}\n" : $"\tword {number}\n\t\t{{synonym {number}}}\n");
        }

        var read = await ImportAsync("text", text.ToString());
        ((int)read["vocabulary"]!["tag_count"]!, (int)read["vocabulary"]!["synonym_count"]!, (int)read["vocabulary"]!["for_models"]!).ShouldBe((50_000, 49_500, 500));
        var found = await Household.GetAsync(Ada, "tags/tree?q=word+49999&vocabulary=true");
        found["items"]!.AsArray().Select(tag => $"{tag!["path"]![0]} > {tag["name"]}: {tag["count"]}").ShouldBe(["word 49900 > word 49999: 1"]);
        (await Household.NamesAsync(Ada, "tag=word+49900")).ShouldBe(["beach.png"]);
        ((int)(await Household.GetAsync(Ada, "tags/tree?limit=10"))["total"]!).ShouldBe(501);
        await Ada.SendAsync(HttpMethod.Post, "/api/v1/vocabulary/tags", new { name = "one more", parent = "word 100" }, HttpStatusCode.BadRequest);
        await Ada.SendAsync(HttpMethod.Put, "/api/v1/vocabulary", new { free_tags = false }, HttpStatusCode.OK);
        (await TagsAsync(Beach)).ShouldBe(["word 49999 model"]);
    }

    private async Task<string> TagIdOfAsync(string name)
        => (string)(await Household.GetAsync(Ada, $"tags/tree?q={name}"))["items"]!.AsArray().Single()!["id"]!;

    private Task<JsonObject> ImportAsync(string format, string text, bool replace = false, bool preview = false) => PostAsync("vocabulary/import", new { format, text, replace, preview });

    private async Task RefusedAsync(string format, string text)
        => ((string)(await Ada.SendAsync(HttpMethod.Post, "/api/v1/vocabulary/import", new { format, text }, HttpStatusCode.BadRequest))["code"]!).ShouldBe("validation");

    /// <summary>Formats keep what belongs together together, not the whole order.</summary>
    private static string Sorted(string json)
    {
        var document = JsonNode.Parse(json)!;
        return string.Join('\n', document["tags"]!.AsArray().Select(tag => tag!.ToJsonString()).Order(StringComparer.Ordinal)) + document["denied"]!.ToJsonString();
    }
}
