using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Sharing;
using Limner.Testing;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Upload;

/// <summary>Where uploads end up, and with whom.</summary>
public sealed class UploadJourneyTests(Household house) : IClassFixture<Household>
{
    [Fact]
    public async Task Without_a_folder_a_file_goes_to_ones_own_uploads_by_month()
    {
        var photograph = ManyPictures.WithComment(await File.ReadAllBytesAsync(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg")), Random.Shared.Next());
        var dated = await house.Ben.SendFileAsync(photograph, ("filename", "Kaffee.jpg"));
        var undated = await house.Ben.SendFileAsync(TusClient.NewPicture(), ("filename", "beach.png"), ("last_modified", "1234567890123"));
        var inFolder = await house.Ben.SendFileAsync(TusClient.NewPicture(), ("relative_path", "Rom/Tag 1/a.png"));
        ((string)dated["path"]!).ShouldMatch(@"^\d{4}/\d\d/Kaffee\.jpg$");
        ((string)undated["path"]!).ShouldBe("2009/02/beach.png");
        ((string)inFolder["path"]!).ShouldBe("Rom/Tag 1/a.png");
        var folder = await Household.GetAsync(house.Ben, $"folders/{dated["folder_id"]}");
        ((string)folder["name"]!).ShouldBe("Uploads");
        ((bool)folder["managed"]!).ShouldBeTrue();
        folder["path"].ShouldBeNull();
        File.GetLastWriteTimeUtc(Path.Combine(house.App.DataDirectory, "library", house.BensId, "2009/02/beach.png"))
            .ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1234567890123).UtcDateTime);
        var image = await Household.GetAsync(house.Ben, $"images/{(await house.Ben.ReadAsync($"{TusClient.Uploads}/{dated["id"]}"))["image_id"]}");
        ((string)image["name"]!).ShouldBe("Kaffee.jpg");

        // The server's own folder is not to be taken away, and is nobody else's.
        ((string)(await house.Ben.SendAsync(HttpMethod.Delete, $"/api/v1/folders/{dated["folder_id"]}", null, HttpStatusCode.Conflict))["code"]!).ShouldBe("folder_managed");
        await house.Ben.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{dated["folder_id"]}", new { recursive = false }, HttpStatusCode.Conflict);
        await house.Ada.SendAsync(HttpMethod.Get, $"/api/v1/folders/{dated["folder_id"]}", null, HttpStatusCode.NotFound);

        // A scan finds nothing that it did not know.
        await house.Ben.SendAsync(HttpMethod.Post, $"/api/v1/folders/{dated["folder_id"]}/scan", null, HttpStatusCode.Accepted);
        var scanned = await Household.WaitAsync(house.Ben, $"folders/{dated["folder_id"]}", answer => answer["active_job"] is null && (long)answer["image_count"]! == (long)answer["file_count"]!);
        ((long)scanned["failure_count"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Pictures_of_telephones_and_raw_files_of_cameras_are_taken_and_shown()
    {
        var preview = await File.ReadAllBytesAsync(Path.Combine(Repository.Samples, "Under the microscope", "Retina.jpg"));
        var heic = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "assets", "formats", "rotated.heic"));
        foreach (var (file, name, mediaType) in new[] { (heic, "IMG_0001.HEIC", "image/heic"), (RawFiles.Make("NEF", preview), "DSC_0001.NEF", RawFiles.MediaType("NEF")) })
        {
            var sent = await house.Ben.SendFileAsync(file, ("filename", name));
            var read = await house.Ben.ReadAsync($"{TusClient.Uploads}/{sent["id"]}");
            read["error"].ShouldBeNull(read.ToJsonString());
            var image = await Household.GetAsync(house.Ben, $"images/{read["image_id"]}");
            ((string)image["name"]!, (string)image["media_type"]!).ShouldBe((name, mediaType));
            using var thumbnail = await house.Ben.GetAsync($"/api/v1/images/{read["image_id"]}/thumbnail?size=small");
            thumbnail.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await house.Ben.GetByteArrayAsync($"/api/v1/images/{read["image_id"]}/original")).ShouldBe(file);
        }
    }

    [Fact]
    public async Task A_dropped_directory_is_made_anew_in_the_chosen_folder_and_no_name_is_taken_twice()
    {
        var folder = await house.AddFolderAsync("Travels", ("old.png", 71));
        var file = TusClient.NewPicture();
        var first = await house.Ada.SendFileAsync(file, ("relative_path", "Japan/Ky\u014dto.png"), ("folder", folder));
        ((string)first["path"]!).ShouldBe("Japan/Ky\u014dto.png");
        (await File.ReadAllBytesAsync(house.PathOf("Travels", "Japan/Ky\u014dto.png"))).ShouldBe(file);

        var another = await house.Ada.SendFileAsync(TusClient.NewPicture(), ("relative_path", "Japan/Ky\u014dto.png"), ("folder", folder));
        ((string)another["path"]!).ShouldBe("Japan/Ky\u014dto (2).png");

        // A file nobody has read yet is not written over either.
        await File.WriteAllTextAsync(house.PathOf("Travels", "Japan/notes.png"), "mine");
        var third = await house.Ada.SendFileAsync(TusClient.NewPicture(), ("relative_path", "Japan/notes.png"), ("folder", folder));
        ((string)third["path"]!).ShouldBe("Japan/notes (2).png");
        (await File.ReadAllTextAsync(house.PathOf("Travels", "Japan/notes.png"))).ShouldBe("mine");

        // What is a picture by its content is found as one.
        var unnamed = await house.Ada.SendFileAsync(TusClient.NewPicture(), ("filename", "scan 7"), ("folder", folder));
        ((string)unnamed["path"]!).ShouldBe("scan 7.png");
        foreach (var upload in new[] { first, another, third, unnamed })
        {
            ((string?)(await house.Ada.ReadAsync($"{TusClient.Uploads}/{upload["id"]}"))["image_id"]).ShouldNotBeNull();
        }

        Directory.EnumerateFileSystemEntries(house.PathOf("Travels", ""), ".*", SearchOption.AllDirectories).ShouldBeEmpty();
        Parts(first, another, third, unnamed).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_duplicate_in_ones_own_library_is_told_with_its_picture_and_kept_only_if_asked_for()
    {
        // The picture of Ada's that Ben does not see is no duplicate of his.
        var secret = await File.ReadAllBytesAsync(house.PathOf("Divorce", "letter.png"));
        var bens = await house.Ben.SendFileAsync(secret, ("filename", "ours.png"));
        ((string)bens["state"]!).ShouldBe("stored");
        var image = (string)(await house.Ben.ReadAsync($"{TusClient.Uploads}/{bens["id"]}"))["image_id"]!;
        image.ShouldNotBe(house.Private);

        var again = await house.Ben.SendFileAsync(secret, ("filename", "again.png"));
        ((string)again["state"]!).ShouldBe("duplicate");
        ((string)again["image_id"]!).ShouldBe(image);
        var kept = await house.Ben.SendFileAsync(secret, ("filename", "again.png"), ("duplicates", "keep"));
        ((string)kept["state"]!).ShouldBe("stored");
        ((string)(await house.Ben.ReadAsync($"{TusClient.Uploads}/{kept["id"]}"))["image_id"]!).ShouldBe(image);
        var adas = await house.Ada.SendFileAsync(secret, ("filename", "mine.png"));
        ((string)adas["state"]!).ShouldBe("duplicate");
        ((string)adas["image_id"]!).ShouldBe(house.Private);
    }

    [Fact]
    public async Task A_picture_that_was_removed_and_is_sent_again_comes_back()
    {
        var file = TusClient.NewPicture();
        var sent = await house.Ben.SendFileAsync(file, ("filename", "back.png"));
        var image = (string)(await house.Ben.ReadAsync($"{TusClient.Uploads}/{sent["id"]}"))["image_id"]!;
        await house.Ben.SendAsync(HttpMethod.Delete, $"/api/v1/images/{image}", null, HttpStatusCode.NoContent);
        var again = await house.Ben.SendFileAsync(file, ("filename", "back.png"));
        ((string)again["state"]!).ShouldBe("duplicate");
        ((string)again["image_id"]!).ShouldBe(image);
        (await house.Ben.GetByteArrayAsync($"/api/v1/images/{image}/original")).ShouldBe(file);
    }

    [Fact]
    public async Task Who_may_edit_a_folder_may_add_to_it_until_that_ends()
    {
        var folder = await house.AddFolderAsync("Garden", ("rose.png", 81));
        var file = TusClient.NewPicture();
        using (var unseen = await house.Ben.CreateAsync(file.Length, ("filename", "a.png"), ("folder", folder)))
        {
            unseen.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        await house.ShareAsync(folder, people: (house.BensId, "view"));
        using (var viewing = await house.Ben.CreateAsync(file.Length, ("filename", "a.png"), ("folder", folder)))
        {
            viewing.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        await house.ShareAsync(folder, people: (house.BensId, "edit"));
        var added = await house.Ben.SendFileAsync(TusClient.NewPicture(), ("filename", "tulip.png"), ("folder", folder));
        ((string?)(await house.Ben.ReadAsync($"{TusClient.Uploads}/{added["id"]}"))["image_id"]).ShouldNotBeNull();
        (await Household.NamesAsync(house.Ada)).ShouldContain("tulip.png");

        var address = await house.Ben.BeginAsync(file.Length, "late.png", folder);
        (await house.Ben.PatchAsync(address, "0", file[..100])).Dispose();
        await house.ShareAsync(folder);
        using (var withdrawn = await house.Ben.PatchAsync(address, "100", file[100..]))
        {
            withdrawn.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        // Taken away while the last part was on its way: the file is nowhere, the bytes are kept for when it may be there again.
        await house.ShareAsync(folder, people: (house.BensId, "edit"));
        var held = new HeldContent(file[100..200], file[200..]);
        var sending = house.Ben.SendAsync(TusClient.Request(HttpMethod.Patch, address, ("Upload-Offset", "100")).WithPart(held));
        await Eventually.HoldsAsync(async () => (long)(await house.Ben.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK))["offset"]! == 200);
        await house.ShareAsync(folder);
        held.Release();
        using (var ended = await sending)
        {
            ended.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        File.Exists(house.PathOf("Garden", "late.png")).ShouldBeFalse();
        ((string)(await house.Ben.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK))["state"]!).ShouldBe("received");
        await house.ShareAsync(folder, people: (house.BensId, "edit"));
        using var retried = await house.Ben.PatchAsync(address, $"{file.Length}", []);
        retried.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await File.ReadAllBytesAsync(house.PathOf("Garden", "late.png"))).ShouldBe(file);
    }

    [Fact]
    public async Task A_link_in_the_folder_leads_no_upload_out_of_it()
    {
        var folder = await house.AddFolderAsync("Linked", ("a.png", 91));
        var outside = Directory.CreateDirectory(house.App.Directory.Combine("outside")).FullName;
        Directory.CreateSymbolicLink(house.PathOf("Linked", "way out"), outside);
        var file = TusClient.NewPicture();
        using var refused = await house.Ada.SendAsync(
            TusClient.Request(HttpMethod.Post, TusClient.Uploads, ("Upload-Length", $"{file.Length}"), ("Upload-Metadata", TusClient.Metadata(("relative_path", "way out/b.png"), ("folder", folder))))
                .WithPart(new ByteArrayContent(file)));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.CodeAsync()).ShouldBe("path_outside_root");
        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_takes_several_files_each_with_a_result_of_its_own()
    {
        var file = TusClient.NewPicture();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(file), "files", "one.png" },
            { new StringContent("not a file"), "comment" },
            { new ByteArrayContent(Encoding.ASCII.GetBytes("just text")), "files", "two.png" },
            { new ByteArrayContent(file), "files", "three.png" },
            { new ByteArrayContent(TusClient.NewPicture()), "files", "../four.png" },
            { new ByteArrayContent([]), "files", "five.png" },
        };
        using var response = await house.Ada.PostAsync($"/api/v1/upload?folder={house.Holiday}", form);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var items = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["items"]!.AsArray();
        items.Select(item => (string?)item!["error"]?["code"] ?? (string?)item["upload"]!["state"])
            .ShouldBe(["stored", "file_not_a_picture", "duplicate", "upload_path_invalid", "file_empty"]);
        (await File.ReadAllBytesAsync(house.PathOf("Holiday", "one.png"))).ShouldBe(file);
        Parts([.. items.Select(item => item!["upload"]).OfType<JsonObject>()]).ShouldBeEmpty();

        using var json = await house.Ada.PostAsync("/api/v1/upload", new StringContent("{}", Encoding.UTF8, "application/json"));
        json.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var cut = new StringContent("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b.png\"\r\n\r\nabc");
        cut.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var broken = await house.Ada.PostAsync("/api/v1/upload", cut);
        broken.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_key_that_may_write_uploads_and_ends_with_its_key()
    {
        var made = await house.Ada.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "camera", scopes = new[] { "write" } }, HttpStatusCode.Created);
        using var camera = new HttpClient { BaseAddress = house.App.Address };
        camera.DefaultRequestHeaders.Add("X-Api-Key", (string)made["key"]!);
        var file = TusClient.NewPicture();
        var address = await camera.BeginAsync(file.Length, "camera.png");
        var held = new HeldContent(file[..2000], file[2000..]);
        var sending = camera.SendAsync(TusClient.Request(HttpMethod.Patch, address, ("Upload-Offset", "0")).WithPart(held));
        await Eventually.HoldsAsync(async () => (long)(await house.Ada.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK))["offset"]! == 2000);
        await house.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/api-keys/{made["api_key"]!["id"]}", null, HttpStatusCode.NoContent);
        held.Release();
        await sending.ShouldThrowAsync<HttpRequestException>();
        (await house.Ada.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK))["image_id"].ShouldBeNull();
    }

    /// <summary>What is left of the bytes of these uploads outside their folders.</summary>
    private IEnumerable<string> Parts(params JsonObject[] uploads)
        => uploads.Select(upload => Path.Combine(house.App.DataDirectory, "uploads", $"{upload["id"]}.part")).Where(File.Exists);
}
