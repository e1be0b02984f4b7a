using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Limner.Documents.Tests;
using Limner.Testing;

namespace Limner.Host.Tests.Documents;

/// <summary>A layout model that an administrator brings: imported, chosen in the settings, and asked about every page from then on.</summary>
public sealed class LayoutModelJourneyTests(LayoutModelApp shared) : IClassFixture<LayoutModelApp>
{
    private static readonly byte[] Page = SmallPdf.Write(("/MediaBox [0 0 612 792]", SmallPdf.Line("The first words of this page", 72, 720) + SmallPdf.Line("Running text goes on from here over the width of its column.", 72, 660)));

    private HttpClient Client => shared.App.Client;

    [Fact]
    public async Task The_model_that_the_settings_name_is_missed_then_imported_and_used_without_a_restart()
    {
        var (id, document) = await Client.ReadDocumentAsync(Page);
        ((string?)document["state"], (int)document["pages_failed"]!).ShouldBe(("read", 0));
        var before = await Client.GetDocumentAsync(id, "/pages/1");
        ((string?)before["layout_engine"], (string?)before["layout_error"]!["code"]).ShouldBe(("rules", "model_not_found"));
        before["elements"]!.AsArray().ShouldAllBe(element => element!["layout"] == null);

        var job = await ImportAsync("page");
        ((string)job["state"]!).ShouldBe("succeeded", job.ToJsonString());
        var model = (await shared.App.GetAsync("/api/v1/models"))["items"]!.AsArray().Single(item => (string)item!["id"]! == "page")!;
        ((string)model["task"]!, (string)model["used_for"]!, (string)model["state"]!).ShouldBe(("layout-detection", "Seeing what is where on the pages of documents", "installed"));

        await Client.SendAsync(HttpMethod.Post, $"/api/v1/documents/{id}/pages/1/read", new { }, HttpStatusCode.Accepted);
        await Client.EndedAsync(id);

        var after = await Client.GetDocumentAsync(id, "/pages/1");
        ((string?)after["layout_engine"], after["layout_error"]).ShouldBe(("page", null));
        var title = after["elements"]!.AsArray().Single(element => (string)element!["class"]! == "title")!;
        ((string)title["text"]!, (string)title["layout"]!["engine"]!, (double)title["layout"]!["confidence"]!).ShouldBe(("The first words of this page", "page", 0.9));
        var exported = JsonNode.Parse(await Client.GetStringAsync($"/api/v1/documents/{id}/export"))!;
        exported["layout_engines"]!.AsArray().Select(engine => (string)engine!).ShouldBe(["page"]);
        exported["elements"]![0]!["layout"]!["engine"]!.GetValue<string>().ShouldBe("page");
    }

    [Fact]
    public async Task A_network_beside_the_configuration_of_its_pictures_is_not_taken_for_a_model_for_meaning()
    {
        var job = await ImportAsync("heron", ("preprocessor_config.json", "{\"size\": {\"height\": 640, \"width\": 640}, \"do_normalize\": false}"), ("config.json", "{\"model_type\": \"rt_detr_v2\"}"));
        ((string)job["state"]!).ShouldBe("succeeded", job.ToJsonString());
        ((string)(await shared.App.GetAsync("/api/v1/models"))["items"]!.AsArray().Single(item => (string)item!["id"]! == "heron")!["task"]!).ShouldBe("layout-detection");
    }

    [Theory]
    [InlineData("other", "those of none of the layout models that are known")]
    [InlineData("odd", "nothing tells the names of its classes")]
    [InlineData("coco", "none of its classes is a part of a page")]
    public async Task A_network_that_does_not_fit_is_refused_and_leaves_nothing_behind(string model, string why)
    {
        var job = await ImportAsync(model);
        ((string)job["state"]!, (string)job["error"]!["code"]!).ShouldBe(("failed", "model_import"));
        ((string)job["error"]!["detail"]!).ShouldContain(why);
        Directory.Exists(Path.Join(shared.App.DataDirectory, "models", model)).ShouldBeFalse();
        Directory.Exists(Path.Join(shared.App.DataDirectory, "models", ".partial", model)).ShouldBeFalse();
    }

    [Fact]
    public async Task On_the_command_line_a_folder_with_a_model_is_asked_and_one_without_is_refused()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory.Combine("page.pdf"), Page);

        var (code, output, error) = await RunAsync("read", directory.Combine("page.pdf"), "--layout-model", TinyLayout.Asset("page"));
        code.ShouldBe(0, error);
        var read = JsonNode.Parse(output)!;
        read["layout_engines"]!.AsArray().Select(engine => (string)engine!).ShouldBe(["page"]);
        ((string)read["elements"]![0]!["class"]!).ShouldBe("title");

        var refused = await RunAsync("read", directory.Combine("page.pdf"), "--layout-model", TinyLayout.Asset("coco"));
        (refused.Code, refused.Output).ShouldBe((69, ""));
        refused.Error.ShouldContain("none of its classes is a part of a page");
    }

    private async Task<JsonObject> ImportAsync(string model, params IReadOnlyList<(string Name, string Content)> others)
    {
        var folder = Path.Join(shared.App.DataDirectory, "import", model);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(TinyLayout.Asset(model)))
        {
            File.Copy(file, Path.Join(folder, Path.GetFileName(file)), overwrite: true);
        }

        foreach (var (name, content) in others)
        {
            await File.WriteAllTextAsync(Path.Join(folder, name), content);
        }

        var job = (string)(await shared.App.SendAsync(HttpMethod.Post, "/api/v1/models/import", new { path = folder }, HttpStatusCode.Accepted))["id"]!;
        return await shared.App.WaitUntilAsync($"/api/v1/jobs/{job}", answer => (string)answer["state"]! is "succeeded" or "failed" or "cancelled");
    }

    /// <summary>The real program, as a process of its own.</summary>
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LimnerServer).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

/// <summary>A server whose settings name a layout model that nobody has installed yet.</summary>
public sealed class LayoutModelApp : SharedApp
{
    protected override bool IsSignedIn => true;

    protected override LimnerAppOptions Options => new()
    {
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["documents.layout_model"] = "page", ["tagging.detect_objects"] = "false", ["security.enable_rate_limiting"] = "false" },
    };
}
