using System.Numerics;
using Limner.Kernel.Ids;
using Limner.Search.Querying;

namespace Limner.Search.Duplicates;

/// <summary>A picture of a group with all that is compared.</summary>
internal sealed class DuplicateImage
{
    private const int MaxWords = 50;
    private const int MaxFiles = 20;

    public required long Id { get; init; }

    public required long ContentId { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset SortAt { get; init; }

    public required bool Archived { get; init; }

    public required long Size { get; init; }

    public required string MediaType { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required byte[] ThumbHash { get; init; }

    public required long PerceptualHash { get; init; }

    public required string? CameraMake { get; init; }

    public required string? CameraModel { get; init; }

    public required DateTimeOffset? TakenAt { get; init; }

    public required double? Latitude { get; init; }

    public required double? Longitude { get; init; }

    public required string? Title { get; init; }

    public required string? Description { get; init; }

    public required bool Favourite { get; init; }

    public required int? Rating { get; init; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    public IReadOnlyList<string> Albums { get; set; } = [];

    public IReadOnlyList<DuplicateFileView> Files { get; set; } = [];

    private long Pixels => (long)Width * Height;

    private string? Camera => CameraModel is null ? null : CameraMake is null || CameraModel.StartsWith(CameraMake, StringComparison.OrdinalIgnoreCase) ? CameraModel : $"{CameraMake} {CameraModel}";

    /// <summary>How much is known of it.</summary>
    private int Metadata => Tags.Count + Albums.Count + (Favourite ? 1 : 0) + (Rating is null ? 0 : 1) + (Title is null ? 0 : 1) + (Description is null ? 0 : 1) + (Latitude is null ? 0 : 1) + (TakenAt is null ? 0 : 1);

    /// <summary>The one that a rule keeps; the same whenever it is asked.</summary>
    public static DuplicateImage Suggest(IReadOnlyList<DuplicateImage> images, KeepRule rule) => (rule switch
    {
        KeepRule.Oldest => images.OrderBy(image => image.TakenAt ?? image.SortAt).ThenBy(image => image.Id),
        KeepRule.MostMetadata => images.OrderByDescending(image => image.Metadata).ThenByDescending(image => image.Pixels).ThenByDescending(image => image.Size).ThenBy(image => image.SortAt).ThenBy(image => image.Id),
        _ => images.OrderByDescending(image => image.Pixels).ThenByDescending(image => image.Size).ThenBy(image => image.SortAt).ThenBy(image => image.Id),
    }).First();

    /// <summary>In what they differ.</summary>
    public static IReadOnlyList<DuplicateField> Differing(IReadOnlyList<DuplicateImage> images)
    {
        bool Differ(Func<DuplicateImage, object?> of) => images.Select(of).Distinct().Skip(1).Any();
        (DuplicateField Field, Func<DuplicateImage, object?> Of)[] fields =
        [
            (DuplicateField.Name, image => image.Name),
            (DuplicateField.Dimensions, image => (image.Width, image.Height)),
            (DuplicateField.Size, image => image.Size),
            (DuplicateField.Format, image => image.MediaType),
            (DuplicateField.TakenAt, image => image.TakenAt),
            (DuplicateField.Camera, image => image.Camera),
            (DuplicateField.Place, image => (image.Latitude, image.Longitude)),
            (DuplicateField.Title, image => image.Title),
            (DuplicateField.Description, image => image.Description),
            (DuplicateField.Tags, image => string.Join('\n', image.Tags)),
            (DuplicateField.Albums, image => string.Join('\n', image.Albums)),
            (DuplicateField.Favourite, image => image.Favourite),
            (DuplicateField.Rating, image => image.Rating),
        ];
        return [.. fields.Where(field => Differ(field.Of)).Select(field => field.Field)];
    }

    public DuplicateImageView View(DuplicateImage suggested) => new(
        PublicId.Format(IdPrefixes.Image, Id),
        Name,
        Width,
        Height,
        ThumbHash,
        Size,
        MediaType,
        ImageSummary.WallClock(TakenAt),
        SortAt,
        Camera,
        Latitude,
        Longitude,
        Title,
        Description,
        [.. Tags.Take(MaxWords)],
        [.. Albums.Take(MaxWords)],
        Favourite,
        Rating,
        Archived,
        BitOperations.PopCount(unchecked((ulong)(PerceptualHash ^ suggested.PerceptualHash))),
        ReferenceEquals(this, suggested),
        [.. Files.Take(MaxFiles)]);
}
