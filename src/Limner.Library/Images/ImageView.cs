using System.Globalization;
using System.Text.Json;
using Limner.Kernel.Ids;

namespace Limner.Library;

/// <summary>One colour of a palette.</summary>
/// <param name="Hex"><c>#rrggbb</c></param>
/// <param name="Share">Of the picture's area, 0..1.</param>
public sealed record PaletteColorView(string Hex, double Share);

/// <summary>Where an image lies.</summary>
/// <param name="Id"><c>fil_…</c></param>
/// <param name="Path">Below the folder.</param>
/// <param name="Size">Bytes.</param>
public sealed record ImageFileView(string Id, string FolderId, string FolderName, string Path, long Size, DateTimeOffset ModifiedAt, ImageFileState State);

/// <summary>One image with all that is known of its content and files.</summary>
/// <param name="Id"><c>img_…</c></param>
/// <param name="Name">Of one of its files that the asking person sees.</param>
/// <param name="Access">What the asking person may do with it.</param>
/// <param name="Owner">Whose image it is; left out when it is one's own.</param>
/// <param name="Favourite">For the asking person.</param>
/// <param name="Rating">0..5 stars, by the asking person; left out: not rated.</param>
/// <param name="Archived">Whether its owner has put it away.</param>
/// <param name="Files">Those in folders that the asking person sees.</param>
/// <param name="ThumbHash">Base64.</param>
/// <param name="TakenAt">The camera's wall clock, without an offset.</param>
/// <param name="Place">What is called so where it was taken; left out without a position, and far from every town.</param>
/// <param name="PerceptualHash">16 hexadecimal digits.</param>
public sealed record ImageView(
    string Id,
    string Name,
    FolderAccess Access,
    PersonView? Owner,
    bool Favourite,
    int? Rating,
    bool Archived,
    int Width,
    int Height,
    string ThumbHash,
    string? TakenAt,
    DateTimeOffset SortAt,
    string MediaType,
    long Size,
    int? TakenOffsetMinutes,
    string? CameraMake,
    string? CameraModel,
    string? Lens,
    double? ExposureSeconds,
    double? FNumber,
    int? Iso,
    double? FocalLengthMm,
    double? Latitude,
    double? Longitude,
    double? AltitudeM,
    PlaceView? Place,
    IReadOnlyList<PaletteColorView> Palette,
    string PerceptualHash,
    string Sha256,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<ImageFileView> Files)
{
    /// <summary>How <c>taken_at</c> is written: the camera's clock says nothing of the offset, so neither does this.</summary>
    public const string TakenAtFormat = "yyyy-MM-dd'T'HH:mm:ss";

    private static readonly JsonSerializerOptions PaletteJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static ImageView From(ImageRow image, ContentRow content, FolderAccess access, PersonView? owner, ImageMarkRow? mark, PlaceView? place, IReadOnlyList<ImageFileView> files)
        => new(
            PublicId.Format(IdPrefixes.Image, image.Id),
            image.Name,
            access,
            owner,
            mark?.Favourite ?? false,
            mark?.Rating,
            image.ArchivedAt is not null,
            content.Width,
            content.Height,
            Convert.ToBase64String(content.ThumbHash),
            content.TakenAt?.ToString(TakenAtFormat, CultureInfo.InvariantCulture),
            image.SortAt,
            content.MediaType,
            content.Size,
            content.TakenOffsetMinutes,
            content.CameraMake,
            content.CameraModel,
            content.Lens,
            content.ExposureSeconds,
            content.FNumber,
            content.Iso,
            content.FocalLengthMm,
            content.Latitude,
            content.Longitude,
            content.AltitudeM,
            place,
            JsonSerializer.Deserialize<PaletteColorView[]>(content.Palette, PaletteJson) ?? [],
            unchecked((ulong)content.PerceptualHash).ToString("x16", CultureInfo.InvariantCulture),
            content.Sha256,
            image.CreatedAt,
            image.UpdatedAt,
            files);
}
