using System.Text.Json;
using Limner.Library.Metadata;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library;

/// <summary>Whether a model described a picture well.</summary>
public enum DescriptionVerdict
{
    Accepted,

    /// <summary>A person wrote something else instead.</summary>
    Edited,
    Rejected,
}

/// <summary>What a person said of a model's description (table <c>model_description_reviews</c>).</summary>
public sealed class ModelDescriptionReviewRow
{
    public long ImageId { get; set; }

    public required string Model { get; set; }

    public DescriptionVerdict Verdict { get; set; }

    public DateTimeOffset ReviewedAt { get; set; }
}

/// <summary>All that people and the model that wrote last say of an image's description.</summary>
/// <param name="Own">A person's.</param>
/// <param name="Written">The model's, of the content that the image has now.</param>
/// <param name="WrittenAt">In milliseconds since 1970.</param>
/// <param name="IsRejected">The model's does not count.</param>
/// <param name="Verdict">What a person said of that model's.</param>
/// <param name="ReviewedAt">In milliseconds since 1970.</param>
public sealed record DescriptionState(string? Own, string? Written, string? Model, long? WrittenAt, bool IsRejected, DescriptionVerdict? Verdict, long? ReviewedAt)
{
    /// <summary>With what a person says of the model's description. One that is accepted or edited becomes the person's own.</summary>
    /// <param name="instead">What is right; null unless it was edited.</param>
    public DescriptionState With(DescriptionVerdict verdict, string? instead, DateTimeOffset now) => this with
    {
        Own = verdict switch { DescriptionVerdict.Accepted => Written, DescriptionVerdict.Edited => instead, _ => Own },
        IsRejected = verdict == DescriptionVerdict.Rejected,
        Verdict = verdict,
        ReviewedAt = now.ToUnixTimeMilliseconds(),
    };
}

/// <summary>What people say of the descriptions that models write.</summary>
public static class DescriptionReviews
{
    /// <summary>As <see cref="MetadataJson"/> writes it.</summary>
    private const string ByModel = "\"description\":\"model\"";

    /// <summary>The models' descriptions that are what their images show: neither a person nor a file says another, and nobody has rejected them.</summary>
    public static IQueryable<ModelDescriptionRow> Waiting(LimnerDb db)
        => db.Set<ModelDescriptionRow>().Where(written => written.Text != null && !written.Rejected
            && db.Set<ImageValuesRow>().Any(values => values.ImageId == written.ImageId && values.Sources.Contains(ByModel)));

    /// <inheritdoc cref="ImageChange.CheckDescription"/>
    public static string? Check(string? text, string field) => ImageChange.CheckDescription(text, field);

    /// <returns>The state of each image that a model has described as it is now. One query.</returns>
    public static async Task<IReadOnlyDictionary<long, DescriptionState>> LoadAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, CancellationToken cancellation)
        => (await (
            from image in db.Set<ImageRow>()
            where EF.Parameter(imageIds).Contains(image.Id)
            join written in db.Set<ModelDescriptionRow>() on new { ImageId = image.Id, image.ContentId } equals new { written.ImageId, written.ContentId }
            join edit in db.Set<ImageEditRow>() on image.Id equals edit.ImageId into edits
            from own in edits.DefaultIfEmpty()
            join said in db.Set<ModelDescriptionReviewRow>() on new { ImageId = image.Id, written.Model } equals new { said.ImageId, said.Model } into reviews
            from review in reviews.DefaultIfEmpty()
            select new { image.Id, own.Description, written, Verdict = (DescriptionVerdict?)review.Verdict, ReviewedAt = (DateTimeOffset?)review.ReviewedAt })
            .AsNoTracking().ToListAsync(cancellation))
            .ToDictionary(
                row => row.Id,
                row => new DescriptionState(
                    row.Description, row.written.Text, row.written.Model, row.written.CreatedAt.ToUnixTimeMilliseconds(), row.written.Rejected, row.Verdict, row.ReviewedAt?.ToUnixTimeMilliseconds()));

    /// <summary>
    /// Makes what is said of these images' descriptions what is given here, and brings their values up to date; what the model wrote stays as it is. The caller
    /// publishes <see cref="ImagesChanged"/> in the same transaction. As many statements for one image as for a batch.
    /// </summary>
    public static async Task WriteAsync(LimnerDb db, IReadOnlyDictionary<long, DescriptionState> states, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = JsonSerializer.Serialize(states.Select(image => new object?[]
        {
            image.Key, image.Value.Own, image.Value.Model, image.Value.IsRejected, image.Value.Verdict?.ToString().ToLowerInvariant(), image.Value.ReviewedAt,
        }));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO image_edits (image_id, description, updated_at) SELECT value ->> 0, value ->> 1, {now.ToUnixTimeMilliseconds()} FROM json_each({rows}) WHERE true
            ON CONFLICT (image_id) DO UPDATE SET description = excluded.description, updated_at = excluded.updated_at
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync(
            $"UPDATE model_descriptions SET rejected = item.value ->> 3 FROM json_each({rows}) item WHERE image_id = item.value ->> 0 AND model = item.value ->> 2", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM model_description_reviews WHERE (image_id, model) IN (SELECT value ->> 0, value ->> 2 FROM json_each({rows}))", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO model_description_reviews (image_id, model, verdict, reviewed_at)
            SELECT value ->> 0, value ->> 2, value ->> 4, value ->> 5 FROM json_each({rows}) WHERE value ->> 4 IS NOT NULL
            """,
            cancellation);
        var changed = await ImageValues.RefreshAsync(db, states.Keys, cancellation);
        await db.Set<ImageRow>().Where(image => EF.Parameter(changed).Contains(image.Id)).ExecuteUpdateAsync(set => set.SetProperty(image => image.UpdatedAt, now), cancellation);
    }

    /// <summary>
    /// Somebody writes a description beside the picture, where a model's is shown: that too says whether it was right. To be called before the image's values are
    /// brought up to date.
    /// </summary>
    /// <param name="own">Null: what had been written is taken back, and the model's waits again.</param>
    internal static Task<int> CountAsync(LimnerDb db, long imageId, string? own, DateTimeOffset now, CancellationToken cancellation)
        => own is null
            ? db.Set<ModelDescriptionReviewRow>()
                .Where(review => review.ImageId == imageId && review.Verdict != DescriptionVerdict.Rejected && db.Set<ModelDescriptionRow>().Any(written => written.ImageId == imageId && written.Model == review.Model))
                .ExecuteDeleteAsync(cancellation)
            : db.Database.ExecuteSqlAsync(
                $"""
                INSERT OR REPLACE INTO model_description_reviews (image_id, model, verdict, reviewed_at)
                SELECT written.image_id, written.model, CASE WHEN written.text = {own} THEN 'accepted' ELSE 'edited' END, {now.ToUnixTimeMilliseconds()}
                FROM model_descriptions written JOIN image_values shown ON shown.image_id = written.image_id
                WHERE written.image_id = {imageId} AND written.text IS NOT NULL AND NOT written.rejected AND shown.sources ->> '$.description' = 'model'
                """,
                cancellation);
}
