using Limner.Testing.Pictures;
using Microsoft.Data.Sqlite;

namespace Limner.Host.Tests.Painting;

/// <summary>A generation of one picture, done, as a model would have left it: for tests in which none is installed.</summary>
internal static class PlantedGeneration
{
    private static int _planted;

    /// <returns>Its public id.</returns>
    public static async Task<string> PlaceAsync(LimnerApp app, string userName)
    {
        var number = Interlocked.Increment(ref _planted);
        var directory = Path.Combine(app.DataDirectory, "generations", $"planted{number}");
        Directory.CreateDirectory(directory);
        ManyPictures.Place(Path.Combine(directory, "0.png"), ManyPictures.Gradient(200 + number));
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(app.DataDirectory, "limner.db")};Pooling=False");
        await connection.OpenAsync();
        await using var insert = connection.CreateCommand();
        insert.CommandText =
            """
            INSERT INTO generations (
                owner_id, directory, state, is_remote, model, prompt, num_images, width, height, format, steps, guidance_scale, seed, has_mask, priority, attempts, cancel_requested,
                created_at, updated_at, finished_at)
            SELECT id, $directory, 'done', 0, 'planted', 'a gradient', 1, 64, 64, 'png', 4, 7.5, 1, 0, 0, 1, 0, 1000, 1000, 1000 FROM users WHERE user_name = $user
            RETURNING id;
            """;
        insert.Parameters.AddWithValue("$directory", $"planted{number}");
        insert.Parameters.AddWithValue("$user", userName);
        var id = (long)(await insert.ExecuteScalarAsync())!;
        insert.CommandText = "INSERT INTO generation_images (generation_id, number, seed, media_type, bytes, sha256) VALUES ($id, 0, 1, 'image/png', 1, $sha)";
        insert.Parameters.AddWithValue("$id", id);
        insert.Parameters.AddWithValue("$sha", new string('0', 64));
        await insert.ExecuteNonQueryAsync();
        return Limner.Kernel.Ids.PublicId.Format("gen", id);
    }
}
