using System.Net;
using System.Net.Http.Headers;
using Limner.Testing;

namespace Limner.Host.Tests.Library;

public sealed class ImageJourneyTests : IAsyncLifetime
{
    private LimnerApp _app = null!;
    private string _original = null!;
    private string _image = null!;

    public async Task InitializeAsync()
    {
        _app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = LimnerAppOptions.WithoutModels });
        _original = Path.Combine(Directory.CreateDirectory(_app.Directory.Combine("pictures")).FullName, "Kaffee \"früh\".jpg");
        File.Copy(Path.Combine(Repository.Samples, "At home", "Coffee break.jpg"), _original);
        var added = await _app.AddFolderAsync(Path.GetDirectoryName(_original)!);
        var folder = await _app.WaitUntilAsync($"/api/v1/folders/{added["id"]!.GetValue<string>()}", answer => answer["active_job"] is null && answer["last_scan_at"] is not null, seconds: 60);
        _image = folder["cover_image_ids"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task An_image_shows_its_metadata_and_where_it_lies()
    {
        var image = await _app.GetAsync($"/api/v1/images/{_image}");
        image["name"]!.GetValue<string>().ShouldBe("Kaffee \"früh\".jpg");
        image["media_type"]!.GetValue<string>().ShouldBe("image/jpeg");
        image["sha256"]!.GetValue<string>().Length.ShouldBe(64);
        image["perceptual_hash"]!.GetValue<string>().Length.ShouldBe(16);
        image["taken_at"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$");
        Convert.FromBase64String(image["thumb_hash"]!.GetValue<string>()).Length.ShouldBeGreaterThan(5);
        image["palette"]!.AsArray().Count.ShouldBeGreaterThan(0);
        var file = image["files"]!.AsArray().ShouldHaveSingleItem()!;
        file["path"]!.GetValue<string>().ShouldBe("Kaffee \"früh\".jpg");
        file["state"]!.GetValue<string>().ShouldBe("ready");
        file["folder_name"]!.GetValue<string>().ShouldBe("pictures");
    }

    [Theory]
    [InlineData("thumbnail?size=small")]
    [InlineData("original")]
    public async Task A_file_that_is_opened_by_itself_can_run_nothing(string what)
    {
        using var response = await _app.Client.GetAsync($"/api/v1/images/{_image}/{what}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'; frame-ancestors 'none'"]);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Content.Headers.ContentType!.MediaType.ShouldBeOneOf(["image/webp", "image/jpeg"]);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("medium")]
    [InlineData("large")]
    public async Task Previews_are_webp_that_browsers_may_keep(string size)
    {
        using var response = await _app.Client.GetAsync($"/api/v1/images/{_image}/thumbnail?size={size}&v=1");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        response.Headers.CacheControl!.ToString().ShouldContain("immutable");
        response.Headers.CacheControl.Private.ShouldBeTrue();
        (await response.Content.ReadAsByteArrayAsync()).AsSpan(8, 4).SequenceEqual("WEBP"u8).ShouldBeTrue();

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/images/{_image}/thumbnail?size={size}");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await _app.Client.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        unchanged.Headers.CacheControl!.NoCache.ShouldBeTrue();
    }

    [Theory]
    [InlineData("image/avif,image/webp,image/*,*/*;q=0.8", "width=500", "image/avif")]
    [InlineData("image/avif,image/webp,image/*,*/*;q=0.8", "size=small", "image/webp")]
    [InlineData("image/jpeg", "size=small", "image/jpeg")]
    public async Task Previews_come_in_a_format_that_the_client_takes(string accept, string size, string mediaType)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/images/{_image}/thumbnail?{size}&v=1");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await _app.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
            response.Headers.Vary.ShouldContain("Accept");
            response.Headers.Vary.ShouldContain("Cookie");
            response.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(500);
        }
    }

    [Fact]
    public async Task Where_previews_came_from_is_counted()
    {
        for (var i = 0; i < 3; i++)
        {
            using var response = await _app.Client.GetAsync($"/api/v1/images/{_image}/thumbnail?size=small");
        }

        var check = (await _app.GetAsync("/api/v1/health"))["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == "previews")!;
        check["detail"]!.GetValue<string>().ShouldStartWith("2 from memory, 1 from disk, 0 rendered since the start");
    }

    [Fact]
    public async Task A_part_that_a_file_does_not_have_is_a_problem_and_head_is_get_without_the_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/images/{_image}/original");
        request.Headers.Range = new RangeHeaderValue(999_999_999, 999_999_999);
        using var beyond = await _app.Client.SendAsync(request);
        beyond.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        beyond.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await beyond.Content.ReadAsStringAsync()).ShouldContain("range_not_satisfiable");
        beyond.Content.Headers.ContentRange!.Length.ShouldBe(new FileInfo(_original).Length);

        foreach (var path in new[] { $"images/{_image}/original", $"images/{_image}/thumbnail?size=small", $"images/{_image}", "me" })
        {
            using var head = await _app.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/api/v1/{path}"));
            using var get = await _app.Client.GetAsync($"/api/v1/{path}");
            head.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_size_that_does_not_exist_is_refused()
    {
        await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{_image}/thumbnail?size=huge", null, HttpStatusCode.BadRequest);
        await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{_image}/thumbnail?width=100000", null, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_original_is_sent_byte_for_byte_as_what_it_is()
    {
        using var response = await _app.Client.GetAsync($"/api/v1/images/{_image}/original");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("Kaffee \"früh\".jpg");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(await File.ReadAllBytesAsync(_original));
    }

    [Fact]
    public async Task A_range_of_the_original_is_sent_alone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/images/{_image}/original");
        request.Headers.Range = new RangeHeaderValue(10, 19);
        using var response = await _app.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe((await File.ReadAllBytesAsync(_original))[10..20]);
    }

    [Fact]
    public async Task An_original_that_changed_after_the_scan_is_not_sent_as_the_old_one()
    {
        await File.AppendAllTextAsync(_original, "more");
        (await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{_image}/original", null, HttpStatusCode.Conflict))["code"]!.GetValue<string>().ShouldBe("file_changing");
    }

    [Fact]
    public async Task An_original_swapped_for_a_link_to_the_outside_is_not_followed()
    {
        File.Delete(_original);
        File.CreateSymbolicLink(_original, "/etc/hostname");
        (await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{_image}/original", null, HttpStatusCode.Forbidden))["code"]!.GetValue<string>().ShouldBe("path_outside_root");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/thumbnail")]
    [InlineData("/original")]
    public async Task An_id_that_is_not_ones_own_is_simply_not_there(string route)
    {
        foreach (var id in new[] { "img_zzzz", "img_", "fld_1", "1", "img_1' OR 1=1" })
        {
            var problem = await _app.SendAsync(HttpMethod.Get, $"/api/v1/images/{Uri.EscapeDataString(id)}{route}", null, HttpStatusCode.NotFound);
            problem["code"]!.GetValue<string>().ShouldBe("not_found");
        }
    }

    [Fact]
    public async Task Nothing_is_shown_without_a_session()
    {
        using var stranger = _app.NewClient();
        foreach (var route in new[] { "", "/thumbnail", "/original" })
        {
            using var response = await stranger.GetAsync($"/api/v1/images/{_image}{route}");
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }
}
