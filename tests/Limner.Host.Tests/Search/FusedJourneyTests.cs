using System.Net;
using System.Text.Json.Nodes;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Search;

/// <summary>Words by text and meaning over HTTP, where no model for meaning is installed.</summary>
public sealed class FusedJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = new Dictionary<string, string> { ["tagging.detect_objects"] = "false", ["ocr.enabled"] = "false" } });
        Directory.CreateDirectory(_app.Directory.Combine("pictures/winter"));
        foreach (var (name, seed) in new[] { ("red sea.png", 1), ("sea.png", 2), ("winter/IMG_1.png", 3) })
        {
            await File.WriteAllBytesAsync(_app.Directory.Combine("pictures", name), ManyPictures.Gradient(seed));
        }

        var folder = (await _app.AddFolderAsync(_app.Directory.Combine("pictures")))["id"]!.GetValue<string>();
        await _app.WaitUntilAsync($"/api/v1/folders/{folder}", answer => answer["active_job"] is null && answer["image_count"]!.GetValue<int>() == 3);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Without_a_model_words_are_text_and_meaning_alone_is_refused_with_the_mend()
    {
        var list = await _app.GetAsync("/api/v1/images?q=sea");
        Mode(list).ShouldBe(("text", "no_text_model"));
        ((int)list["total"]!).ShouldBe(2);
        Mode(await _app.GetAsync("/api/v1/images?q=sea&mode=hybrid")).ShouldBe(("text", "no_text_model"));
        Mode(await _app.GetAsync("/api/v1/images?q=sea&mode=text")).ShouldBe(("text", null));
        Mode(await _app.GetAsync("/api/v1/images?q=in:winter&mode=semantic")).ShouldBe(("text", "no_free_words"));
        Mode(await _app.GetAsync("/api/v1/images?mode=semantic")).ShouldBe(("text", "no_free_words"));
        Mode(await _app.GetAsync("/api/v1/images")).ShouldBe(("text", null));

        var problem = await _app.SendAsync(HttpMethod.Get, "/api/v1/images?q=sea&mode=semantic", null, HttpStatusCode.Conflict);
        ((string)problem["code"]!).ShouldBe("text_model_missing");
        problem.ToJsonString().ShouldContain("/models");
        foreach (var (query, field) in new[] { ("mode=vector", "mode"), ("threshold=1.1", "threshold"), ("threshold=-0.1", "threshold"), ("mode=semantic&sort=name", "sort") })
        {
            ((string?)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/images?q=sea&{query}", null, HttpStatusCode.BadRequest))["field"]).ShouldBe(field);
        }
    }

    [Fact]
    public async Task A_program_asks_for_the_few_best_and_is_told_where_they_stand()
    {
        var answer = await AskAsync(new { query = "red sea", k = 1 });
        var hit = answer["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)hit["image"]!["name"]!).ShouldBe("red sea.png");
        hit["image"]!["matches"]!.AsArray().ShouldNotBeEmpty();
        ((int)hit["text_rank"]!, (double)hit["score"]!).ShouldBe((1, Math.Round(1.0 / 61, 6)));
        Mode(answer).ShouldBe(("text", "no_text_model"));
        (await AskAsync(new { query = "sea", filters = new { tag = new[] { "none" } } }))["items"]!.AsArray().ShouldBeEmpty();
        var all = (await AskAsync(new { }))["items"]!.AsArray();
        all.Count.ShouldBe(3);
        all.ShouldAllBe(item => item!["text_rank"] == null && item["score"] == null);

        foreach (var (body, field) in new (object, string)[]
        {
            (new { query = "sea", k = 0 }, "k"), (new { query = "sea", k = 201 }, "k"), (new { query = "sea", threshold = 2 }, "threshold"), (new { query = "sea", mode = "both" }, "mode"),
            (new { query = new string('a', 10_000) }, "query"), (new { query = "(sea" }, "query"), (new { query = "sea", filters = new { q = "sea" } }, "filters"),
        })
        {
            ((string?)(await _app.SendAsync(HttpMethod.Post, "/api/v1/search", body, HttpStatusCode.BadRequest))["field"]).ShouldBe(field);
        }

        ((string)(await _app.SendAsync(HttpMethod.Post, "/api/v1/search", new { query = "sea", mode = "semantic" }, HttpStatusCode.Conflict))["code"]!).ShouldBe("text_model_missing");
        foreach (var query in new[] { "", "שלום", "🐕", "sea* OR x", "NEAR(a b)", "'; DROP TABLE images; --", "%%%" })
        {
            (await AskAsync(new { query })).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Examples_come_with_what_may_be_made_of_them()
    {
        var id = (string)(await _app.GetAsync("/api/v1/images?q=red"))["items"]![0]!["id"]!;
        await _app.SendAsync(HttpMethod.Patch, $"/api/v1/images/{id}", new { description = "The sea at dusk", rights = "CC BY 4.0" }, HttpStatusCode.OK);
        await _app.SendAsync(HttpMethod.Put, $"/api/v1/images/{id}/tags/water", null, HttpStatusCode.NoContent);
        var answer = await _app.GetAsync("/api/v1/rag/search?query=red%20sea");
        var example = answer["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)example["caption"]!, (string)example["rights"]!["statement"]!, (bool)example["rights"]!["is_own"]!).ShouldBe(("The sea at dusk", "CC BY 4.0", true));
        example["tags"]!.AsArray().Select(tag => (string)tag!).ShouldBe(["water"]);
        ((double)example["score"]!).ShouldBe(1);
        ((string?)answer["state"]).ShouldNotBeNullOrEmpty();
        (await _app.GetAsync("/api/v1/rag/search?query=red%20sea")).ToJsonString().ShouldBe(answer.ToJsonString());

        using var ben = await _app.InviteAsync("ben", "member");
        (await ben.SendAsync(HttpMethod.Get, "/api/v1/rag/search?query=sea", null, HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();
        (await ben.SendAsync(HttpMethod.Get, $"/api/v1/rag/search?like={id}", null, HttpStatusCode.NotFound))["code"]!.GetValue<string>().ShouldBe("not_found");
        foreach (var (query, field) in new[] { ("", "query"), ("query=x&k=0", "k"), ("query=x&k=51", "k"), ("k=abc", "k"), ("lambda=x", "lambda"), ("query=x&lambda=2", "lambda"), ("query=x&threshold=3", "threshold"), ("like=nonsense", "like"), ("query=(", "query") })
        {
            ((string?)(await _app.SendAsync(HttpMethod.Get, $"/api/v1/rag/search?{query}", null, HttpStatusCode.BadRequest))["field"]).ShouldBe(field);
        }
    }

    private Task<JsonObject> AskAsync(object body) => _app.SendAsync(HttpMethod.Post, "/api/v1/search", body, HttpStatusCode.OK);

    private static (string? Used, string? Reason) Mode(JsonNode answer) => ((string?)answer["mode_used"], (string?)answer["mode_reason"]);
}

/// <summary>Words by text and meaning over HTTP, with a small model of random weights: what it finds means nothing, that it is asked and how does.</summary>
public sealed class FusedWithModelTests
{
    [Fact]
    public async Task With_a_model_words_find_by_text_and_by_meaning_in_one_list()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Prepare = directory => TinyImageText.Install(directory.Combine("data"), TinyImageText.Clip),
            Settings = new Dictionary<string, string> { ["tagging.detect_objects"] = "false", ["ocr.enabled"] = "false", ["search.meaning_threshold"] = "0" },
        });
        Directory.CreateDirectory(app.Directory.Combine("pictures"));
        foreach (var (name, seed) in new[] { ("red sea.png", 1), ("IMG_2.png", 60), ("IMG_3.png", 120) })
        {
            await File.WriteAllBytesAsync(app.Directory.Combine("pictures", name), ManyPictures.Gradient(seed));
        }

        var folder = (await app.AddFolderAsync(app.Directory.Combine("pictures")))["id"]!.GetValue<string>();
        await app.WaitUntilAsync($"/api/v1/folders/{folder}", answer => answer["active_job"] is null && answer["image_count"]!.GetValue<int>() == 3);
        await app.WaitUntilAsync("/api/v1/images?q=sea&threshold=0", answer => (string?)answer["mode_used"] == "hybrid" && (int)answer["total"]! == 3);

        var semantic = (await app.GetAsync("/api/v1/images?q=red%20sea&mode=semantic"))["items"]!.AsArray();
        semantic.Count.ShouldBe(3);
        var cosines = semantic.Select(item => (double)item!["meaning"]!["cosine"]!).ToList();
        cosines.ShouldBe(cosines.OrderDescending(), ignoreOrder: false);
        semantic.ShouldAllBe(item => (string)item!["meaning"]!["words"]! == "red sea" && (double)item["meaning"]!["score"]! >= 0 && (double)item["meaning"]!["score"]! <= 1);

        // The timeline is that of the list that is asked for; a map says that it knows words as text.
        Counted(await app.GetAsync("/api/v1/images/timeline?q=red%20sea&mode=semantic")).ShouldBe((3, "semantic"));
        Counted(await app.GetAsync("/api/v1/images/timeline?q=red%20sea&mode=hybrid&ratios=true")).ShouldBe((3, "hybrid"));
        Counted(await app.GetAsync("/api/v1/images/timeline?q=red%20sea")).ShouldBe((1, "text"));
        foreach (var path in new[] { "images/map?q=sea&mode=semantic", "places?q=sea&mode=hybrid", "images/timeline?q=sea&mode=vector" })
        {
            ((string?)(await app.SendAsync(HttpMethod.Get, $"/api/v1/{path}", null, HttpStatusCode.BadRequest))["field"]).ShouldBe("mode");
        }

        var first = await app.GetAsync("/api/v1/images?q=red%20sea&limit=2");
        var rest = await app.GetAsync($"/api/v1/images?q=red%20sea&limit=2&cursor={(string)first["next_cursor"]!}");
        first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => (string)item!["name"]!).Order().ShouldBe(["IMG_2.png", "IMG_3.png", "red sea.png"]);

        var asked = await app.SendAsync(HttpMethod.Post, "/api/v1/search", new { query = "red sea", k = 2, mode = "hybrid", threshold = 0 }, HttpStatusCode.OK);
        ((string)asked["mode_used"]!, ((string)asked["model"]!)[..9]).ShouldBe(("hybrid", "tiny-clip"));
        asked["items"]!.AsArray().Count.ShouldBe(2);
        var withText = asked["items"]!.AsArray().Single(hit => (string)hit!["image"]!["name"]! == "red sea.png")!;
        ((int)withText["text_rank"]!).ShouldBe(1);
        ((int)withText["meaning_rank"]!).ShouldBeInRange(1, 3);
        (await app.GetAsync("/api/v1/rag/search?query=red%20sea&threshold=0&k=3"))["items"]!.AsArray().Count.ShouldBe(3);
        foreach (var query in new[] { "שלום", "🐕", "sea* OR x", "NEAR(a b)", "'; DROP TABLE images; --", "%%%", new string('é', 900) })
        {
            await app.SendAsync(HttpMethod.Post, "/api/v1/search", new { query, mode = "semantic" }, HttpStatusCode.OK);
        }
    }

    private static (int Pictures, string Mode) Counted(JsonObject timeline)
        => (timeline["items"]!.AsArray().Sum(month => (int)month!["count"]!), (string)timeline["mode_used"]!);
}
