using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;
using Limner.Testing.Models;

namespace Limner.Host.Tests.Painting;

/// <summary>Painting that goes by pictures of the library: what is added, from where, and for whom.</summary>
public sealed class ExamplesTests : IAsyncLifetime
{
    private readonly Household _house = new();

    public async Task InitializeAsync()
    {
        await _house.InitializeAsync();
        SmallDiffusion.Install(_house.App.DataDirectory, "sd15", "sd15");
        foreach (var (image, words) in new[]
        {
            ("beach.png", new[] { "beach", "sunset", "waves", "(evil:9)" }), ("secret.png", ["beach", "sunset", "sand"]), ("letter.png", ["beach", "sunset", "waves"]),
        })
        {
            var id = await Household.IdOfAsync(_house.Ada, image);
            foreach (var word in words)
            {
                await _house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{id}/tags/{Uri.EscapeDataString(word)}", null, HttpStatusCode.NoContent);
            }

            await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/images/{id}", new { description = "Gulls above the golden (shore:2) BREAK" }, HttpStatusCode.OK);
        }
    }

    public Task DisposeAsync() => _house.DisposeAsync();

    /// <summary>What the library says would be passed over by a model that knows names alone, and it is not painted for what the library says.</summary>
    [Fact]
    public async Task A_model_of_names_gets_nothing_that_it_does_not_know_and_needs_a_name_of_the_person()
    {
        var known = await AskAsync(_house.Ada, new { prompt = "apple, beach", model = "limner-icons", preview = true }, HttpStatusCode.OK);
        known["rag"]!["sources"]!.AsArray().ShouldNotBeEmpty();
        ((string)known["rag"]!["augmented_prompt"]!).ShouldBe("apple, beach");
        known["rag"]!["additions"]!.AsArray().ShouldBeEmpty();
        var refused = await AskAsync(_house.Ada, new { prompt = "golden gulls", query = "beach", model = "limner-icons", preview = true }, HttpStatusCode.BadRequest);
        ((string)refused["field"]!, ((string)refused["detail"]!).Contains("by their names", StringComparison.Ordinal)).ShouldBe(("prompt", true));
    }

    [Fact]
    public async Task What_most_examples_share_is_added_to_the_prompt_and_only_what_one_sees_is_looked_at()
    {
        var seen = await AskAsync(_house.Ada, new { prompt = "a beach", similar_examples_count = 3, preview = true }, HttpStatusCode.OK);
        seen["generation"].ShouldBeNull();
        var rag = seen["rag"]!;
        rag["sources"]!.AsArray().Count.ShouldBe(3);
        rag["sources"]!.AsArray().ShouldAllBe(source => (double)source!["score"]! > 0 && (bool)source["is_own"]!);

        // Tags first, the commonest before the others; then words of captions. Nothing of the prompt's own syntax gets through.
        rag["additions"]!.AsArray().Select(addition => $"{addition!["kind"]} {addition["text"]} {addition["count"]}")
            .ShouldBe(["tag sunset 3", "tag waves 2", "caption above 3", "caption golden 3", "caption gulls 3", "caption shore 3"]);
        ((string)rag["augmented_prompt"]!).ShouldBe("a beach, sunset, waves, above, golden, gulls, shore");
        ((int)rag["tokens"]!).ShouldBeInRange(7, 75);

        // What is not wanted is left out: named, or led away from.
        var less = (await AskAsync(_house.Ada, new { prompt = "a beach", exclude = new[] { "sunset", "above" }, negative_prompt = "gulls", preview = true }, HttpStatusCode.OK))["rag"]!;
        ((string)less["augmented_prompt"]!).ShouldBe("a beach, waves, golden, shore");

        // Ben sees one of them.
        (await AskAsync(_house.Ben, new { prompt = "a beach", preview = true }, HttpStatusCode.OK))["rag"]!["sources"]!.AsArray().ShouldBeEmpty();
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        var bens = (await AskAsync(_house.Ben, new { prompt = "a beach", preview = true }, HttpStatusCode.OK))["rag"]!;
        bens["sources"]!.AsArray().Select(source => (string)source!["name"]!).Order(StringComparer.Ordinal).ShouldBe(["beach.png", "holiday.png"]);
        bens["sources"]!.AsArray().ShouldAllBe(source => !(bool)source!["is_own"]!);
    }

    [Fact]
    public async Task The_best_example_is_begun_with_and_what_was_done_stays_with_the_painting()
    {
        var answer = await AskAsync(_house.Ada, new { prompt = "a beach", mode = "reference", strength = 0.5, width = 64, height = 64, steps = 2, seed = 3 }, HttpStatusCode.OK, "?wait=60");

        var generation = answer["generation"]!.AsObject();
        ((string)generation["state"]!).ShouldBe("done", generation.ToJsonString());
        var best = generation["rag"]!["sources"]![0]!;
        ((string)best["used_as"]!, (string)generation["init_image_id"]!).ShouldBe(("reference", (string)best["image_id"]!));
        ((string)generation["prompt"]!).ShouldBe((string)generation["rag"]!["augmented_prompt"]!);
        var later = await Studio.GetAsync(_house.Ada, (string)generation["id"]!);
        later["rag"]!.ToJsonString().ShouldBe(answer["rag"]!.ToJsonString());

        // Nothing to go by is no failure: it is painted as it was asked for.
        var alone = await AskAsync(_house.Ada, new { prompt = "a zeppelin", mode = "reference", width = 64, height = 64, steps = 2 }, HttpStatusCode.OK, "?wait=60");
        ((string)alone["generation"]!["state"]!, (string)alone["generation"]!["prompt"]!, alone["rag"]!["sources"]!.AsArray().Count).ShouldBe(("done", "a zeppelin", 0));
        foreach (var (body, field) in new (object, string)[]
        {
            (new { prompt = "a beach", similar_examples_count = 0 }, "similar_examples_count"), (new { prompt = "a beach", similar_examples_count = 21 }, "similar_examples_count"), (new { prompt = "" }, "prompt"),
        })
        {
            ((string)(await AskAsync(_house.Ada, body, HttpStatusCode.BadRequest))["field"]!).ShouldBe(field);
        }
    }

    private static Task<JsonObject> AskAsync(HttpClient who, object body, HttpStatusCode expected, string query = "") => who.SendAsync(HttpMethod.Post, $"/api/v1/rag/generate{query}", body, expected);
}
