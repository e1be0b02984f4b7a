using System.Net;
using System.Text.Json.Nodes;
using Limner.Documents.Tests;
using Limner.Testing;

namespace Limner.Host.Tests.Documents;

/// <summary>Pages of documents by words, over HTTP; with a small model of random weights, of which only counts that it is asked and how.</summary>
public sealed class PageSearchTests
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["tagging.detect_objects"] = "false", ["ocr.enabled"] = "false", ["search.meaning_threshold"] = "0", ["security.enable_rate_limiting"] = "false",
    };

    [Fact]
    public async Task Words_find_pages_by_text_alone_where_no_model_is_installed()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = Settings });
        var (id, _) = await app.Client.ReadDocumentAsync(Report(), "report.pdf");
        var answer = await app.GetAsync("/api/v1/search/pages?q=lighthouse");
        ((string)answer["mode_used"]!, (string?)answer["mode_reason"], answer["model"]).ShouldBe(("text", "no_text_model", null));
        PageLikenessTests.Pages(answer, "items").Order().ShouldBe([(id, 1), (id, 2)]);
        var first = answer["items"]![0]!;
        ((int)first["text_rank"]!, (double)first["score"]!, (string)first["excerpt"]!).ShouldBe((1, Math.Round(1.0 / 61, 6), "The lighthouse and the lighthouse keeper."), "on that page the word stands twice");
        PageLikenessTests.Pages(await app.GetAsync("/api/v1/search/pages?q=lighthouse%20ship"), "items").ShouldBe([(id, 2)]);
        (await app.GetAsync("/api/v1/search/pages?q=lighthouse&mode=text"))["mode_reason"].ShouldBeNull();
        PageLikenessTests.Pages(await app.GetAsync("/api/v1/search/pages?q=lighthouse&limit=1"), "items").Count.ShouldBe(1);
        ((string)(await app.SendAsync(HttpMethod.Get, "/api/v1/search/pages?q=x&mode=semantic", null, HttpStatusCode.Conflict))["code"]!).ShouldBe("text_model_missing");
        foreach (var (query, field) in new[] { ("", "q"), ("q=%20", "q"), ("q=" + new string('a', 201), "q"), ("q=x&mode=vector", "mode"), ("q=x&threshold=1.1", "threshold"), ("q=x&limit=0", "limit"), ("q=x&limit=abc", "limit") })
        {
            ((string?)(await app.SendAsync(HttpMethod.Get, $"/api/v1/search/pages?{query}", null, HttpStatusCode.BadRequest))["field"]).ShouldBe(field, query);
        }

        foreach (var query in new[] { "שלום", "🐕", "sea* OR x", "NEAR(a b)", "'; DROP TABLE images; --", "%%%", "\"" })
        {
            await app.GetAsync($"/api/v1/search/pages?q={Uri.EscapeDataString(query)}");
        }
    }

    [Fact]
    public async Task With_a_model_words_find_pages_by_text_and_meaning_also_those_that_were_read_before()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = Settings });
        var (before, _) = await app.Client.ReadDocumentAsync(Report(), "before.pdf");
        await app.RestartAsync(() => Task.FromResult(TinyImageText.Install(app.DataDirectory, TinyImageText.Clip)));
        static bool IsDone(JsonNode? job) => (string?)job!["kind"] == "embed_meaning" && (string?)job["state"] == "succeeded";
        var job = (await app.WaitUntilAsync("/api/v1/jobs", answer => answer["items"]!.AsArray().Any(IsDone)))["items"]!.AsArray().Single(IsDone)!;
        ((int)job["done"]!, (int)job["total"]!).ShouldBe((3, 3));
        var (after, _) = await app.Client.ReadDocumentAsync(SmallPdf.Write((Letter, "0.2 0.3 0.9 rg 0 0 612 792 re f")), "after.pdf");
        await app.WaitUntilAsync("/api/v1/search/pages?q=lighthouse", answer => (string?)answer["mode_used"] == "hybrid");

        var semantic = await app.GetAsync("/api/v1/search/pages?q=lighthouse&mode=semantic");
        ((string)semantic["mode_used"]!, ((string)semantic["model"]!)[..9]).ShouldBe(("semantic", "tiny-clip"));
        PageLikenessTests.Pages(semantic, "items").Order().ShouldBe(new[] { (before, 1), (before, 2), (before, 3), (after, 1) }.Order());
        var cosines = semantic["items"]!.AsArray().Select(item => (double)item!["meaning"]!["cosine"]!).ToList();
        cosines.ShouldBe(cosines.OrderDescending());

        var hybrid = (await app.GetAsync("/api/v1/search/pages?q=lighthouse&mode=hybrid&threshold=0"))["items"]!.AsArray();
        hybrid.Count.ShouldBe(4);
        hybrid.Take(2).Select(item => (int)item!["page"]!["number"]!).Order().ShouldBe([1, 2]);
        hybrid.ShouldAllBe(item => item!["meaning_rank"] != null && (item["text_rank"] != null) == (item["excerpt"] != null));
        PageLikenessTests.Pages(await app.GetAsync("/api/v1/search/pages?q=lighthouse&threshold=1"), "items").Order().ShouldBe([(before, 1), (before, 2)]);

        // What a page is like is told by the better model as well.
        ((string)(await app.GetAsync($"/api/v1/documents/{after}/pages/1/similar"))["model"]!).ShouldStartWith("tiny-clip@");
        await app.SendAsync(HttpMethod.Delete, $"/api/v1/documents/{before}", null, HttpStatusCode.NoContent);
        PageLikenessTests.Pages(await app.GetAsync("/api/v1/search/pages?q=lighthouse&mode=semantic"), "items").ShouldBe([(after, 1)]);
    }

    /// <summary>Two of three pages have the word.</summary>
    private static byte[] Report()
        => SmallPdf.Write(
            (Letter, SmallPdf.Line("The lighthouse and the lighthouse keeper.", 72, 600)),
            (Letter, SmallPdf.Line("A ship passes by the old lighthouse in the evening of that day.", 72, 600)),
            (Letter, SmallPdf.Line("Nothing of that", 72, 600)));
}
