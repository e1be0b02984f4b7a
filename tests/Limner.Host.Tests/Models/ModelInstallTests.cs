using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Limner.Models.Onnx;
using Limner.Testing.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Models;

/// <summary>What becomes of models that are downloaded, copied and removed. One server for all; each test leaves it without an installed model.</summary>
public sealed class ModelInstallTests(ModelHub house) : IClassFixture<ModelHub>
{
    private const string Id = ModelHub.Clip;

    [Fact]
    public async Task A_download_that_breaks_goes_on_where_it_was_and_ends_with_the_same_bytes()
    {
        var growing = Path.Join(house.App.DataDirectory, "models", ".partial", Id, "files", "onnx", "vision_model.onnx.part");
        house.Hub.BreakAfter = 100_000;
        house.Hub.BeforeBreak = length => Eventually.HoldsAsync(() => new FileInfo(growing) is { Exists: true } file && file.Length == length);
        house.Hub.Break = (FakeHub.ClipVision, 2);
        var seen = house.Hub.Requests.Count;
        var before = await house.ModelAsync();
        ((string)before["state"]!, (string)before["licence"]!).ShouldBe(("available", "MIT"));

        var job = await house.EndOfAsync(await house.DownloadAsync());

        ((string)job["state"]!).ShouldBe("succeeded", job.ToJsonString());
        ((long)job["done"]!).ShouldBe((long)job["total"]!);
        var asked = house.Hub.Requests.Skip(seen).Where(request => request.Path == FakeHub.ClipVision).ToList();
        asked.Select(request => request.From).ShouldBe([null, 100_000, 200_000]);
        asked.Skip(1).ShouldAllBe(request => request.IfRange != null);
        house.Hub.BeforeBreak = _ => Task.CompletedTask;
        (await File.ReadAllBytesAsync(Path.Join(house.Installed, "onnx", "vision_model.onnx"))).ShouldBe(FakeHub.Onnx(ModelHub.VisionSize, 1));
        var model = await house.ModelAsync();
        ((string)model["state"]!, (string)model["task"]!).ShouldBe(("installed", "image-text-embedding"));
        var files = model["files"]!.AsArray();
        files.Select(file => ((string)file!["path"]!, (string)file["trust"]!)).ShouldBe(
        [
            ("onnx/vision_model.onnx", "announced"), ("onnx/text_model.onnx", "announced"), ("tokenizer.json", "first_use"), ("config.json", "first_use"),
            ("preprocessor_config.json", "first_use"),
        ]);
        ((string)files[0]!["sha256"]!).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(FakeHub.Onnx(ModelHub.VisionSize, 1))));
        Directory.EnumerateFileSystemEntries(Path.Join(house.App.DataDirectory, "models", ".partial")).ShouldBeEmpty();

        // It is there: neither fetched again nor written over.
        await RefusedAsync(HttpMethod.Post, $"{Id}/download", new { accept_licence = "MIT" }, HttpStatusCode.Conflict, "model_installed");
        await house.RemoveAsync();
        Directory.Exists(house.Installed).ShouldBeFalse();
        ((string)(await house.ModelAsync())["state"]!).ShouldBe("available");
    }

    [Fact]
    public async Task A_server_that_announces_another_length_is_found_out()
    {
        house.Hub.Lies[FakeHub.ClipVision] = (ModelHub.VisionSize + 10, null);
        await FailsAsync("download_mismatch");
        house.Hub.Lies.Clear();
    }

    [Fact]
    public async Task A_file_of_another_hash_is_thrown_away()
    {
        house.Hub.Lies[FakeHub.ClipText] = (null, new string('a', 64));
        await FailsAsync("download_mismatch");
        house.Hub.Lies.Clear();
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off()
    {
        house.Hub.NeverEnds = true;
        await FailsAsync("download_mismatch");
        house.Hub.NeverEnds = false;
    }

    [Fact]
    public async Task A_file_that_changes_between_two_parts_is_not_put_together_from_both()
    {
        house.Hub.BreakAfter = 100_000;
        house.Hub.Break = (FakeHub.ClipVision, 1);
        house.Hub.HoldPath = FakeHub.ClipText;
        var job = await house.DownloadAsync();
        await Eventually.HoldsAsync(() => house.Hub.Break.Times == 0);
        house.Hub.Swapped[FakeHub.ClipVision] = FakeHub.Onnx(ModelHub.VisionSize, 9);

        ((string)(await house.EndOfAsync(job))["error"]!["code"]!).ShouldBe("download_mismatch");
        await NothingIsLeftAsync();
        house.Hub.Swapped.Clear();
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_again()
    {
        house.Hub.BreakAfter = 100_000;
        house.Hub.Break = (FakeHub.ClipVision, 1);
        house.Hub.IgnoresRanges = true;

        ((string)(await house.EndOfAsync(await house.DownloadAsync()))["state"]!).ShouldBe("succeeded");

        house.Hub.IgnoresRanges = false;
        await house.RemoveAsync();
    }

    [Fact]
    public async Task A_host_that_no_setting_names_is_not_followed_to()
    {
        house.Hub.RedirectTo = "http://127.0.0.1:9";
        (await FailsAsync("outbound_refused")).ShouldContain("models.download_hosts");
        house.Hub.RedirectTo = null;
        await house.RemoveAsync(); // What the host announced is kept for the next try, as after any break.
    }

    [Fact]
    public async Task Weights_that_lie_outside_the_model_keep_it_from_being_installed()
    {
        house.Hub.Add(FakeHub.ClipText, FakeHub.Onnx(50_000, 2, "../../../limner.db"));
        (await FailsAsync("model_load")).ShouldContain("limner.db");
        house.Hub.Add(FakeHub.ClipText, FakeHub.Onnx(50_000, 2));
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_told_before_anything_is_fetched()
    {
        house.Hub.Lies[FakeHub.ClipVision] = (1L << 55, null);
        var seen = house.Hub.Requests.Count;
        var job = await house.DownloadAsync();

        var waiting = await house.App.WaitUntilAsync($"/api/v1/jobs/{job}", answer => answer["error"] is not null);

        ((string)waiting["error"]!["code"]!).ShouldBe("storage_full");
        house.Hub.Requests.Count.ShouldBe(seen);
        house.Hub.Lies.Clear();
        await house.App.SendAsync(HttpMethod.Post, $"/api/v1/jobs/{job}/cancel", null, HttpStatusCode.Accepted);
        await house.EndOfAsync(job);
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused_by_name()
    {
        await RefusedAsync(HttpMethod.Post, $"{Id}/download", new { accept_licence = "Apache-2.0" }, HttpStatusCode.UnprocessableEntity, "licence_not_accepted");
        await RefusedAsync(HttpMethod.Post, $"{Id}/download", new { }, HttpStatusCode.UnprocessableEntity, "licence_not_accepted");
        await RefusedAsync(HttpMethod.Post, "no-such-model/download", new { accept_licence = "MIT" }, HttpStatusCode.NotFound, "model_not_found");
        await RefusedAsync(HttpMethod.Delete, Id, null, HttpStatusCode.NotFound, "model_not_found");
        await RefusedAsync(HttpMethod.Delete, "..%2Fconfig", null, HttpStatusCode.NotFound, "model_not_found");
        await RefusedAsync(HttpMethod.Delete, "centernet-coco", null, HttpStatusCode.Conflict, "model_built_in");
    }

    [Fact]
    public async Task A_folder_is_imported_as_it_was_published_and_a_model_in_use_is_not_removed()
    {
        var folder = ImportFolder("My-Clip");
        File.Copy(Path.Join(AppContext.BaseDirectory, "models", "text-gate.onnx"), Path.Join(folder, "onnx", "text_model.onnx"));
        await File.WriteAllBytesAsync(Path.Join(folder, "onnx", "vision_model.onnx"), FakeHub.Onnx(1000, 1));
        await File.WriteAllTextAsync(Path.Join(folder, "tokenizer.json"), "{}");
        await File.WriteAllTextAsync(Path.Join(folder, "notes.md"), "not of the model");
        await File.WriteAllTextAsync(Path.Join(folder, "config.json"), "{}");
        File.CreateSymbolicLink(Path.Join(folder, "hostname.md"), "/etc/hostname");
        var sessions = house.App.Services.GetRequiredService<ModelSessions>();

        var job = await house.EndOfAsync((string)(await ImportAsync(folder, HttpStatusCode.Accepted))["id"]!);

        ((string)job["state"]!).ShouldBe("succeeded", job.ToJsonString());
        var model = await house.ModelAsync("my-clip");
        model["files"]!.AsArray().Select(file => ((string)file!["path"]!, (string)file["trust"]!)).ShouldBe(
            [("config.json", "imported"), ("onnx/text_model.onnx", "imported"), ("onnx/vision_model.onnx", "imported"), ("tokenizer.json", "imported")]);
        using (await sessions.LeaseAsync("my-clip", "onnx/text_model.onnx", default))
        {
            await RefusedAsync(HttpMethod.Delete, "my-clip", null, HttpStatusCode.Conflict, "model_in_use");
            ((bool)(await house.ModelAsync("my-clip"))["is_loaded"]!).ShouldBeTrue();
        }

        // What was installed can be taken to another server: its manifest goes with it, and is held to.
        var copy = ImportFolder("copied");
        CopyAll(Path.Join(house.App.DataDirectory, "models", "my-clip"), copy);
        await house.RemoveAsync("my-clip");
        ((string)(await house.EndOfAsync((string)(await ImportAsync(copy, HttpStatusCode.Accepted))["id"]!))["state"]!).ShouldBe("succeeded");
        await house.RemoveAsync("my-clip");
        await File.WriteAllTextAsync(Path.Join(copy, "tokenizer.json"), "[]");
        ((string)(await house.EndOfAsync((string)(await ImportAsync(copy, HttpStatusCode.Accepted))["id"]!))["error"]!["code"]!).ShouldBe("model_import");
        Directory.Exists(Path.Join(house.App.DataDirectory, "models", "my-clip")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("config.json", "{\"model_type\": ", "config.json is damaged or no JSON")]
    [InlineData("tokenizer.json", "not JSON", "tokenizer.json is damaged or no JSON")]
    [InlineData("tokenizer.json", "7", "tokenizer.json holds neither an object nor an array")]
    [InlineData("tokenizer.json", null, "tokenizer.json is missing")]
    [InlineData("config.json", null, "config.json is missing")]
    [InlineData("tokenizer.json", "->", "tokenizer.json is a symbolic link")]
    public async Task What_could_be_copied_and_never_used_is_not_imported_and_leaves_nothing_behind(string file, string? content, string fault)
    {
        var folder = ImportFolder("broken");
        foreach (var name in new[] { "text_model", "vision_model" })
        {
            await File.WriteAllBytesAsync(Path.Join(folder, "onnx", $"{name}.onnx"), FakeHub.Onnx(1000, 1));
        }

        await File.WriteAllTextAsync(Path.Join(folder, "config.json"), "{}");
        await File.WriteAllTextAsync(Path.Join(folder, "tokenizer.json"), "{}");
        File.Delete(Path.Join(folder, file));
        if (content == "->")
        {
            File.CreateSymbolicLink(Path.Join(folder, file), "/etc/hostname");
        }
        else if (content is not null)
        {
            await File.WriteAllTextAsync(Path.Join(folder, file), content);
        }

        var job = await house.EndOfAsync((string)(await ImportAsync(folder, HttpStatusCode.Accepted))["id"]!);
        Directory.Delete(folder, recursive: true);

        ((string)job["state"]!, (string)job["error"]!["code"]!).ShouldBe(("failed", "model_import"));
        ((string)job["error"]!["detail"]!).ShouldContain(fault);
        Directory.Exists(Path.Join(house.App.DataDirectory, "models", "broken")).ShouldBeFalse();
        Directory.Exists(Path.Join(house.App.DataDirectory, "models", ".partial", "broken")).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_a_repository_with_many_precisions_the_best_pair_is_copied_under_the_name_that_is_given()
    {
        var folder = ImportFolder("Published CLIP");
        foreach (var name in new[] { "text_model_quantized", "text_model_fp16", "vision_model_q4", "vision_model_fp16", "model" })
        {
            await File.WriteAllBytesAsync(Path.Join(folder, "onnx", $"{name}.onnx"), FakeHub.Onnx(1000, 1));
        }

        foreach (var name in new[] { "config.json", "preprocessor_config.json", "tokenizer.json" })
        {
            await File.WriteAllTextAsync(Path.Join(folder, name), "{}");
        }

        await ImportAsync(folder, HttpStatusCode.BadRequest);
        var body = new { path = folder, id = "published" };
        var job = await house.EndOfAsync((string)(await house.App.SendAsync(HttpMethod.Post, "/api/v1/models/import", body, HttpStatusCode.Accepted))["id"]!);
        ((string)job["state"]!).ShouldBe("succeeded", job.ToJsonString());
        var model = await house.ModelAsync("published");
        ((string)model["task"]!).ShouldBe("image-text-embedding");
        model["files"]!.AsArray().Select(file => (string)file!["path"]!).ShouldBe(["config.json", "onnx/text_model_quantized.onnx", "onnx/vision_model_fp16.onnx", "preprocessor_config.json", "tokenizer.json"]);
        await house.RemoveAsync("published");
    }

    [Fact]
    public async Task Only_folders_below_those_that_are_allowed_are_imported()
    {
        var outside = Directory.CreateDirectory(house.App.Directory.Combine("outside")).FullName;
        await File.WriteAllBytesAsync(Path.Join(outside, "model.onnx"), FakeHub.Onnx(1000, 1));
        var root = Path.Join(house.App.DataDirectory, "import");
        Directory.CreateDirectory(root);
        Directory.CreateSymbolicLink(Path.Join(root, "link"), outside);
        Directory.CreateDirectory(Path.Join(root, "empty"));

        await ImportAsync(outside, HttpStatusCode.BadRequest);
        await ImportAsync($"{root}/../../outside", HttpStatusCode.BadRequest);
        await ImportAsync(Path.Join(root, "link"), HttpStatusCode.BadRequest);
        await ImportAsync(root, HttpStatusCode.BadRequest);
        await ImportAsync(Path.Join(root, "missing"), HttpStatusCode.BadRequest);
        ((string)(await house.EndOfAsync((string)(await ImportAsync(Path.Join(root, "empty"), HttpStatusCode.Accepted))["id"]!))["error"]!["code"]!).ShouldBe("model_import");
        var escaping = ImportFolder("escaping");
        await File.WriteAllBytesAsync(Path.Join(escaping, "model.onnx"), FakeHub.Onnx(1000, 1, "../../limner.db"));
        ((string)(await house.EndOfAsync((string)(await ImportAsync(escaping, HttpStatusCode.Accepted))["id"]!))["error"]!["code"]!).ShouldBe("model_import");
        house.App.Services.GetRequiredService<Limner.Models.Store.ModelStore>().Models.ShouldAllBe(model => model.Origin == Limner.Models.Store.ModelOrigin.BuiltIn);
    }

    [Fact]
    public async Task A_download_goes_on_after_a_restart_where_it_was()
    {
        await using var hub = await FakeHub.StartAsync();
        hub.AddClip(ModelHub.VisionSize, 50_000);
        (hub.HoldPath, hub.HoldAfter) = (FakeHub.ClipVision, 300_000);
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["models.base_address"] = hub.Address } });
        var job = (string)(await app.SendAsync(HttpMethod.Post, $"/api/v1/models/{Id}/download", new { accept_licence = "MIT" }, HttpStatusCode.Accepted))["id"]!;
        var growing = Path.Join(app.DataDirectory, "models", ".partial", Id, "files", "onnx", "vision_model.onnx.part");
        await Eventually.HoldsAsync(() => File.Exists(growing) && new FileInfo(growing).Length == 300_000);

        await app.RestartAsync(() =>
        {
            hub.GoOn.SetResult();
            return Task.CompletedTask;
        });

        var end = await app.WaitUntilAsync($"/api/v1/jobs/{job}", answer => (string)answer["state"]! is "succeeded" or "failed");
        ((string)end["state"]!).ShouldBe("succeeded", end.ToJsonString());
        hub.Requests.Where(request => request.Path == FakeHub.ClipVision).Select(request => request.From).ShouldBe([null, 300_000]);
    }

    private async Task<string> FailsAsync(string code)
    {
        var job = await house.EndOfAsync(await house.DownloadAsync());
        ((string)job["state"]!).ShouldBe("failed", job.ToJsonString());
        ((string)job["error"]!["code"]!).ShouldBe(code, job.ToJsonString());
        ((string)(await house.ModelAsync())["job"]!["error"]!["code"]!).ShouldBe(code);
        await NothingIsLeftAsync(mayKeepParts: code is "outbound_refused");
        return (string?)job["error"]!["detail"] ?? "";
    }

    private async Task NothingIsLeftAsync(bool mayKeepParts = false)
    {
        Directory.Exists(house.Installed).ShouldBeFalse();
        var model = await house.ModelAsync();
        ((string)model["state"]!).ShouldBe("available");
        if (!mayKeepParts)
        {
            ((long)model["partial_bytes"]!).ShouldBe(0);
        }
    }

    private async Task RefusedAsync(HttpMethod method, string path, object? body, HttpStatusCode status, string code)
        => ((string)(await house.App.SendAsync(method, $"/api/v1/models/{path}", body, status))["code"]!).ShouldBe(code);

    private Task<JsonObject> ImportAsync(string path, HttpStatusCode expected) => house.App.SendAsync(HttpMethod.Post, "/api/v1/models/import", new { path }, expected);

    private string ImportFolder(string name)
    {
        var folder = Path.Join(house.App.DataDirectory, "import", name);
        Directory.CreateDirectory(Path.Join(folder, "onnx"));
        return folder;
    }

    private static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
