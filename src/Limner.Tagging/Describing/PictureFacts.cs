using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>A picture that is to be asked about, and what is known of it.</summary>
internal sealed record PictureFacts(long ImageId, long OwnerId, ContentRow Content, PromptValues Values)
{
    private const int MaxTags = 30;

    /// <summary>Those of these images that are their owner's and there, in two queries.</summary>
    public static async Task<IReadOnlyList<PictureFacts>> LoadAsync(LimnerDb db, long ownerId, IReadOnlyCollection<long> imageIds, Gazetteer gazetteer, CancellationToken cancellation)
    {
        var images = await (
            from image in Visibility.OwnedBy(db, ownerId)
            where EF.Parameter(imageIds).Contains(image.Id)
            join content in db.Set<ContentRow>() on image.ContentId equals content.Id
            join found in db.Set<ImageValuesRow>() on image.Id equals found.ImageId into allValues
            from values in allValues.DefaultIfEmpty()
            join located in db.Set<ImageLocationRow>() on image.Id equals located.ImageId into locations
            from location in locations.DefaultIfEmpty()
            select new { image.Id, image.Name, Content = content, TakenAt = (DateTimeOffset?)values.TakenAt, City = (string?)location.City, Country = (string?)location.CountryCode })
            .AsNoTracking().ToListAsync(cancellation);
        var tags = (await db.Set<ImageTagRow>()
            .Where(row => EF.Parameter(imageIds).Contains(row.ImageId) && row.Source != TagSource.Model)
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name })
            .ToListAsync(cancellation)).ToLookup(tag => tag.ImageId, tag => tag.Name);
        return
        [
            .. images.Select(image => new PictureFacts(
                image.Id,
                ownerId,
                image.Content,
                new PromptValues(
                    [.. tags[image.Id].Distinct().Order(StringComparer.Ordinal).Take(MaxTags)],
                    Place(PlaceView.From(image.City, image.Country, gazetteer)),
                    image.TakenAt?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    image.Name))),
        ];
    }

    private static string? Place(PlaceView? place) => place is null ? null : place.City is null ? place.Country : $"{place.City}, {place.Country}";
}
