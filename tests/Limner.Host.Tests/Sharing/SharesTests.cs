using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;

namespace Limner.Host.Tests.Sharing;

public sealed class SharesTests : IAsyncLifetime
{
    private readonly Household _house = new();

    public Task InitializeAsync() => _house.InitializeAsync();

    public Task DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Shares_are_read_as_they_were_put_and_put_in_the_place_of_others()
    {
        var path = $"folders/{_house.Holiday}/shares";
        (await Household.GetAsync(_house.Ada, path)).ToJsonString().ShouldBe("""{"people":[]}""");
        var put = await _house.ShareAsync(_house.Holiday, "view", (_house.VerasId, "view"), (_house.BensId, "edit"));
        var people = put["people"]!.AsArray().Select(person => $"{(string)person!["user_name"]!} {(string)person["access"]!}");
        people.ShouldBe(["ben edit", "vera view"]);
        (await Household.GetAsync(_house.Ada, path)).ToJsonString().ShouldBe(put.ToJsonString());
        (await _house.ShareAsync(_house.Holiday)).ToJsonString().ShouldBe("""{"people":[]}""");
    }

    [Theory]
    [InlineData("""{"people":[{"user_id":"VERA","access":"edit"}]}""", "people")]
    [InlineData("""{"people":[{"user_id":"ADA","access":"view"}]}""", "people")]
    [InlineData("""{"people":[{"user_id":"usr_zzz","access":"view"}]}""", "people")]
    [InlineData("""{"people":[{"user_id":"img_1","access":"view"}]}""", "people")]
    [InlineData("""{"people":[{"user_id":"BEN","access":"owner"}]}""", "people")]
    [InlineData("""{"people":[{"user_id":"BEN"}]}""", "people")]
    [InlineData("""{"people":[null]}""", "people")]
    [InlineData("""{"people":[{"user_id":"BEN","access":"view"},{"user_id":"BEN","access":"edit"}]}""", "people")]
    [InlineData("""{"everyone":"owner"}""", "everyone")]
    public async Task Shares_that_make_no_sense_are_refused_with_the_field_and_change_nothing(string body, string field)
    {
        await _house.ShareAsync(_house.Holiday, "view");
        body = body.Replace("VERA", _house.VerasId, StringComparison.Ordinal).Replace("BEN", _house.BensId, StringComparison.Ordinal).Replace("ADA", await _house.Ada.MyIdAsync(), StringComparison.Ordinal);
        var problem = await _house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/folders/{_house.Holiday}/shares", JsonNode.Parse(body), HttpStatusCode.BadRequest);
        ((string)problem["code"]!, (string?)problem["field"]).ShouldBe(("validation", field));
        (await Household.GetAsync(_house.Ada, $"folders/{_house.Holiday}/shares")).ToJsonString().ShouldBe("""{"everyone":"view","people":[]}""");
    }

    [Fact]
    public async Task Somebody_who_may_view_may_change_nothing_and_somebody_who_may_edit_tags_and_scans()
    {
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));
        (HttpMethod Method, string Path, object? Body)[] editing =
        [
            (HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/sand", null), (HttpMethod.Post, $"/api/v1/folders/{_house.Holiday}/scan", null), (HttpMethod.Get, $"/api/v1/folders/{_house.Holiday}/failures", null),
        ];
        (HttpMethod Method, string Path, object? Body)[] owning =
        [
            (HttpMethod.Patch, $"/api/v1/folders/{_house.Holiday}", new { name = "Mine" }), (HttpMethod.Delete, $"/api/v1/folders/{_house.Holiday}", null),
            (HttpMethod.Get, $"/api/v1/folders/{_house.Holiday}/shares", null), (HttpMethod.Put, $"/api/v1/folders/{_house.Holiday}/shares", Household.Shares("edit")),
        ];
        foreach (var (method, path, body) in editing.Concat(owning))
        {
            (await _house.Ben.SendAsync(method, path, body, HttpStatusCode.Forbidden))["code"]!.GetValue<string>().ShouldBe("authorization");
        }

        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "edit"));
        ((string)(await Household.GetAsync(_house.Ben, $"folders/{_house.Holiday}"))["access"]!).ShouldBe("edit");
        foreach (var (method, path, body) in owning)
        {
            await _house.Ben.SendAsync(method, path, body, HttpStatusCode.Forbidden);
        }

        await _house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/sand", null, HttpStatusCode.NoContent);
        ((string)(await Household.GetAsync(_house.Ben, $"images/{_house.Both}"))["access"]!).ShouldBe("edit");
        (await Household.GetAsync(_house.Ben, $"folders/{_house.Holiday}/failures"))["items"]!.AsArray().ShouldBeEmpty();
        var job = await _house.Ben.SendAsync(HttpMethod.Post, $"/api/v1/folders/{_house.Holiday}/scan", null, HttpStatusCode.Accepted);
        ((string)job["title"]!).ShouldBe("Scan Holiday");
        (await Household.AnswerAsync(_house.Ben, HttpMethod.Get, $"/api/v1/jobs/{(string)job["id"]!}")).ShouldStartWith("404");

        // The tag is a word of Ada's, and so is that it was taken off.
        (await Household.GetAsync(_house.Ada, "tags"))["items"]!.AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("sand");
        var tag = (string)(await Household.GetAsync(_house.Ben, $"images/{_house.Both}/tags"))["items"]![0]!["id"]!;
        await _house.Ben.SendAsync(HttpMethod.Delete, $"/api/v1/images/{_house.Both}/tags/{tag}", null, HttpStatusCode.NoContent);
        (await Household.GetAsync(_house.Ada, "tags"))["items"]!.AsArray().ShouldBeEmpty();
        await _house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Private}/tags/sand", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_viewer_only_views_whatever_everyone_is_given()
    {
        await _house.ShareAsync(_house.Holiday, "edit");
        ((string)(await Household.GetAsync(_house.Vera, $"folders/{_house.Holiday}"))["access"]!).ShouldBe("view");
        ((string)(await Household.GetAsync(_house.Vera, $"images/{_house.Both}"))["access"]!).ShouldBe("view");
        await _house.Vera.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/sand", null, HttpStatusCode.Forbidden);
        await _house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/sand", null, HttpStatusCode.NoContent);

        // Somebody who becomes a viewer keeps what they see.
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "edit"));
        await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/users/{_house.BensId}", new { role = "viewer" }, HttpStatusCode.OK);
        using var ben = await _house.App.SignInAsync("ben");
        ((string)(await Household.GetAsync(ben, $"folders/{_house.Holiday}"))["access"]!).ShouldBe("view");
        var shares = await Household.GetAsync(_house.Ada, $"folders/{_house.Holiday}/shares");
        ((string)shares["people"]![0]!["access"]!).ShouldBe("view");
    }

    [Fact]
    public async Task A_folder_is_given_to_members_and_administrators_by_administrators()
    {
        var path = Directory.CreateDirectory(_house.PathOf("Given", "")).FullName;
        foreach (var owner in new[] { _house.VerasId, "usr_zzz", "ben" })
        {
            var problem = await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path, owner_id = owner }, HttpStatusCode.BadRequest);
            ((string)problem["code"]!, (string)problem["field"]!).ShouldBe(("validation", "owner_id"));
        }

        await _house.Ben.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path }, HttpStatusCode.Forbidden);
        await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path, owner_id = _house.BensId }, HttpStatusCode.Created);
        var folder = (await Household.GetAsync(_house.Ben, "folders"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)folder["access"]!, (string)folder["name"]!).ShouldBe(("owner", "Given"));

        // That it lies there is told to its owner, not to who tries to add it again.
        var overlap = await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path, owner_id = _house.BensId }, HttpStatusCode.Conflict);
        ((string)overlap["code"]!, overlap.ContainsKey("detail") ? (string)overlap["detail"]! : "").ShouldBe(("folder_overlap", ""));
    }

    [Fact]
    public async Task Administrators_see_that_others_have_jobs_and_not_what_they_are_about()
    {
        Directory.CreateDirectory(_house.PathOf("Diary", ""));
        await using var live = await LiveClient.ConnectAsync(_house.App, _house.App.Cookies);
        await using var bens = await LiveClient.ConnectAsync(_house.App, _house.BensCookies);
        var folder = await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = _house.PathOf("Diary", ""), owner_id = _house.BensId }, HttpStatusCode.Created);
        var own = await bens.ReceiveAsync("job_changed", job => (string)job["state"]! == "succeeded");
        ((string)own["title"]!, (string)own["subject"]!).ShouldBe(("Scan Diary", (string)folder["id"]!));
        var told = await live.ReceiveAsync("job_changed", job => (string)job["id"]! == (string)own["id"]! && (string)job["state"]! == "succeeded");
        var listed = (await Household.GetAsync(_house.Ada, "jobs"))["items"]!.AsArray().Single(job => (string)job!["id"]! == (string)own["id"]!)!.AsObject();
        var shown = await Household.GetAsync(_house.Ada, $"jobs/{(string)own["id"]!}");
        foreach (var job in new[] { told, listed, shown })
        {
            ((string)job["id"]!, (string)job["title"]!, (string)job["kind"]!).ShouldBe(((string)own["id"]!, "Another person's job", "scan"));
            (job.ContainsKey("subject"), job.ContainsKey("message")).ShouldBe((false, false));
        }

        (await Household.GetAsync(_house.Ben, "jobs"))["items"]!.AsArray().ShouldAllBe(job => (string)job!["title"]! == "Scan Diary");
        var retried = await _house.Ada.SendAsync(HttpMethod.Post, $"/api/v1/jobs/{(string)own["id"]!}/cancel", null, HttpStatusCode.Conflict);
        ((string)retried["code"]!).ShouldBe("job_not_cancellable");
    }

    [Fact]
    public async Task A_key_of_an_administrators_without_the_scope_is_told_nothing_of_others_jobs()
    {
        Directory.CreateDirectory(_house.PathOf("Diary", ""));
        var key = await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/api-keys", new { name = "frame", scopes = new[] { "read" } }, HttpStatusCode.Created);
        await using var live = await LiveClient.ConnectAsync(_house.App, _house.App.Cookies);
        await using var frame = await LiveClient.ConnectAsync(_house.App, cookies: null, apiKey: (string)key["key"]!);
        await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = _house.PathOf("Diary", ""), owner_id = _house.BensId }, HttpStatusCode.Created);
        var told = await live.ReceiveAsync("job_changed", job => (string)job["title"]! == "Another person's job" && (string)job["state"]! == "succeeded");

        // Messages keep their order: had the key been told of the job, that would come first. Of a scan of her own folders it may hear.
        await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{_house.Divorce}", new { name = "Papers" }, HttpStatusCode.OK);
        string call;
        while ((call = await frame.NextCallAsync()) != $"folder_changed {_house.Divorce}")
        {
            call.ShouldNotBe($"job_changed {(string)told["id"]!}");
        }
    }

    [Fact]
    public async Task An_owner_who_was_made_a_viewer_ends_the_sharing_of_what_is_theirs()
    {
        Directory.CreateDirectory(_house.PathOf("Diary", ""));
        var folder = (string)(await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = _house.PathOf("Diary", ""), owner_id = _house.BensId }, HttpStatusCode.Created))["id"]!;
        await _house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/folders/{folder}/shares", Household.Shares("view", (_house.VerasId, "view")), HttpStatusCode.OK);
        await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/users/{_house.BensId}", new { role = "viewer" }, HttpStatusCode.OK);
        using var ben = await _house.App.SignInAsync("ben");
        var path = $"/api/v1/folders/{folder}/shares";
        await ben.SendAsync(HttpMethod.Put, path, Household.Shares(null), HttpStatusCode.Forbidden);

        // Those it is shared with, in whatever way, have no say in it.
        await _house.Vera.SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.Forbidden);
        await ben.SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        (await Household.GetAsync(ben, $"folders/{folder}/shares")).ToJsonString().ShouldBe("""{"people":[]}""");
        foreach (var other in new[] { _house.Ada, _house.Vera })
        {
            await other.SendAsync(HttpMethod.Get, $"/api/v1/folders/{folder}", null, HttpStatusCode.NotFound);
            await other.SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.NotFound);
        }

        await ben.SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_somebody_shared_stays_shared_when_their_account_is_disabled()
    {
        var bens = await _house.Ada.SendAsync(HttpMethod.Post, "/api/v1/folders", new { path = Directory.CreateDirectory(_house.PathOf("Diary", "")).FullName, owner_id = _house.BensId }, HttpStatusCode.Created);
        await _house.Ben.SendAsync(HttpMethod.Put, $"/api/v1/folders/{(string)bens["id"]!}/shares", Household.Shares(null, (_house.VerasId, "view")), HttpStatusCode.OK);
        await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/users/{_house.BensId}", new { disabled = true }, HttpStatusCode.OK);
        await _house.Ben.SendAsync(HttpMethod.Get, $"/api/v1/folders/{(string)bens["id"]!}", null, HttpStatusCode.Unauthorized);
        ((string)(await Household.GetAsync(_house.Vera, $"folders/{(string)bens["id"]!}"))["access"]!).ShouldBe("view");
    }

    [Fact]
    public async Task Pages_are_told_of_what_they_see_and_of_nothing_else()
    {
        await using var bens = await LiveClient.ConnectAsync(_house.App, _house.BensCookies);
        await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{_house.Divorce}", new { name = "Papers" }, HttpStatusCode.OK);
        await _house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Private}/tags/court", null, HttpStatusCode.NoContent);
        await _house.ShareAsync(_house.Holiday, people: (_house.BensId, "view"));

        // Messages keep their order: had he been told of the other folder, or of pictures in it, that would come first.
        (await bens.NextCallAsync()).ShouldBe($"folder_changed {_house.Holiday}");
        (await bens.NextCallAsync()).ShouldStartWith("images_changed");
        (await bens.NextCallAsync()).ShouldStartWith("tags_changed");

        await _house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/sand", null, HttpStatusCode.NoContent);
        (await bens.NextCallAsync()).ShouldStartWith("images_changed");
        (await bens.NextCallAsync()).ShouldStartWith("tags_changed");
        await _house.ShareAsync(_house.Holiday);
        (await bens.NextCallAsync()).ShouldBe($"folder_changed {_house.Holiday}");
        (await bens.NextCallAsync()).ShouldStartWith("images_changed");
        (await bens.NextCallAsync()).ShouldStartWith("tags_changed");

        await _house.Ada.SendAsync(HttpMethod.Patch, $"/api/v1/folders/{_house.Holiday}", new { name = "Summer" }, HttpStatusCode.OK);
        await _house.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{_house.Both}/tags/sea", null, HttpStatusCode.NoContent);
        await _house.ScanAsync(_house.Holiday);
        await _house.ShareAsync(_house.Divorce, "view");
        (await bens.NextCallAsync()).ShouldBe($"folder_changed {_house.Divorce}");
    }

    [Fact]
    public async Task Sharing_is_on_record_without_names_of_files()
    {
        await _house.ShareAsync(_house.Holiday, "view", (_house.BensId, "edit"));
        var recorded = await Household.WaitAsync(_house.Ada, "security/events?kind=folder_shared", page => page["items"]!.AsArray().Count > 0);
        var happened = recorded["items"]![0]!;
        ((string)happened["subject"]!, (string)happened["detail"]!, (string)happened["user"]!["user_name"]!).ShouldBe((_house.Holiday, "everyone: view, people: 1", "ada"));
    }

    [Fact]
    public async Task An_original_that_leads_outside_its_folder_is_on_record()
    {
        File.Delete(_house.PathOf("Holiday", "beach.png"));
        File.CreateSymbolicLink(_house.PathOf("Holiday", "beach.png"), "/etc/hostname");
        var image = await Household.IdOfAsync(_house.Ada, "beach.png");
        (await Household.AnswerAsync(_house.Ada, HttpMethod.Get, $"/api/v1/images/{image}/original")).ShouldStartWith("403");
        await DeniedAsync(image);
        await _house.ScanAsync(_house.Holiday);
        await DeniedAsync(_house.Holiday);

        Task DeniedAsync(string subject)
            => Household.WaitAsync(_house.Ada, "security/events?kind=path_denied", page => page["items"]!.AsArray().Any(happened => (string)happened!["subject"]! == subject));
    }
}
