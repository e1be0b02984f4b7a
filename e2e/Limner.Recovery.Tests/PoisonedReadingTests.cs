using Limner.Testing;
using Limner.Testing.Pictures;
using Limner.Testing.Processes;
using Microsoft.Data.Sqlite;

namespace Limner.Recovery.Tests;

/// <summary>
/// A picture that takes the server with it whenever its text is read must not keep the others from being read; one at which the server was stopped in order is not
/// suspected. The end in the middle is the test's doing, by SIGKILL.
/// </summary>
public sealed class PoisonedReadingTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _pictures = new();

    [Fact]
    public async Task Reading_goes_on_after_a_stop_and_a_picture_at_which_the_server_ended_three_times_is_left_alone()
    {
        foreach (var name in new[] { "short-korean.png", "short-latin.png" })
        {
            ManyPictures.Place(_pictures.Combine(name), await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "assets", "ocr", name)));
        }

        long poison;
        await using (var first = await StartAsync())
        {
            using var client = await LimnerClient.SignInAsync(first.Address);
            await client.AddFolderAsync(_pictures.FullName);
            poison = await BeingReadAsync(1);
            (await first.StopAsync()).ShouldBe(0, first.Output);
        }

        (await AttemptsAsync(poison)).ShouldBe(0, "a stop in order says nothing of the picture");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await using var server = await StartAsync();
            (await BeingReadAsync(attempt)).ShouldBe(poison, "it goes on with the same");
            await server.KillAsync();
            (await AttemptsAsync(poison)).ShouldBe(attempt);
        }

        await using var last = await StartAsync();
        using var owner = await LimnerClient.SignInAsync(last.Address);
        using var limit = new CancellationTokenSource(Deadline);
        var states = new Dictionary<string, string?>();
        do
        {
            await Task.Delay(50, limit.Token);
            states.Clear();
            foreach (var image in await owner.GetAllAsync("images"))
            {
                var text = await owner.GetAsync($"images/{image.GetProperty("id").GetString()}/text");
                states[text.GetProperty("state").GetString()!] = text.TryGetProperty("problem", out var problem) && problem.ValueKind != System.Text.Json.JsonValueKind.Null ? problem.GetProperty("code").GetString() : null;
            }
        }
        while (!states.ContainsKey("failed") || !states.ContainsKey("read"));

        states.ShouldBe(new Dictionary<string, string?> { ["failed"] = "file_quarantined", ["read"] = null }, ignoreOrder: true);
        (await last.StopAsync()).ShouldBe(0, last.Output);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _data.Dispose();
        _pictures.Dispose();
    }

    private Task<LimnerProcess> StartAsync() => LimnerProcess.StartAsync(_data.FullName, environment: new Dictionary<string, string> { ["TAGGING_DETECT_OBJECTS"] = "false" });

    /// <summary>The content at whose reading the server is, for the given time.</summary>
    private async Task<long> BeingReadAsync(int attempt)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (true)
        {
            if (await AskAsync($"SELECT content_id FROM content_texts WHERE attempts = {attempt}") is { } content)
            {
                return content;
            }

            await Task.Delay(5, limit.Token);
        }
    }

    private async Task<long?> AttemptsAsync(long content) => await AskAsync($"SELECT attempts FROM content_texts WHERE content_id = {content}");

    private async Task<long?> AskAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={_data.Combine("limner.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long?)await command.ExecuteScalarAsync();
    }
}
