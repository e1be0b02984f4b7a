using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Limner.Host.Tests.Upload;

/// <summary>tus 1.0.0, rule by rule, and what lies are answered with.</summary>
public sealed class TusProtocolTests(SharedSignedInApp shared) : IClassFixture<SharedSignedInApp>
{
    private readonly LimnerApp _app = shared.App;

    private HttpClient Ada => _app.Client;

    [Fact]
    public async Task What_is_spoken_here_is_told_in_headers()
    {
        using var response = await Ada.SendAsync(new HttpRequestMessage(HttpMethod.Options, TusClient.Uploads));
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Header("Tus-Resumable").ShouldBe("1.0.0");
        response.Header("Tus-Version").ShouldBe("1.0.0");
        response.Header("Tus-Extension").ShouldBe("creation,creation-with-upload,expiration,termination,checksum");
        response.Header("Tus-Max-Size").ShouldBe((512L << 20).ToString(CultureInfo.InvariantCulture));
        response.Header("Tus-Checksum-Algorithm").ShouldBe("sha1,sha256");
    }

    [Fact]
    public async Task Where_only_POST_gets_through_the_method_stands_in_a_header()
    {
        var file = TusClient.NewPicture();
        var address = await Ada.BeginAsync(file.Length, "overridden.png");
        using (var head = await Ada.SendAsync(TusClient.Request(HttpMethod.Post, address, ("X-HTTP-Method-Override", "HEAD"))))
        {
            head.Header("Upload-Offset").ShouldBe("0");
        }

        using (var part = await Ada.SendAsync(
            TusClient.Request(HttpMethod.Post, address, ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0")).WithPart(new ByteArrayContent(file[..100]))))
        {
            part.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await Ada.OffsetAsync(address)).ShouldBe(100);
        using (var end = await Ada.SendAsync(TusClient.Request(HttpMethod.Post, address, ("X-HTTP-Method-Override", "DELETE"))))
        {
            end.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        // Nothing else of the API takes another method than it was sent with.
        using var elsewhere = await Ada.SendAsync(TusClient.Request(HttpMethod.Post, "/api/v1/folders/fld_1", ("X-HTTP-Method-Override", "DELETE")));
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_file_sent_in_parts_becomes_a_picture_of_the_same_bytes()
    {
        var file = TusClient.NewPicture(400, 300);
        var address = await Ada.BeginAsync(file.Length, "in parts.png");
        (await Ada.OffsetAsync(address)).ShouldBe(0);
        var (first, second) = (file[..1000], file[1000..]);
        using (var part = await Ada.PatchAsync(address, "0", first))
        {
            part.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            part.Header("Upload-Offset").ShouldBe("1000");
            part.Header("Tus-Resumable").ShouldBe("1.0.0");
            DateTimeOffset.Parse(part.Header("Upload-Expires")!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        }

        using (var head = await Ada.HeadAsync(address))
        {
            head.Header("Upload-Offset").ShouldBe("1000");
            head.Header("Upload-Length").ShouldBe(file.Length.ToString(CultureInfo.InvariantCulture));
            head.Header("Upload-Metadata").ShouldBe(TusClient.Metadata(("filename", "in parts.png")));
        }

        using (var last = await Ada.PatchAsync(address, "1000", second))
        {
            last.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        // Whoever did not hear the answer asks again, and hears the same.
        using (var again = await Ada.PatchAsync(address, file.Length.ToString(CultureInfo.InvariantCulture), []))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await Ada.OffsetAsync(address)).ShouldBe(file.Length);
        using (var repeated = await Ada.PatchAsync(address, "1000", second))
        {
            repeated.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            repeated.Header("Upload-Offset").ShouldBe(file.Length.ToString(CultureInfo.InvariantCulture));
        }

        var read = await Ada.ReadAsync(address);
        ((string)read["state"]!).ShouldBe("stored");
        (await Ada.GetByteArrayAsync($"/api/v1/images/{read["image_id"]}/original")).ShouldBe(file);
    }

    [Theory]
    [InlineData("Upload-Offset", "999", 409, "upload_offset")]
    [InlineData("Upload-Offset", "1001", 409, "upload_offset")]
    [InlineData("Upload-Offset", "999999999999999999", 409, "upload_offset")]
    [InlineData("Upload-Offset", "-1", 400, "validation")]
    [InlineData("Upload-Offset", "many", 400, "validation")]
    [InlineData("Upload-Offset", "1e3", 400, "validation")]
    [InlineData("Upload-Offset", "99999999999999999999", 400, "validation")]
    [InlineData("Upload-Offset", "", 400, "validation")]
    [InlineData("Tus-Resumable", "0.2.2", 412, "upload_version")]
    [InlineData("Tus-Resumable", "", 412, "upload_version")]
    [InlineData("Upload-Length", "5000000", 400, "validation")]
    [InlineData("Upload-Checksum", "crc32 AAAA", 400, "validation")]
    [InlineData("Upload-Checksum", "sha1", 400, "validation")]
    [InlineData("Upload-Checksum", "sha1 !!", 400, "validation")]
    [InlineData("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", 460, "upload_checksum")]
    [InlineData("Upload-Checksum", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", 460, "upload_checksum")]
    [InlineData("Content-Type", "application/octet-stream", 415, "media_type_unsupported")]
    [InlineData("Content-Type", "image/png", 415, "media_type_unsupported")]
    public async Task A_part_that_lies_changes_nothing(string header, string value, int status, string code)
    {
        var file = TusClient.NewPicture();
        var address = await Ada.BeginAsync(file.Length, "lies.png");
        (await Ada.PatchAsync(address, "0", file[..1000])).Dispose();
        using var request = TusClient.Request(HttpMethod.Patch, address, ("Upload-Offset", "1000")).WithPart(new ByteArrayContent(file[1000..1100]));
        if (header == "Content-Type")
        {
            request.WithPart(request.Content!, value);
        }
        else
        {
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await Ada.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        (await response.CodeAsync()).ShouldBe(code);
        response.Header("Tus-Resumable").ShouldBe("1.0.0");
        (response.Header("Tus-Version") is not null).ShouldBe(status == 412);
        (await Ada.OffsetAsync(address)).ShouldBe(1000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_the_length_is_not_taken_whether_it_is_announced_or_not(bool isLengthKnown)
    {
        var file = TusClient.NewPicture();
        var address = await Ada.BeginAsync(file.Length, "longer.png");
        (await Ada.PatchAsync(address, "0", file[..1000])).Dispose();
        var content = new HeldContent(file[1000..], [1], isLengthKnown);
        content.Release();
        using var response = await Ada.SendAsync(TusClient.Request(HttpMethod.Patch, address, ("Upload-Offset", "1000")).WithPart(content));
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.CodeAsync()).ShouldBe("payload_too_large");
        (await Ada.OffsetAsync(address)).ShouldBe(1000);
        using var rest = await Ada.PatchAsync(address, "1000", file[1000..]);
        rest.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_part_with_its_checksum_is_taken()
    {
        var file = TusClient.NewPicture();
        var address = await Ada.BeginAsync(file.Length, "checked.png");
#pragma warning disable CA5350 // The protocol asks for it; it guards against accidents here, not against people.
        using var first = await Ada.PatchAsync(address, "0", file[..1000], ("Upload-Checksum", $"sha1 {Convert.ToBase64String(SHA1.HashData(file.AsSpan(0, 1000)))}"));
#pragma warning restore CA5350
        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var last = await Ada.PatchAsync(address, "1000", file[1000..], ("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(file.AsSpan(1000)))}"));
        last.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("Upload-Length", null, 400, "validation")]
    [InlineData("Upload-Length", "-5", 400, "validation")]
    [InlineData("Upload-Length", "1.5", 400, "validation")]
    [InlineData("Upload-Length", "0", 422, "file_empty")]
    [InlineData("Upload-Length", "999999999999", 413, "file_too_large")]
    [InlineData("Upload-Defer-Length", "1", 400, "validation")]
    [InlineData("Upload-Metadata", null, 400, "validation")]
    [InlineData("Upload-Metadata", "filename", 400, "validation")]
    [InlineData("Upload-Metadata", "filename !!", 400, "validation")]
    [InlineData("Upload-Metadata", "filename YQ==,filename YQ==", 400, "validation")]
    [InlineData("Upload-Metadata", "filename /w==", 400, "validation")]
    [InlineData("Upload-Metadata", "filename YQ==,duplicates YQ==", 400, "validation")]
    [InlineData("Upload-Metadata", "filename YQ==,last_modified YQ==", 400, "validation")]
    [InlineData("Upload-Metadata", "filename YQ==,folder YQ==", 404, "not_found")]
    [InlineData("Tus-Resumable", null, 412, "upload_version")]
    [InlineData("Tus-Resumable", "2.0.0", 412, "upload_version")]
    public async Task An_upload_that_cannot_be_is_not_begun(string header, string? value, int status, string code)
    {
        using var request = TusClient.Request(HttpMethod.Post, TusClient.Uploads, ("Upload-Length", "1000"), ("Upload-Metadata", TusClient.Metadata(("filename", "a.png"))));
        request.Headers.Remove(header);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await Ada.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        (await response.CodeAsync()).ShouldBe(code);
        response.Headers.Location.ShouldBeNull();
    }

    [Theory]
    [InlineData("../up.png")]
    [InlineData("a/../../up.png")]
    [InlineData("/etc/up.png")]
    [InlineData("a//b.png")]
    [InlineData(".hidden.png")]
    [InlineData(".git/b.png")]
    [InlineData("@eaDir/b.png")]
    [InlineData("a\\..\\b.png")]
    [InlineData("a\0.png")]
    [InlineData("a\nb.png")]
    [InlineData("gpj.\u202egnp")]
    [InlineData(" .png")]
    [InlineData("..")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17.png")]
    public async Task A_path_that_leads_elsewhere_or_is_not_seen_is_refused(string path)
    {
        using var response = await Ada.CreateAsync(1000, ("relative_path", path));
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, path);
        (await response.CodeAsync()).ShouldBe("upload_path_invalid");
        using var tooLong = await Ada.CreateAsync(1000, ("filename", new string('ä', 128) + ".png"));
        (await tooLong.CodeAsync()).ShouldBe("upload_path_invalid");
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_at_its_first_bytes_and_again_when_asked()
    {
        var address = await Ada.BeginAsync(50_000_000, "script.png");
        using (var response = await Ada.PatchAsync(address, "0", [.. Encoding.ASCII.GetBytes("#!/bin/sh\n"), .. new byte[10_000]]))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await response.CodeAsync()).ShouldBe("file_not_a_picture");
        }

        using var head = await Ada.HeadAsync(address);
        head.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var upload = await Ada.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK);
        ((string)upload["state"]!).ShouldBe("refused");
        ((string)upload["error"]!["code"]!).ShouldBe("file_not_a_picture");
        Directory.GetFiles(Path.Combine(_app.DataDirectory, "uploads"), $"{address.Split('/')[^1]}.*").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_is_its_senders_alone()
    {
        using var ben = await _app.InviteAsync($"ben{Random.Shared.Next()}");
        var file = TusClient.NewPicture();
        var address = await Ada.BeginAsync(file.Length, "mine.png");
        (await Ada.PatchAsync(address, "0", file[..100])).Dispose();
        foreach (var id in new[] { address, $"{TusClient.Uploads}/upl_zzzzz" })
        {
            using var head = await ben.HeadAsync(id);
            using var patch = await ben.PatchAsync(id, "100", file[100..]);
            using var delete = await ben.SendAsync(TusClient.Request(HttpMethod.Delete, id));
            using var get = await ben.GetAsync(id);
            new[] { head.StatusCode, patch.StatusCode, delete.StatusCode, get.StatusCode }.ShouldAllBe(status => status == HttpStatusCode.NotFound);
        }

        (await ben.SendAsync(HttpMethod.Get, TusClient.Uploads, null, HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();
        (await Ada.OffsetAsync(address)).ShouldBe(100);
    }

    [Fact]
    public async Task An_upload_that_was_given_up_is_gone_with_its_bytes()
    {
        var file = TusClient.NewPicture();
        var address = await Ada.BeginAsync(file.Length, "given up.png");
        (await Ada.PatchAsync(address, "0", file[..100])).Dispose();
        var part = Path.Combine(_app.DataDirectory, "uploads", $"{address.Split('/')[^1]}.part");
        File.Exists(part).ShouldBeTrue();
        using var deleted = await Ada.SendAsync(TusClient.Request(HttpMethod.Delete, address));
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        File.Exists(part).ShouldBeFalse();
        using var head = await Ada.HeadAsync(address);
        head.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var patch = await Ada.PatchAsync(address, "100", file[100..]);
        patch.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_requests_never_write_to_one_upload_at_once()
    {
        var file = TusClient.NewPicture(200, 200);
        var address = await Ada.BeginAsync(file.Length, "twice.png");
        var held = new HeldContent(file[..5000], file[5000..]);
        var first = Ada.SendAsync(TusClient.Request(HttpMethod.Patch, address, ("Upload-Offset", "0")).WithPart(held));
        await Eventually.HoldsAsync(async () => (long)(await Ada.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK))["offset"]! == 5000);
        using (var second = await Ada.PatchAsync(address, "5000", file[5000..]))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.Locked);
            (await second.CodeAsync()).ShouldBe("upload_locked");
        }

        using (var head = await Ada.HeadAsync(address))
        {
            head.StatusCode.ShouldBe(HttpStatusCode.Locked);
        }

        using (var delete = await Ada.SendAsync(TusClient.Request(HttpMethod.Delete, address)))
        {
            delete.StatusCode.ShouldBe(HttpStatusCode.Locked);
        }

        held.Release();
        using var ended = await first;
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var read = await Ada.ReadAsync(address);
        (await Ada.GetByteArrayAsync($"/api/v1/images/{read["image_id"]}/original")).ShouldBe(file);
    }

    [Fact]
    public async Task What_arrived_before_the_line_went_dead_is_kept_and_gone_on_with()
    {
        var file = TusClient.NewPicture(200, 200);
        var address = await Ada.BeginAsync(file.Length, "cut off.png");
        var held = new HeldContent(file[..7000], file[7000..]);
        var cut = Ada.SendAsync(TusClient.Request(HttpMethod.Patch, address, ("Upload-Offset", "0")).WithPart(held));
        await Eventually.HoldsAsync(async () => (long)(await Ada.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK))["offset"]! == 7000);
        held.Break();
        await cut.ShouldThrowAsync<HttpRequestException>();
        await Eventually.HoldsAsync(async () =>
        {
            using var head = await Ada.HeadAsync(address);
            return head.IsSuccessStatusCode;
        });
        (await Ada.OffsetAsync(address)).ShouldBe(7000);
        using var rest = await Ada.PatchAsync(address, "7000", file[7000..]);
        rest.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var read = await Ada.ReadAsync(address);
        (await Ada.GetByteArrayAsync($"/api/v1/images/{read["image_id"]}/original")).ShouldBe(file);
    }
}
