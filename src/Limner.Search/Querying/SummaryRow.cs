using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>An image in its order, as far as the order has numbers of its own.</summary>
internal sealed class RankedImage
{
    public required ImageRow Image { get; init; }

    public required long Score { get; init; }
}

/// <summary>What the database holds of an <see cref="ImageSummary"/>.</summary>
internal sealed class SummaryRow
{
    public required long Id { get; init; }

    public required long ContentId { get; init; }

    public required long OwnerId { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset SortAt { get; init; }

    public required long Score { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required byte[] ThumbHash { get; init; }

    public required string MediaType { get; init; }

    public required DateTimeOffset? TakenAt { get; init; }

    public required int? FileRating { get; init; }

    public required bool Favourite { get; init; }

    public required int? Rating { get; init; }

    /// <summary>The rows of these images, in their order, with the asking person's marks.</summary>
    /// <remarks>
    /// By left joins: of <c>FirstOrDefault</c> in a projection EF Core makes a window over the whole table, which reads every mark of a person for each page.
    /// </remarks>
    public static IQueryable<SummaryRow> Of(LimnerDb db, long userId, IQueryable<RankedImage> images)
        => images
            .Join(db.Set<ContentRow>(), item => item.Image.ContentId, content => content.Id, (item, content) => new { item, content })
            .LeftJoin(db.Set<ImageValuesRow>(), row => row.item.Image.Id, values => values.ImageId, (row, values) => new { row.item, row.content, values })
            .LeftJoin(
                db.Set<ImageMarkRow>(),
                row => new { UserId = userId, ImageId = row.item.Image.Id },
                mark => new { mark.UserId, mark.ImageId },
                (row, mark) => new SummaryRow
                {
                    Id = row.item.Image.Id,
                    ContentId = row.content.Id,
                    OwnerId = row.item.Image.OwnerId,
                    Name = row.item.Image.Name,
                    SortAt = row.item.Image.SortAt,
                    Score = row.item.Score,
                    Width = row.content.Width,
                    Height = row.content.Height,
                    ThumbHash = row.content.ThumbHash,
                    MediaType = row.content.MediaType,
                    TakenAt = row.values!.TakenAt,
                    FileRating = row.values!.Rating >= 1 ? row.values.Rating : null,
                    Favourite = mark != null && mark.Favourite,
                    Rating = mark!.Rating,
                });

    public ImageSummary Summary(bool isOffline) => new(
        PublicId.Format(IdPrefixes.Image, Id), Name, Width, Height, ThumbHash, ImageSummary.WallClock(TakenAt), SortAt, MediaType, Favourite, Rating, FileRating, isOffline);
}
