using System.Net;
using System.Text.Json.Nodes;
using Limner.Host.Tests.Jobs;
using Limner.Testing.Models;
using Microsoft.Data.Sqlite;

namespace Limner.Host.Tests.Painting;

/// <summary>Who is painted when, and what becomes of what is stopped, cut off or cannot be saved. The queue always goes on.</summary>
public sealed class QueueTests(Studio studio) : IClassFixture<Studio>
{
    [Fact]
    public async Task Two_people_take_turns_however_many_each_has_waiting()
    {
        await HoldAsync("first");
        var ada = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            ada.Add(await Studio.AskAsync(studio.Ada, Studio.Body($"ada {i}", body => body["priority"] = i == 29 ? 5 : 0)));
        }

        var ben = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            ben.Add(await Studio.AskAsync(studio.Ben, Studio.Body($"ben {i}")));
        }

        // Ben was not served yet, Ada's most urgent goes before her others and before nobody else's.
        (await PositionAsync(studio.Ben, ben[0])).ShouldBe(1);
        (await PositionAsync(studio.Ada, ada[29])).ShouldBe(2);
        (await PositionAsync(studio.Ben, ben[1])).ShouldBe(3);
        (await PositionAsync(studio.Ben, ben[9])).ShouldBe(19);
        (await PositionAsync(studio.Ada, ada[28])).ShouldBe(40);

        // One that waits is cancelled at once, and the others move up.
        await studio.Ben.SendAsync(HttpMethod.Post, $"/api/v1/generations/{ben[1]}/cancel", null, HttpStatusCode.Accepted);
        (await PositionAsync(studio.Ben, ben[2])).ShouldBe(3);
        ((int)(await studio.Ada.SendAsync(HttpMethod.Post, "/api/v1/generations/bulk", new { ids = new[] { ada[0], ada[1], ben[2] }, action = "cancel" }, HttpStatusCode.OK))["count"]!).ShouldBe(2);

        studio.Engine.Open();
        foreach (var (who, id) in ada.Select(id => (studio.Ada, id)).Concat(ben.Select(id => (studio.Ben, id))))
        {
            await Studio.EndOfAsync(who, id);
        }

        var order = studio.Engine.Begun.SkipWhile(prompt => prompt != "first").Skip(1).ToList();
        order.Take(18).Select(prompt => prompt.Split(' ')[0]).ShouldBe(Enumerable.Range(0, 18).Select(i => i % 2 == 0 ? "ben" : "ada"));
        order.Skip(18).ShouldAllBe(prompt => prompt.StartsWith("ada", StringComparison.Ordinal));
        order[1].ShouldBe("ada 29");
        order.Count.ShouldBe(37);
        ((string)(await Studio.GetAsync(studio.Ben, ben[9]))["state"]!).ShouldBe("done");
    }

    [Fact]
    public async Task What_is_painted_tells_how_far_it_is_and_stops_within_a_step()
    {
        await using var live = await LiveClient.ConnectAsync(studio.App, studio.App.Cookies);
        var id = await HoldAsync("a cat that is watched", body => body["steps"] = 50);

        var told = await live.ReceiveAsync("generation_changed", generation => (string)generation["id"]! == id && generation["preview"] is not null);
        ((string)told["state"]!, (int)told["step"]!, (int)told["steps"]!).ShouldBe(("sampling", 1, 51));
        var shown = await Studio.GetAsync(studio.Ada, id);
        ((string)shown["state"]!, (int)shown["progress"]!["step"]!, (int)shown["progress"]!["preview"]!).ShouldBe(("sampling", 1, 1));
        using (var preview = await studio.Ada.GetAsync($"/api/v1/generations/{id}/preview"))
        {
            preview.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        }

        using (var foreign = await studio.Ben.GetAsync($"/api/v1/generations/{id}/preview"))
        {
            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        // The gate stays closed: only the cancellation ends it.
        await studio.Ada.SendAsync(HttpMethod.Post, $"/api/v1/generations/{id}/cancel", null, HttpStatusCode.Accepted);
        ((string)(await Studio.EndOfAsync(studio.Ada, id))["state"]!).ShouldBe("cancelled");
        ((string)(await studio.Ada.SendAsync(HttpMethod.Post, $"/api/v1/generations/{id}/cancel", null, HttpStatusCode.Conflict))["code"]!).ShouldBe("job_not_cancellable");
        studio.Engine.Open();
        await NothingIsLeftOfAsync();
        await GoesOnAsync();
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_painted_stops_and_leaves_nothing()
    {
        var id = await HoldAsync("a cat that is deleted");
        await studio.Ada.SendAsync(HttpMethod.Delete, $"/api/v1/generations/{id}", null, HttpStatusCode.NoContent);
        await Eventually.HoldsAsync(() => studio.Engine.Held is null);
        studio.Engine.Open();
        await GoesOnAsync();
        await NothingIsLeftOfAsync();
    }

    [Fact]
    public async Task What_is_cancelled_the_moment_it_begins_is_not_painted()
    {
        // As a request that commits right after the claim, when nothing can be told to stop yet.
        await ExecuteAsync(
            """
            CREATE TRIGGER at_once AFTER UPDATE OF state ON generations WHEN NEW.state = 'running' AND NEW.prompt = 'cancelled at once'
            BEGIN UPDATE generations SET cancel_requested = 1 WHERE id = NEW.id; END
            """);
        var ended = await Studio.EndOfAsync(studio.Ada, await Studio.AskAsync(studio.Ada, Studio.Body("cancelled at once")));
        await ExecuteAsync("DROP TRIGGER at_once");

        ((string)ended["state"]!).ShouldBe("cancelled");
        studio.Engine.Begun.ShouldNotContain("cancelled at once");
        await NothingIsLeftOfAsync();
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_job_that_fails_between_two_paintings_leaves_the_queue_to_another()
    {
        await ExecuteAsync(
            """
            CREATE TRIGGER no_claim BEFORE UPDATE OF state ON generations WHEN NEW.state = 'running' AND NEW.prompt = 'claimed later'
            BEGIN SELECT RAISE(ABORT, 'not now'); END
            """);
        var id = await Studio.AskAsync(studio.Ada, Studio.Body("claimed later"));
        await Eventually.HoldsAsync(async () => await ExecuteAsync("SELECT count(*) FROM jobs WHERE kind = 'paint' AND state = 'failed'") is > 0L);
        await ExecuteAsync("DROP TRIGGER no_claim");

        ((string)(await Studio.EndOfAsync(studio.Ada, id))["state"]!).ShouldBe("done");
    }

    [Fact]
    public async Task Cancelling_the_job_ends_what_is_painted_and_nothing_else()
    {
        var first = await HoldAsync("painted by a job that is cancelled");
        var second = await Studio.AskAsync(studio.Ada, Studio.Body("behind it"));
        var job = Limner.Kernel.Ids.PublicId.Format("job", (long)(await ExecuteAsync("SELECT id FROM jobs WHERE kind = 'paint' AND state = 'running'"))!);
        await studio.Ada.SendAsync(HttpMethod.Post, $"/api/v1/jobs/{job}/cancel", null, HttpStatusCode.Accepted);

        var cancelled = await Studio.EndOfAsync(studio.Ada, first);
        ((string)cancelled["state"]!, (string)cancelled["error"]!["code"]!).ShouldBe(("cancelled", "job_cancelled"));
        studio.Engine.Open();
        ((string)(await Studio.EndOfAsync(studio.Ada, second))["state"]!).ShouldBe("done");
    }

    [Fact]
    public async Task A_disk_that_is_full_is_named_and_the_queue_goes_on()
    {
        var id = await HoldAsync("a cat without room");
        var directory = await DirectoryOfAsync(id);
        Directory.CreateDirectory(directory);
        File.CreateSymbolicLink(Path.Combine(directory, "0.png.part"), "/dev/full");
        studio.Engine.Open();

        var ended = await Studio.EndOfAsync(studio.Ada, id);
        ((string)ended["state"]!, (string)ended["error"]!["code"]!).ShouldBe(("failed", "storage_full"));
        ended["images"]!.AsArray().ShouldBeEmpty();
        ended.ToJsonString().ShouldNotContain(studio.App.DataDirectory);
        await NothingIsLeftOfAsync();
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_model_removed_while_something_waits_for_it_is_named_and_the_queue_goes_on()
    {
        SmallDiffusion.Install(studio.App.DataDirectory, "passing", "sd15");
        await HoldAsync("held");
        var id = await Studio.AskAsync(studio.Ada, Studio.Body("a cat of a model that goes", body => body["model"] = "passing"));
        await studio.Ada.SendAsync(HttpMethod.Delete, "/api/v1/models/passing", null, HttpStatusCode.NoContent);
        studio.Engine.Open();

        var ended = await Studio.EndOfAsync(studio.Ada, id);
        ((string)ended["state"]!, (string)ended["error"]!["code"]!).ShouldBe(("failed", "model_not_found"));
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_stop_of_the_server_does_not_count_and_a_crash_does()
    {
        await using var app = await LimnerApp.StartSignedInAsync(Studio.Options());
        GatedEngine EngineOf() => (GatedEngine)Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Limner.Generation.IDiffusionEngine>(app.Services);
        EngineOf().Close();
        var first = await Studio.AskAsync(app.Client, Studio.Body("cut off once"));
        await Eventually.HoldsAsync(() => EngineOf().Held == "cut off once");
        var second = await Studio.AskAsync(app.Client, Studio.Body("cut off too often"));
        using var client = await app.SignInAsync(LimnerApp.UserName);
        var line = client.SendAsync(HttpMethod.Post, "/api/v1/generate?wait=120", Studio.Body("waiting"), HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(async () => (int)(await app.GetAsync("/api/v1/generations"))["total"]! == 3);
        await PlantedGeneration.PlaceAsync(app, LimnerApp.UserName);
        await PlantedGeneration.PlaceAsync(app, LimnerApp.UserName);
        var planted = Directory.GetDirectories(Path.Combine(app.DataDirectory, "generations"), "planted*").OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal).ToList();
        string third = "";

        // An orderly stop in mid-sampling, at which who waits is answered, and then a database as a kill leaves it: running rows, a running job, files that no row names.
        Directory.CreateDirectory(Path.Combine(app.DataDirectory, "generations", "stray"));
        await app.RestartAsync(async () =>
        {
            third = (string)(await line)["id"]!;
            planted.ForEach(directory => File.WriteAllText(Path.Combine(directory, "init.png"), "begun with"));
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, "limner.db")};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT group_concat(state || ' ' || attempts, ', ') FROM (SELECT state, attempts FROM generations WHERE model <> 'planted' ORDER BY id)";
            ((string)(await command.ExecuteScalarAsync())!).ShouldBe("queued 0, queued 0, queued 0");
            command.CommandText =
                """
                UPDATE generations SET state = 'running', attempts = 1 WHERE prompt = 'cut off once';
                UPDATE generations SET state = 'running', attempts = 2 WHERE prompt = 'cut off too often';
                UPDATE generations SET strength = 0.5 WHERE model = 'planted';
                UPDATE generations SET state = 'failed' WHERE model = 'planted' AND id = (SELECT max(id) FROM generations);
                UPDATE jobs SET state = 'running', lease_owner = 'gone', lease_expires_at = 0 WHERE kind = 'paint' AND state = 'queued';
                """;
            await command.ExecuteNonQueryAsync();
        });

        var (once, often, waiting) = (await Studio.EndOfAsync(app.Client, first), await Studio.EndOfAsync(app.Client, second), await Studio.EndOfAsync(app.Client, third));
        ((string)once["state"]!, (int)once["attempts"]!).ShouldBe(("done", 2));
        ((string)often["state"]!, (string)often["error"]!["code"]!).ShouldBe(("failed", "generation_interrupted"));
        ((string)waiting["state"]!, (int)waiting["attempts"]!).ShouldBe(("done", 1));
        Directory.Exists(Path.Combine(app.DataDirectory, "generations", "stray")).ShouldBeFalse();

        // And what a kill between a commit and the deletion after it leaves.
        Directory.GetFiles(planted[0]).Select(Path.GetFileName).ShouldBe(["0.png"]);
        Directory.Exists(planted[1]).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_has_had_enough_for_a_day_or_has_too_much_waiting_is_told()
    {
        await using var app = await LimnerApp.StartSignedInAsync(Studio.Options(("generation.daily_pictures", "5"), ("generation.max_queued", "2"), ("security.prompt_deny_list", "purple elephants;;Caf\u00e9")));
        var engine = (GatedEngine)Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Limner.Generation.IDiffusionEngine>(app.Services);
        engine.Close();
        var first = await Studio.AskAsync(app.Client, Studio.Body("one"));
        await Studio.AskAsync(app.Client, Studio.Body("two", body => body["num_images"] = 3));
        ((string)(await app.Client.SendAsync(HttpMethod.Post, "/api/v1/generate", Studio.Body("three"), HttpStatusCode.TooManyRequests))["code"]!).ShouldBe("generation_queue_full");

        using (var unread = await app.Client.PostAsync("/api/v1/generate", new ByteArrayContent("no form"u8.ToArray()) { Headers = { { "Content-Type", "multipart/form-data; boundary=x" } } }))
        {
            ((string)JsonNode.Parse(await unread.Content.ReadAsStringAsync())!["code"]!).ShouldBe("generation_queue_full");
        }

        // What is deleted was asked for all the same.
        await app.Client.SendAsync(HttpMethod.Delete, $"/api/v1/generations/{first}", null, HttpStatusCode.NoContent);
        engine.Open();
        using (var refused = await app.Client.PostAsync("/api/v1/generate", System.Net.Http.Json.JsonContent.Create(Studio.Body("two more", body => body["num_images"] = 2))))
        {
            ((string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!).ShouldBe("generation_quota");
            refused.Headers.RetryAfter!.Delta!.Value.TotalHours.ShouldBeInRange(0, 24);
        }

        ((int)(await app.GetAsync("/api/v1/generate/options"))["pictures_today"]!).ShouldBe(4);
        foreach (var (field, text) in new[] { ("prompt", "many PURPLE  elephants!"), ("prompt", "a cafe"), ("negative_prompt", "Purple-Elephants"), ("prompt", "pur(ple:1.1) ele\u200dphants"), ("negative_prompt", "[Ca]f\u00e9"), ("prompt", "<script>cat</script>") })
        {
            var problem = await app.Client.SendAsync(HttpMethod.Post, "/api/v1/generate", Studio.Body("a cat", body => body[field] = text), HttpStatusCode.UnprocessableEntity);
            ((string)problem["code"]!, (string)problem["field"]!).ShouldBe(("text_refused", field));
        }
    }

    private async Task<string> HoldAsync(string prompt, Action<JsonObject>? change = null)
    {
        studio.Engine.Close();
        var id = await Studio.AskAsync(studio.Ada, Studio.Body(prompt, change));
        await studio.HeldAsync(prompt);
        return id;
    }

    /// <summary>A statement in the server's database, beside the server.</summary>
    /// <returns>Its first value.</returns>
    private async Task<object?> ExecuteAsync(string statement)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(studio.App.DataDirectory, "limner.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        return await command.ExecuteScalarAsync();
    }

    private static async Task<int> PositionAsync(HttpClient who, string id) => (int)(await Studio.GetAsync(who, id))["position"]!;

    private async Task<string> DirectoryOfAsync(string id)
    {
        Limner.Kernel.Ids.PublicId.TryParse("gen", id, out var number).ShouldBeTrue();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(studio.App.DataDirectory, "limner.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT directory FROM generations WHERE id = $id";
        command.Parameters.AddWithValue("$id", number);
        return Path.Combine(studio.Root, (string)(await command.ExecuteScalarAsync())!);
    }

    /// <summary>Every directory belongs to something that is done.</summary>
    private Task NothingIsLeftOfAsync()
        => Eventually.HoldsAsync(async () =>
        {
            var done = (long)(await studio.Ada.SendAsync(HttpMethod.Get, "/api/v1/generations?state=done", null, HttpStatusCode.OK))["total"]!
                + (long)(await studio.Ben.SendAsync(HttpMethod.Get, "/api/v1/generations?state=done", null, HttpStatusCode.OK))["total"]!;
            return !Directory.Exists(studio.Root) || Directory.GetDirectories(studio.Root).Length == done;
        });

    private async Task GoesOnAsync() => ((string)(await Studio.PaintAsync(studio.Ada, Studio.Body("and on")))["state"]!).ShouldBe("done");
}
