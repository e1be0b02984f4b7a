using System.Text.Json;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Operations;

/// <summary>One source's word that an image has a tag.</summary>
internal readonly record struct TagGiven(long TagId, TagSource Source, string Model, double? Confidence);

/// <summary>A person's word on a model's tag.</summary>
internal readonly record struct TagReviewed(long TagId, string Model, TagVerdict Verdict, double? Confidence, long ReviewedAt);

/// <summary>All that is known of some tags on one image.</summary>
internal sealed record ImageTagState(ISet<TagGiven> Given, ISet<long> Rejected, ISet<TagReviewed> Reviews)
{
    public static readonly ImageTagState Nothing = new(new HashSet<TagGiven>(), new HashSet<long>(), new HashSet<TagReviewed>());

    public bool Is(ImageTagState other) => Given.SetEquals(other.Given) && Rejected.SetEquals(other.Rejected) && Reviews.SetEquals(other.Reviews);
}

/// <summary>What an operation did to an image's tags: undoing compares with the one and restores the other.</summary>
/// <param name="TagIds">The tags that both states tell of.</param>
/// <param name="Caption">What a review did to its caption; null: nothing.</param>
internal sealed record ImageTagsChange(IReadOnlyList<long> TagIds, ImageTagState Before, ImageTagState After, CaptionChange? Caption = null);

/// <inheritdoc cref="ImageTagsChange"/>
internal sealed record CaptionChange(DescriptionState Before, DescriptionState After);

/// <summary>Reads and writes what is known of some tags on some images: three statements to read, six to write, however many.</summary>
internal static class ImageTagStates
{
    /// <returns>The state of each image about which anything is known.</returns>
    public static async Task<IReadOnlyDictionary<long, ImageTagState>> LoadAsync(LimnerDb db, IReadOnlyCollection<long> imageIds, IReadOnlyCollection<long> tagIds, CancellationToken cancellation)
    {
        var given = (await db.Set<ImageTagRow>().AsNoTracking().Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && EF.Parameter(tagIds).Contains(row.TagId)).ToListAsync(cancellation))
            .ToLookup(row => row.ImageId, row => new TagGiven(row.TagId, row.Source, row.Model, row.Confidence));
        var rejected = (await db.Set<RejectedTagRow>().AsNoTracking().Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && EF.Parameter(tagIds).Contains(row.TagId)).ToListAsync(cancellation))
            .ToLookup(row => row.ImageId, row => row.TagId);
        var reviews = (await db.Set<TagReviewRow>().AsNoTracking().Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && EF.Parameter(tagIds).Contains(row.TagId)).ToListAsync(cancellation))
            .ToLookup(row => row.ImageId, row => new TagReviewed(row.TagId, row.Model, row.Verdict, row.Confidence, row.ReviewedAt.ToUnixTimeMilliseconds()));
        return given.Select(group => group.Key).Concat(rejected.Select(group => group.Key)).Concat(reviews.Select(group => group.Key)).Distinct()
            .ToDictionary(id => id, id => new ImageTagState(given[id].ToHashSet(), rejected[id].ToHashSet(), reviews[id].ToHashSet()));
    }

    /// <summary>Makes all that is known of these tags on these images what is said here.</summary>
    public static async Task WriteAsync(LimnerDb db, IReadOnlyDictionary<long, ImageTagState> states, IReadOnlyCollection<long> tagIds, CancellationToken cancellation)
    {
        var (images, tags) = (JsonSerializer.Serialize(states.Keys), JsonSerializer.Serialize(tagIds));
        await db.Database.ExecuteSqlAsync($"DELETE FROM image_tags WHERE image_id IN (SELECT value FROM json_each({images})) AND tag_id IN (SELECT value FROM json_each({tags}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM rejected_tags WHERE image_id IN (SELECT value FROM json_each({images})) AND tag_id IN (SELECT value FROM json_each({tags}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM tag_reviews WHERE image_id IN (SELECT value FROM json_each({images})) AND tag_id IN (SELECT value FROM json_each({tags}))", cancellation);
        var given = JsonSerializer.Serialize(states.SelectMany(image => image.Value.Given.Select(tag => new object?[] { image.Key, tag.TagId, tag.Source.ToString().ToLowerInvariant(), tag.Model, tag.Confidence })));
        var rejected = JsonSerializer.Serialize(states.SelectMany(image => image.Value.Rejected.Select(tag => new[] { image.Key, tag })));
        var reviews = JsonSerializer.Serialize(states.SelectMany(image => image.Value.Reviews.Select(
            review => new object?[] { image.Key, review.TagId, review.Model, review.Verdict.ToString().ToLowerInvariant(), review.Confidence, review.ReviewedAt })));
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO image_tags (image_id, tag_id, source, model, confidence) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each({given})", cancellation);
        await db.Database.ExecuteSqlAsync($"INSERT INTO rejected_tags (image_id, tag_id) SELECT value ->> 0, value ->> 1 FROM json_each({rejected})", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tag_reviews (image_id, tag_id, model, verdict, confidence, reviewed_at)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each({reviews})
            """,
            cancellation);
    }
}
