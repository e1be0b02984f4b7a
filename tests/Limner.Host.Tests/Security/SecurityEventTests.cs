using System.Net;
using System.Text.Json.Nodes;
using Limner.Accounts.SecurityEvents;
using Limner.Operations.Configuration;
using Limner.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Security;

public sealed class SecurityEventTests
{
    private const string Events = "/api/v1/security/events";

    [Fact]
    public async Task What_happened_is_listed_newest_first_and_stands_in_a_log_of_its_own()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        Record(app, new SecurityEvent(SecurityEventKind.HostRefused, Subject: "evil.example"));
        Record(app, new SecurityEvent(SecurityEventKind.SettingsChanged, UserId: 1, Subject: "general.log_level"));

        var items = await ListAsync(app, "?kind=host_refused&kind=settings_changed");
        items.Select(item => (string?)item["kind"]).ShouldBe(["settings_changed", "host_refused"]);
        ((string?)items[0]["user"]!["user_name"]).ShouldBe(LimnerApp.UserName);
        ((string?)items[1]["subject"]).ShouldBe("evil.example");

        // The fixture's log is set to warnings; events of any kind are kept in their own file.
        (await ReadLogAsync(app, "security.log")).ShouldContain("SettingsChanged");
        var general = await ReadLogAsync(app, "limner.log");
        general.ShouldContain("HostRefused");
        general.ShouldNotContain("SettingsChanged");
    }

    [Fact]
    public async Task A_flood_is_one_entry_with_a_count_and_one_line_of_the_log()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        for (var i = 0; i < 10_000; i++)
        {
            Record(app, new SecurityEvent(SecurityEventKind.RequestLimited, Detail: "general"));
        }

        var items = await ListAsync(app, "?kind=request_limited");
        items.Sum(item => (int)item["count"]!).ShouldBe(10_000);

        // A write may fall between; it is made once a second.
        items.Count.ShouldBeLessThan(100);
        (await ReadLogAsync(app, "security.refused.log")).Split('\n').Count(line => line.Contains("RequestLimited", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(2 * items.Count);
    }

    [Fact]
    public async Task What_strangers_wrote_cannot_begin_a_line_of_the_log()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        Record(app, new SecurityEvent(SecurityEventKind.HostRefused, Subject: "a\r\nSignedIn user=1\u2028b\u202ec" + new string('x', 1000)));
        var item = (await ListAsync(app, "?kind=host_refused")).ShouldHaveSingleItem();
        ((string)item["subject"]!).ShouldStartWith("a··SignedIn user=1·b·cxx");
        ((string)item["subject"]!).Length.ShouldBe(SecurityEventLog.MaxTextLength);
        var log = await ReadLogAsync(app, "security.refused.log");
        log.ShouldContain("a··SignedIn user=1");
        log.Split('\n').ShouldNotContain(line => line.StartsWith("SignedIn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_narrows_by_person_address_and_time_and_goes_on_by_cursor()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        var me = (string)(await app.GetAsync("/api/v1/me"))["id"]!;
        for (var hour = 0; hour < 5; hour++)
        {
            Record(app, new SecurityEvent(SecurityEventKind.FolderShared, UserId: hour % 2 == 0 ? 1 : 99, Subject: $"fld_{hour}"));
            clock.Advance(TimeSpan.FromHours(1));
        }

        (await ListAsync(app, $"?kind=folder_shared&user={me}")).Count.ShouldBe(3);
        (await ListAsync(app, "?kind=folder_shared&user=usr_2r")).Select(item => item["user"]!["user_name"]).ShouldBe([null, null]);
        (await ListAsync(app, "?kind=folder_shared&address=10.1.1.1")).ShouldBeEmpty();
        var from = Uri.EscapeDataString(clock.GetUtcNow().AddHours(-3).ToString("O"));
        (await ListAsync(app, $"?kind=folder_shared&from={from}")).Select(item => (string?)item["subject"]).ShouldBe(["fld_4", "fld_3", "fld_2"]);
        (await ListAsync(app, $"?kind=folder_shared&to={from}")).Select(item => (string?)item["subject"]).ShouldBe(["fld_1", "fld_0"]);

        var first = await app.GetAsync($"{Events}?kind=folder_shared&limit=2");
        var second = await app.GetAsync($"{Events}?kind=folder_shared&limit=2&cursor={first["next_cursor"]}");
        Subjects(first).Concat(Subjects(second)).ShouldBe(["fld_4", "fld_3", "fld_2", "fld_1"]);

        IEnumerable<string?> Subjects(JsonObject page) => page["items"]!.AsArray().Select(item => (string?)item!["subject"]);
    }

    [Theory]
    [InlineData("kind=nonsense", "kind")]
    [InlineData("user=img_1", "user")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("cursor=abc", "cursor")]
    public async Task A_filter_that_makes_no_sense_is_named(string query, string field)
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var problem = await app.SendAsync(HttpMethod.Get, $"{Events}?{query}", null, HttpStatusCode.BadRequest);
        ((string?)problem["code"]).ShouldBe("validation");
        ((string?)problem["field"]).ShouldBe(field);
    }

    [Fact]
    public async Task Events_survive_a_restart_and_leave_after_their_time()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            Clock = clock,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["security.events_keep_days"] = "1" },
        });
        Record(app, new SecurityEvent(SecurityEventKind.PathDenied, Subject: "fld_1"));
        await app.RestartAsync();
        (await ListAsync(app, "?kind=path_denied")).ShouldHaveSingleItem();

        clock.Advance(TimeSpan.FromDays(2));
        await app.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = LimnerApp.UserName, password = LimnerApp.Password }, HttpStatusCode.OK);
        Record(app, new SecurityEvent(SecurityEventKind.FolderShared));
        (await ListAsync(app, "?kind=path_denied&kind=folder_shared")).Select(item => (string?)item["kind"]).ShouldBe(["folder_shared"]);
    }

    [Fact]
    public async Task A_changed_setting_is_noted_by_name_and_without_its_value()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        await File.WriteAllTextAsync(Path.Combine(app.DataDirectory, "config.ini"), "[ollama]\nmodel = canary-value\n");
        JsonObject? changed = null;
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(ConfigFileWatcher.Interval);
            changed = (await ListAsync(app, "?kind=settings_changed")).FirstOrDefault(item => (string?)item["subject"] == "ollama.model");
            return changed is not null;
        });
        changed!.ToJsonString().ShouldNotContain("canary-value");
        (await ReadLogAsync(app, "security.log")).ShouldNotContain("canary-value");
    }

    private static void Record(LimnerApp app, SecurityEvent happened) => app.Services.GetRequiredService<ISecurityEvents>().Record(happened);

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(LimnerApp app, string query)
        => [.. (await app.GetAsync(Events + query))["items"]!.AsArray().Select(item => item!.AsObject())];

    private static async Task<string> ReadLogAsync(LimnerApp app, string name)
    {
        await using var file = new FileStream(Path.Combine(app.DataDirectory, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return await new StreamReader(file).ReadToEndAsync();
    }
}
