using System.Text.Json;
using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Data.Sqlite;

namespace Limner.Recovery.Tests;

/// <summary>
/// A server that is killed with SIGKILL while it edits many pictures, takes that back, or erases files of its own goes on where it was: nothing is done twice, nothing is
/// left out, and nothing else is touched.
/// </summary>
public sealed class KilledEditTests : IDisposable
{
    private const int Uploaded = 150;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, string> Settings = new(LimnerProcess.WithoutModels)
    {
        ["LIBRARY_RESCAN_MINUTES"] = "0",
        ["SECURITY_ENABLE_RATE_LIMITING"] = "false",
    };

    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _pictures = new();

    public void Dispose()
    {
        _data.Dispose();
        _pictures.Dispose();
    }

    [Fact]
    public Task A_bulk_edit_of_15000_pictures_killed_four_times_is_done_to_each_and_undone_from_each() => KilledEditAsync(15_000);

    [Fact]
    [Trait("run", "full")]
    public Task A_bulk_edit_of_50000_pictures_killed_four_times_is_done_to_each_and_undone_from_each() => KilledEditAsync(50_000);

    [Fact]
    public async Task Erasing_the_servers_own_files_killed_in_the_middle_erases_them_all_and_no_other()
    {
        var stays = ManyPictures.Write(_pictures.FullName, 10);
        await using (var server = await StartAsync())
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            var folder = await client.AddFolderAsync(_pictures.FullName);
            await client.WaitForJobAsync(folder.GetProperty("active_job").GetProperty("id").GetString()!, LimnerClient.IsFinished, Deadline);
            await UploadAsync(client);
            var managed = (await client.GetAsync("folders")).GetProperty("items").EnumerateArray().Single(each => each.GetProperty("managed").GetBoolean()).GetProperty("id").GetString();
            await UntilAsync(async () => await TotalAsync(client, $"folder={managed}") == Uploaded);
            OwnedFiles().Length.ShouldBe(Uploaded);
            await client.PostAsync("images/bulk", new { filter = new { folder = new[] { managed } }, actions = new[] { new { kind = "move_to_trash" } } });
            await client.DeleteAsync("trash");
            await UntilAsync(() => Task.FromResult(OwnedFiles().Length < Uploaded));
            await server.KillAsync();
        }

        OwnedFiles().Length.ShouldBeGreaterThan(0, "it was killed in the middle");
        await using var last = await StartAsync();
        using var owner = await LimnerClient.SignInAsync(last.Address);
        await UntilAsync(() => Task.FromResult(OwnedFiles().Length == 0));
        (await owner.GetAsync("trash")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await TotalAsync(owner, "")).ShouldBe(stays.Count);
        Directory.GetFiles(_pictures.FullName, "*", SearchOption.AllDirectories).Length.ShouldBe(stays.Count);
        (await last.StopAsync()).ShouldBe(0, last.Output);
    }

    private async Task KilledEditAsync(int count)
    {
        // The server itself makes the database and its first user.
        await using (var first = await StartAsync())
        {
            using var client = await LimnerClient.SignInAsync(first.Address);
            await first.StopAsync();
        }

        await FillAsync(count);
        string id, job;
        await using (var server = await StartAsync())
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            var begun = await client.PostAsync("images/bulk", new { filter = new { }, actions = new object[] { new { kind = "add_tag", value = "summer" }, new { kind = "rate", value = "4" } } });
            (id, job) = (begun.GetProperty("id").GetString()!, JobOf(begun));
            await KillAtAsync(server, client, job, count / 20);
        }

        for (var kill = 2; kill <= 3; kill++)
        {
            await using var server = await StartAsync();
            using var client = await LimnerClient.SignInAsync(server.Address);
            await KillAtAsync(server, client, job, count * kill / 20);
        }

        await using (var server = await StartAsync())
        {
            using var client = await LimnerClient.SignInAsync(server.Address);
            (await client.WaitForJobAsync(job, LimnerClient.IsFinished, Deadline)).GetProperty("state").GetString().ShouldBe("succeeded", server.Output);
            var done = await client.GetAsync($"bulk-edits/{id}");
            (done.GetProperty("state").GetString(), done.GetProperty("done_count").GetInt64()).ShouldBe(("applied", count));
            done.GetProperty("actions").EnumerateArray().Select(action => action.GetProperty("changed").GetInt64()).ShouldBe([count, count]);
            (await TotalAsync(client, "tag=summer&rating=4")).ShouldBe(count);

            job = JobOf(await client.PostAsync($"bulk-edits/{id}/undo"));
            await KillAtAsync(server, client, job, count / 20);
        }

        await using var last = await StartAsync();
        using var owner = await LimnerClient.SignInAsync(last.Address);
        (await owner.WaitForJobAsync(job, LimnerClient.IsFinished, Deadline)).GetProperty("state").GetString().ShouldBe("succeeded", last.Output);
        var undone = await owner.GetAsync($"bulk-edits/{id}");
        undone.GetProperty("state").GetString().ShouldBe("undone");
        undone.GetProperty("actions").EnumerateArray().Select(action => (action.GetProperty("restored").GetInt64(), action.GetProperty("kept").GetInt64())).ShouldBe([(count, 0), (count, 0)]);
        (await TotalAsync(owner, "tag=summer"), await TotalAsync(owner, "rating=1")).ShouldBe((0, 0));
    }

    private Task<LimnerProcess> StartAsync() => LimnerProcess.StartAsync(_data.FullName, environment: Settings);

    private string[] OwnedFiles() => Directory.Exists(_data.Combine("library")) ? Directory.GetFiles(_data.Combine("library"), "*.png", SearchOption.AllDirectories) : [];

    private static string JobOf(JsonElement edit) => edit.GetProperty("job").GetProperty("id").GetString()!;

    private static async Task<long> TotalAsync(LimnerClient client, string query) => (await client.GetAsync($"images?limit=1&{query}")).GetProperty("total").GetInt64();

    private static async Task KillAtAsync(LimnerProcess server, LimnerClient client, string job, int atLeast)
    {
        var reached = await client.WaitForJobAsync(job, state => state.GetProperty("done").GetInt64() >= atLeast || LimnerClient.IsFinished(state), Deadline);
        await server.KillAsync();
        LimnerClient.IsFinished(reached).ShouldBeFalse($"it must still run when it is killed: {reached}");
    }

    private static async Task UploadAsync(LimnerClient client)
    {
        for (var number = 0; number < Uploaded; number += 25)
        {
            using var form = new MultipartFormDataContent();
            for (var each = number; each < number + 25; each++)
            {
                form.Add(new ByteArrayContent(ManyPictures.Gradient(1000 + each, 16, 16)), "files", $"{each}.png");
            }

            await client.SendAsync("upload", form);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Deadline);
            await Task.Delay(2);
        }
    }

    /// <summary>Rows of a catalogue: what is edited is known of pictures, not their files, which would take an hour to make.</summary>
    private async Task FillAsync(int count)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _data.Combine("limner.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            BEGIN;
            INSERT INTO folders (owner_id, path, name, watch, state, last_scan_at, created_at, updated_at)
            SELECT id, $path, 'Many', 0, 'ready', 1, 1, 1 FROM users;
            CREATE TEMP TABLE made AS
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {count}) SELECT n FROM number;
            INSERT INTO contents (id, sha256, size, media_type, width, height, taken_at, orientation, thumb_hash, palette, perceptual_hash, created_at)
            SELECT n, printf('%064x', n), 1, 'image/jpeg', 400, 300, n, 1, unhex('DFF705158088778F70787878F7808F7F78078707'), '[]', 0, 1 FROM made;
            INSERT INTO images (id, owner_id, content_id, name, sort_at, created_at, updated_at)
            SELECT n, (SELECT id FROM users), n, 'picture ' || n || '.jpg', n, 1, 1 FROM made;
            INSERT INTO image_values (image_id, taken_at, sources) SELECT n, n, json_object() FROM made;
            INSERT INTO image_files (folder_id, image_id, relative_path, name, size, modified_at, state, seen_at)
            SELECT (SELECT id FROM folders), n, 'picture ' || n || '.jpg', 'picture ' || n || '.jpg', 1, n, 'ready', 1 FROM made;
            COMMIT;
            """;
        command.Parameters.AddWithValue("$path", _pictures.FullName);
        await command.ExecuteNonQueryAsync();
    }
}
