using Limner.Testing;
using Limner.Testing.Processes;
using Microsoft.Data.Sqlite;

namespace Limner.EndToEnd.Tests;

/// <summary>
/// A server whose catalogue says that it holds 100,000 pictures of twenty years, in all shapes: rows in its database, for their files would
/// take hours to make. Of a picture there is what the catalogue has, place and blurred colours; its thumbnail is not there.
/// </summary>
public sealed class LargeLibrary : IAsyncLifetime
{
    public const int Images = 100_000;

    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _home = new();
    private LimnerProcess? _server;

    public Browser Browser { get; } = new();

    public Uri Address => _server!.Address;

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();

        // The server itself makes the database and its first user.
        await using (var first = await LimnerProcess.StartAsync(_data.FullName))
        {
            using var client = await LimnerClient.SignInAsync(first.Address);
            await first.StopAsync();
        }

        await FillAsync();
        _server = await LimnerProcess.StartAsync(_data.FullName, environment: new Dictionary<string, string>(LimnerProcess.WithoutModels) { ["LIBRARY_RESCAN_MINUTES"] = "0" });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
        _home.Dispose();
    }

    private async Task FillAsync()
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _data.Combine("limner.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            BEGIN;
            INSERT INTO folders (owner_id, path, name, watch, state, last_scan_at, created_at, updated_at)
            SELECT id, $path, 'Twenty years', 0, 'ready', 1, 1, 1 FROM users;

            CREATE TEMP TABLE made AS
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {Images})
            SELECT n, 1104566400000 + (n * 7919 % {Images}) * 6311520 AS at, n * 48271 % 7 AS shape FROM number;

            INSERT INTO contents (id, sha256, size, media_type, width, height, taken_at, orientation, thumb_hash, palette, perceptual_hash, created_at)
            SELECT n, printf('%064x', n), 1, 'image/jpeg',
                CASE shape WHEN 0 THEN 3000 WHEN 1 THEN 1080 WHEN 2 THEN 9000 WHEN 3 THEN 3000 ELSE 4000 END,
                CASE shape WHEN 0 THEN 4000 WHEN 1 THEN 1920 WHEN 2 THEN 2000 ELSE 3000 END,
                at, 1, unhex('DFF705158088778F70787878F7808F7F78078707'), '[]', 0, 1
            FROM made;
            INSERT INTO images (id, owner_id, content_id, name, sort_at, created_at, updated_at)
            SELECT n, (SELECT id FROM users), n, 'picture ' || n || '.jpg', at, 1, 1 FROM made;
            INSERT INTO image_files (folder_id, image_id, relative_path, name, size, modified_at, state, seen_at)
            SELECT (SELECT id FROM folders), n, 'picture ' || n || '.jpg', 'picture ' || n || '.jpg', 1, at, 'ready', 1 FROM made;
            COMMIT;
            """;
        command.Parameters.AddWithValue("$path", _home.FullName);
        await command.ExecuteNonQueryAsync();
    }
}
