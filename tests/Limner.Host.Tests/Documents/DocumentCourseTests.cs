using System.Net;
using System.Text.Json.Nodes;
using Limner.Documents.Tests;
using Limner.Testing.Models;

namespace Limner.Host.Tests.Documents;

/// <summary>How a reading goes when it is cut off, or helped by a model.</summary>
public sealed class DocumentCourseTests
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal) { ["tagging.detect_objects"] = "false", ["security.enable_rate_limiting"] = "false" };

    [Fact]
    public async Task A_server_that_stops_in_the_middle_goes_on_at_the_page_it_was_at()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = Settings });
        var pages = Enumerable.Range(1, 60).Select(page => (Letter, SmallPdf.Line($"Page {page} has words of its own", 72, 600, size: 20))).ToList();
        var id = (string)(await app.Client.SendDocumentAsync(SmallPdf.Write(pages), fields: [("engine", "ocr"), ("language", "eng"), ("dpi", "60")]))["document"]!["id"]!;
        var before = await Eventually.FindAsync(() => app.Client.GetDocumentAsync(id), answer => (int)answer["document"]!["pages_read"]! >= 3, seconds: 60);
        var readBefore = ReadAt(before);

        // What was named by nobody but the server and belongs to no document is removed by the start, a day after it was written.
        var documents = Path.Combine(app.DataDirectory, "documents");
        string[] lying = [new string('a', 32), new string('b', 32), "put-here-by-hand"];
        foreach (var name in lying)
        {
            Directory.CreateDirectory(Path.Combine(documents, name));
            await File.WriteAllTextAsync(Path.Combine(documents, name, "source"), "%PDF-1.7");
        }

        await app.RestartAsync(() =>
        {
            foreach (var name in new[] { lying[0], lying[2] })
            {
                File.SetLastWriteTimeUtc(Path.Combine(documents, name, "source"), DateTime.UnixEpoch);
                Directory.SetLastWriteTimeUtc(Path.Combine(documents, name), DateTime.UnixEpoch);
            }

            return Task.CompletedTask;
        });
        lying.Select(name => Directory.Exists(Path.Combine(documents, name))).ShouldBe([false, true, true]);
        var client = await app.SignInAsync(LimnerApp.UserName);
        await client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/cancel", null, HttpStatusCode.OK);
        var after = await client.EndedAsync(id);
        ((int)after["pages_read"]!).ShouldBeGreaterThanOrEqualTo((int)before["document"]!["pages_read"]!);
        ReadAt(await client.GetDocumentAsync(id)).Take(readBefore.Count).ShouldBe(readBefore, "no page was read again");
        ((string?)after["state"]).ShouldBe("cancelled");

        // What is there is complete as far as it goes.
        (await client.GetStringAsync($"/api/v1/documents/{id}/export?format=text")).ShouldStartWith("Page 1 has words of its own\n\nPage 2");
        client.Dispose();
    }

    [Fact]
    public async Task Figures_are_described_by_the_model_that_is_configured_and_plainly_without_its_answer()
    {
        await using var ollama = await FakeOllama.StartAsync();
        ollama.Answer = _ => "A grey block\nwith lines across.";
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Settings = new Dictionary<string, string>(Settings, StringComparer.Ordinal) { ["ollama.server"] = ollama.Address, ["ollama.model"] = FakeOllama.Model, ["documents.max_descriptions"] = "1" },
        });
        const string Drawing = "0.4 g 200 500 220 120 re f 0 g 3 w 205 505 m 415 615 l S 205 615 m 415 505 l S\n";
        var (id, document) = await app.Client.ReadDocumentAsync(SmallPdf.Write(
            (Letter, Drawing + SmallPdf.Line("Figure 1: A block with lines", 210, 480)), (Letter, Drawing + SmallPdf.Line("Words below the second one", 72, 300))));
        ((string?)document["state"]).ShouldBe("read");
        var first = await FigureAsync(app, id, 1);
        ((string?)first["description"]!["text"], (string?)first["description"]!["model"]).ShouldBe(("A grey block with lines across.", "ollama:" + FakeOllama.Model));
        ollama.Questions.ShouldHaveSingleItem().Prompt.ShouldContain("A block with lines");
        var second = await FigureAsync(app, id, 2);
        ((string?)second["description"]!["text"])!.ShouldStartWith("A figure, ");
        second["description"]!["model"].ShouldBeNull();
        (await app.Client.GetByteArrayAsync($"/api/v1/documents/{id}/pages/1/elements/{first["id"]}/picture")).Length.ShouldBeGreaterThan(100);
    }

    private static async Task<JsonObject> FigureAsync(LimnerApp app, string id, int page)
        => (await app.Client.GetDocumentAsync(id, $"/pages/{page}"))["elements"]!.AsArray().Single(element => (string?)element!["class"] == "figure")!.AsObject();

    private static List<string> ReadAt(JsonObject details) => [.. details["pages"]!.AsArray().TakeWhile(page => (string?)page!["state"] == "read").Select(page => (string)page!["read_at"]!)];
}
