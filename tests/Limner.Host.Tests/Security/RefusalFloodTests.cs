using System.Net;
using Limner.Accounts.SecurityEvents;
using Limner.Storage;
using Limner.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Limner.Host.Tests.Security;

public sealed class RefusalFloodTests
{
    private const string Events = "/api/v1/security/events";

    [Fact]
    public async Task Fifty_thousand_refusals_that_all_differ_hide_nothing_and_fill_neither_table_nor_log()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock, Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["general.log_level"] = "INFO" } });
        var events = app.Services.GetRequiredService<ISecurityEvents>();
        var http = app.Services.GetRequiredService<IHttpContextAccessor>();
        for (var second = 0; second < 50; second++)
        {
            http.HttpContext = From(IPAddress.Parse($"2001:db8::{second % 3:x}"));
            for (var i = 0; i < 1000; i++)
            {
                events.Record(new SecurityEvent(SecurityEventKind.HostRefused, Subject: $"{second}-{i}.example"));
            }

            http.HttpContext = null;
            if (second == 25)
            {
                events.Record(new SecurityEvent(SecurityEventKind.ApiKeyCreated, UserId: 1, Subject: "key_intruder"));
                events.Record(new SecurityEvent(SecurityEventKind.SignInFailed, UserId: 1, Subject: "ada"));
            }

            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var page = await app.GetAsync($"{Events}?kind=api_key_created&kind=sign_in_failed");
        page["items"]!.AsArray().Select(item => (string?)item!["subject"]).ShouldBe(["ada", "key_intruder"], ignoreOrder: true);
        var refused = (await app.GetAsync($"{Events}?kind=host_refused&limit=200"))["items"]!.AsArray();
        refused.Sum(item => (int)item!["count"]!).ShouldBe(50_000, "what has no entry of its own is counted");

        // One network, so a few entries for each write; how many writes there were is the machine's doing.
        refused.Count.ShouldBeLessThan(200);
        await app.StopAsync();
        var lines = await File.ReadAllLinesAsync(Path.Combine(app.DataDirectory, "security.log"));
        lines.ShouldContain(line => line.Contains("key_intruder", StringComparison.Ordinal));
        lines.Length.ShouldBeLessThan(20);
        (await File.ReadAllLinesAsync(Path.Combine(app.DataDirectory, "limner.log"))).Count(line => line.Contains("HostRefused", StringComparison.Ordinal)).ShouldBeInRange(1, 3);
        (await File.ReadAllLinesAsync(Path.Combine(app.DataDirectory, "security.refused.log"))).Length.ShouldBeInRange(1, 51 * RefusalLines.LinesPerSecond);
    }

    [Fact]
    public async Task A_flood_from_everywhere_takes_its_own_kinds_share_of_the_table_and_no_more()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        var events = app.Services.GetRequiredService<ISecurityEvents>();
        var http = app.Services.GetRequiredService<IHttpContextAccessor>();
        var writer = app.Services.GetRequiredService<SecurityEventWriter>();
        events.Record(new SecurityEvent(SecurityEventKind.CrossSiteRefused, Subject: "POST /"));
        for (var batch = 0; batch < 30; batch++)
        {
            for (var i = 0; i < 500; i++)
            {
                http.HttpContext = From(new IPAddress([10, (byte)batch, (byte)(i / 250), (byte)(i % 250)]));
                events.Record(new SecurityEvent(SecurityEventKind.HostRefused, Subject: $"{i}.example"));
            }

            http.HttpContext = null;
            await writer.FlushAsync(CancellationToken.None);
        }

        var rows = 0;
        string? cursor = null;
        do
        {
            var page = await app.GetAsync($"{Events}?kind=host_refused&limit=200{(cursor is null ? "" : $"&cursor={cursor}")}");
            rows += page["items"]!.AsArray().Count;
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        rows.ShouldBeInRange(SecurityEventWriter.MaxOfRefusal, SecurityEventWriter.MaxOfRefusal + 1000 + RefusalBuffer.EntriesPerKind);
        (await app.GetAsync($"{Events}?kind=cross_site_refused"))["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_fault_of_the_database_ends_neither_the_record_nor_the_server()
    {
        await using var app = await LimnerApp.StartSignedInAsync();
        await RunAsync(app, "ALTER TABLE security_events RENAME TO elsewhere");
        app.Services.GetRequiredService<ISecurityEvents>().Record(new SecurityEvent(SecurityEventKind.FolderShared, UserId: 1, Subject: "fld_kept"));
        await Eventually.HoldsAsync(async () =>
        {
            // It is there from its first line on.
            var log = Path.Combine(app.DataDirectory, "limner.log");
            if (!File.Exists(log))
            {
                return false;
            }

            await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return (await new StreamReader(file).ReadToEndAsync()).Contains("could not be written to the table", StringComparison.Ordinal);
        });
        await RunAsync(app, "ALTER TABLE elsewhere RENAME TO security_events");
        app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
        await app.WaitUntilAsync($"{Events}?kind=folder_shared", page => page["items"]!.AsArray().Any(item => (string?)item!["subject"] == "fld_kept"));
    }

    private static Task RunAsync(LimnerApp app, string sql)
        => app.Services.GetRequiredService<IDatabase>().WriteAsync((db, cancellation) => db.Database.ExecuteSqlRawAsync(sql, cancellation), CancellationToken.None);

    private static DefaultHttpContext From(IPAddress address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address;
        return context;
    }
}
