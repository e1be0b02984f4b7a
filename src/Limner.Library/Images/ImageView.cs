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
/// <param name="Offline">It is away with a disk, or its folder is not there.</param>
/// <param name="Sidecar">The .xmp file beside it, if there is one.</param>
public sealed record ImageFileView(
    string Id, string FolderId, string FolderName, string Path, long Size, DateTimeOffset ModifiedAt, ImageFileState State, bool Offline, SidecarView? Sidecar);

/// <summary>The sidecar of a file.</summary>
/// <param name="Problem">Why it says nothing, if it could not be read.</param>
public sealed record SidecarView(string Name, DateTimeOffset ModifiedAt, SidecarProblem? Problem);

/// <summary>Why a sidecar could not be read.</summary>
/// <param name="Code">Of the error catalogue.</param>
public sealed record SidecarProblem(string Code, string Title, string? Detail, string Remedy);

/// <summary>A keyword of a file or of a sidecar.</summary>
/// <param name="Path">The words that lead to it, the keyword itself last; most have one.</param>
public sealed record KeywordView(IReadOnlyList<string> Path);

/// <summary>Somebody whom a file or a sidecar names.</summary>
/// <param name="Face">Where, in shares of the stored picture's width and height, 0..1; left out when only the name is known.</param>
public sealed record NamedPersonView(string Name, FaceAreaView? Face);

/// <summary>Shares of the picture's width and height, 0..1, from its upper left corner.</summary>
public sealed record FaceAreaView(double X, double Y, double Width, double Height);

/// <summary>One image with all that is known of its content and files.</summary>
/// <param name="Id"><c>img_…</c></param>
/// <param name="Name">Of one of its files that the asking person sees.</param>
/// <param name="Access">What the asking person may do with it.</param>
/// <param name="Owner">Whose image it is; left out when it is one's own.</param>
/// <param name="Favourite">For the asking person.</param>
/// <param name="Rating">0..5 stars, by the asking person; left out: not rated.</param>
/// <param name="Archived">Whether its owner has put it away.</param>
/// <param name="Offline">Whether none of these files is there at the moment, so that there is no original to be had.</param>
/// <param name="MissingSince">Since when no file of it is known to be there; the image is in no list until one is. For its owner.</param>
/// <param name="Files">Those in folders that the asking person sees.</param>
/// <param name="ThumbHash">Base64.</param>
/// <param name="TakenAt">The clock on the wall, without an offset.</param>
/// <param name="FileRating">What files say, shown where the asking person has not rated it: 1 to 5 stars, -1 for rejected.</param>
/// <param name="Keywords">What files say; each is a tag of the source <c>file</c> as well, unless somebody took it off.</param>
/// <param name="Sources">Where each of these values comes from.</param>
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
    bool Offline,
    DateTimeOffset? MissingSince,
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
    IReadOnlyList<ImageFileView> Files,
    string? Title,
    string? Description,
    string? Rights,
    string? Creator,
    string? Label,
    int? FileRating,
    IReadOnlyList<KeywordView> Keywords,
    IReadOnlyList<NamedPersonView> People,
    ValueSources Sources)
{
    /// <summary>How <c>taken_at</c> is written: the camera's clock says nothing of the offset, so neither does this.</summary>
    public const string TakenAtFormat = "yyyy-MM-dd'T'HH:mm:ss";

    private static readonly JsonSerializerOptions PaletteJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static ImageView From(ImageRow image, ContentRow content, ImageValuesRow values, bool offline, FolderAccess access, PersonView? owner, ImageMarkRow? mark, PlaceView? place, IReadOnlyList<ImageFileView> files)
        => new(
            PublicId.Format(IdPrefixes.Image, image.Id),
            image.Name,
            access,
            owner,
            mark?.Favourite ?? false,
            mark?.Rating,
            image.ArchivedAt is not null,
            offline,
            image.MissingSince,
            content.Width,
            content.Height,
            Convert.ToBase64String(content.ThumbHash),
            values.TakenAt?.ToString(TakenAtFormat, CultureInfo.InvariantCulture),
            image.SortAt,
            content.MediaType,
            content.Size,
            values.TakenOffsetMinutes,
            content.CameraMake,
            content.CameraModel,
            content.Lens,
            content.ExposureSeconds,
            content.FNumber,
            content.Iso,
            content.FocalLengthMm,
            values.Latitude,
            values.Longitude,
            values.AltitudeM,
            place,
            JsonSerializer.Deserialize<PaletteColorView[]>(content.Palette, PaletteJson) ?? [],
            unchecked((ulong)content.PerceptualHash).ToString("x16", CultureInfo.InvariantCulture),
            content.Sha256,
            image.CreatedAt,
            image.UpdatedAt,
            files,
            values.Title,
            values.Description,
            values.Rights,
            values.Creator,
            values.Label,
            values.Rating is 0 ? null : values.Rating,
            [.. values.KeywordPaths().Select(path => new KeywordView(path))],
            [.. values.NamedPeople().Select(person => new NamedPersonView(person.Name, person.Face is { } face ? new FaceAreaView(face.X, face.Y, face.Width, face.Height) : null))],
            MetadataJson.ReadSources(values.Sources));
}
