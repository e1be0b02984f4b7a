using System.Text.Json;
using Limner.Library.Metadata;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library;

/// <summary>What a vision model wrote of an image (table <c>model_descriptions</c>). It counts only while the image has the content that was looked at.</summary>
public sealed class ModelDescriptionRow
{
    public long ImageId { get; set; }

    public long ContentId { get; set; }

    /// <summary>Null where it said nothing.</summary>
    public string? Text { get; set; }

    /// <summary><c>ollama:gemma3:4b</c></summary>
    public required string Model { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>A person has said that it is wrong: it does not count.</summary>
    public bool Rejected { get; set; }
}

/// <summary>Whether somebody wants to see a description although they have rejected one of the same content.</summary>
public enum DescriptionOccasion
{
    /// <summary>Nobody asked: what was rejected stays away.</summary>
    ByItself,

    /// <summary>Somebody asked, and the model had answered before: what was rejected stays away, another text is given.</summary>
    Known,

    /// <summary>Somebody asked, and the model has answered anew.</summary>
    Anew,
}

/// <summary>A description to be kept.</summary>
/// <param name="Text">One line of at most <see cref="ModelDescriptions.MaxLength"/> characters; null: none.</param>
public sealed record NewModelDescription(long ImageId, long ContentId, string? Text, string Model, DescriptionOccasion Occasion);

/// <summary>Keeps what models write of images. It is shown, searched and listed where neither a person nor a file says anything.</summary>
public static class ModelDescriptions
{
    public const int MaxLength = 2000;

    /// <summary>
    /// Stores descriptions in place of the images' former ones, but for those that were rejected (<see cref="DescriptionOccasion"/>), and brings the images' values up to
    /// date. The caller publishes <see cref="ImagesChanged"/> in the same transaction. As many statements for one image as for a batch.
    /// </summary>
    public static async Task SetAsync(LimnerDb db, IReadOnlyCollection<NewModelDescription> descriptions, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = JsonSerializer.Serialize(descriptions.Select(item => new object?[]
        {
            item.ImageId, item.ContentId, item.Text, item.Model, item.Occasion != DescriptionOccasion.ByItself, item.Occasion == DescriptionOccasion.Anew,
        }));

        // The same once more is as old as it was: a review that is on its way is about that one.
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO model_descriptions (image_id, content_id, text, model, created_at, rejected)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, {now.ToUnixTimeMilliseconds()}, 0 FROM json_each({rows}) item
            WHERE NOT EXISTS (
                SELECT 1 FROM model_descriptions old WHERE old.image_id = item.value ->> 0 AND old.content_id = item.value ->> 1 AND old.rejected
                    AND NOT (item.value ->> 5) AND (NOT (item.value ->> 4) OR old.text IS item.value ->> 2))
            ON CONFLICT (image_id) DO UPDATE SET
                created_at = CASE WHEN content_id = excluded.content_id AND text IS excluded.text AND model = excluded.model THEN created_at ELSE excluded.created_at END,
                content_id = excluded.content_id, text = excluded.text, model = excluded.model, rejected = 0
            """,
            cancellation);
        await ImageValues.RefreshAsync(db, descriptions.Select(item => item.ImageId), cancellation);
    }

    /// <summary>Takes the models' descriptions of these images away. As <see cref="SetAsync"/>.</summary>
    public static async Task RemoveAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
    {
        await db.Set<ModelDescriptionRow>().Where(row => EF.Parameter(imageIds).Contains(row.ImageId)).ExecuteDeleteAsync(cancellation);
        await ImageValues.RefreshAsync(db, imageIds, cancellation);
    }
}
