using System.Globalization;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Operations;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Review;

/// <summary>Takes down what people say of models' tags and captions, as an operation that can be taken back.</summary>
internal sealed class Reviews(IDatabase database, Visibility visibility, TagOperations operations, TimeProvider clock)
{
    /// <summary>Verdicts of one request.</summary>
    private const int MaxItems = 500;

    /// <exception cref="LimnerException">
    /// <c>validation</c>; <c>not_found</c>: no such picture for this user; <c>authorization</c>: they see it, no more.
    /// </exception>
    public Task<TagOperationView> ReviewAsync(long userId, ReviewRequest request, CancellationToken cancellation)
    {
        if (request.Items.Count is 0 or > MaxItems)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Say something of 1 to {MaxItems} suggestions.", "items"));
        }

        var items = request.Items.Select(Parse).ToList();
        return database.WriteAsync(
            async (db, token) =>
            {
                var imageIds = items.Select(item => item.ImageId).Distinct().ToList();
                var owners = await visibility.EditableBy(db, userId, imageIds).ToDictionaryAsync(image => image.Id, image => image.OwnerId, token);
                if (imageIds.Except(owners.Keys).Select(id => (long?)id).FirstOrDefault() is { } refused)
                {
                    // Says which of the two it is.
                    await visibility.RequireEditableAsync(db, userId, refused, token);
                }

                var tags = items.OfType<TagItem>().ToList();
                var replacements = await ReplacementsAsync(db, tags, owners, token);
                var verdicts = items.GroupBy(item => item.ImageId).Select(image => new object?[]
                {
                    image.Key,
                    JsonSerializer.Serialize(new ImageVerdicts(
                        [
                            .. image.OfType<TagItem>().Select(item => new ImageVerdict(
                                item.TagId, item.Verdict, item.Replacement is { } name ? replacements[(owners[item.ImageId], TagName.KeyOf(name))] : null)),
                        ],
                        image.OfType<CaptionItem>().LastOrDefault()?.Verdict)),
                }).ToList();
                return await operations.RecordAsync(db, userId, new TagPlan(TagOperationKind.Review, Title(items), TagsChange.None), verdicts, token);
            },
            cancellation);
    }

    /// <summary>The tags that are right instead, as words of the images' owners.</summary>
    private async Task<IReadOnlyDictionary<(long OwnerId, string Key), long>> ReplacementsAsync(LimnerDb db, IReadOnlyList<TagItem> items, IReadOnlyDictionary<long, long> owners, CancellationToken cancellation)
    {
        var wanted = items.Where(item => item.Replacement is not null).Select(item => (OwnerId: owners[item.ImageId], Name: item.Replacement!)).DistinctBy(tag => (tag.OwnerId, TagName.KeyOf(tag.Name))).ToList();
        if (wanted.Count == 0)
        {
            return new Dictionary<(long, string), long>();
        }

        var rows = JsonSerializer.Serialize(wanted.Select(tag => new object[] { tag.OwnerId, tag.Name, TagName.KeyOf(tag.Name) }));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tags (owner_id, name, name_key, created_at)
            SELECT value ->> 0, value ->> 1, value ->> 2, {clock.GetUtcNow().ToUnixTimeMilliseconds()} FROM json_each({rows}) WHERE true
            ON CONFLICT (owner_id, name_key) DO NOTHING
            """,
            cancellation);
        var found = await db.Set<TagRow>()
            .FromSql($"SELECT tags.* FROM json_each({rows}) item CROSS JOIN tags ON tags.owner_id = item.value ->> 0 AND tags.name_key = item.value ->> 2")
            .AsNoTracking().ToListAsync(cancellation);
        return found.ToDictionary(tag => (tag.OwnerId, tag.NameKey), tag => tag.Id);
    }

    /// <summary>"Accept 3 tags and reject 1 caption of models"</summary>
    private static string Title(IReadOnlyList<Item> items)
    {
        var parts = items.GroupBy(item => item.What).OrderBy(group => group.Key).Select(group => string.Create(
            CultureInfo.InvariantCulture,
            $"{group.Key.Verb} {group.Count():N0} {group.Key.Noun}{(group.Count() == 1 ? "" : "s")}")).ToList();
        var text = parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";
        return $"{char.ToUpperInvariant(text[0])}{text[1..]} of models";
    }

    private static Item Parse(ReviewItem? item)
    {
        if (item is null || !PublicId.TryParse(IdPrefixes.Image, item.ImageId, out var imageId) || (item.TagId is null) == (item.WrittenAt is null))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Name each suggestion by its picture and its tag, or by its picture and when its caption was written.", "items"));
        }

        if (item.Replacement is not null && item.Verdict == TagVerdict.Accepted)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("What is accepted needs no replacement.", "items"));
        }

        if (item.WrittenAt is { } writtenAt)
        {
            var instead = item.Replacement is null ? null
                : DescriptionReviews.Check(item.Replacement, "items") ?? throw new LimnerException(ErrorCatalogue.Validation.With("Write what is right instead.", "items"));
            var verdict = item.Verdict == TagVerdict.Accepted ? DescriptionVerdict.Accepted : instead is null ? DescriptionVerdict.Rejected : DescriptionVerdict.Edited;
            return new CaptionItem(imageId, new CaptionVerdict(writtenAt.ToUnixTimeMilliseconds(), verdict, instead));
        }

        return PublicId.TryParse(IdPrefixes.Tag, item.TagId, out var tagId)
            ? new TagItem(imageId, tagId, item.Verdict, item.Replacement is null ? null : TagName.Clean(item.Replacement))
            : throw new LimnerException(ErrorCatalogue.Validation.With("This is not the id of a tag.", "items"));
    }

    private abstract record Item(long ImageId)
    {
        /// <summary>For people.</summary>
        public abstract (string Verb, string Noun) What { get; }
    }

    private sealed record TagItem(long ImageId, long TagId, TagVerdict Verdict, string? Replacement) : Item(ImageId)
    {
        public override (string Verb, string Noun) What => (Verdict == TagVerdict.Accepted ? "accept" : "reject", "tag");
    }

    private sealed record CaptionItem(long ImageId, CaptionVerdict Verdict) : Item(ImageId)
    {
        public override (string Verb, string Noun) What
            => (Verdict.Verdict switch { DescriptionVerdict.Accepted => "accept", DescriptionVerdict.Edited => "edit", _ => "reject" }, "caption");
    }
}
