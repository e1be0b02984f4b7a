using Limner.Kernel.Ids;
using Limner.Search.Bulk;

namespace Limner.Search.Duplicates;

/// <summary>Which picture of a group is suggested to be kept. What two have alike is decided by the next: pixels, bytes, age.</summary>
internal enum KeepRule
{
    /// <summary>The one with the most pixels, then bytes.</summary>
    Largest,

    /// <summary>The one of which most is known: tags given by people, albums, marks, title, description, place, date.</summary>
    MostMetadata,

    /// <summary>The one taken first, then the one found first.</summary>
    Oldest,
}

/// <summary>What a kept picture takes over from those that go; what is not mentioned it does.</summary>
/// <param name="Tags">Those that people gave or files have; what models saw they see in the kept one too.</param>
/// <param name="Rating">The highest, where the kept one has none.</param>
internal sealed record CarryOverChoice(bool Tags = true, bool Albums = true, bool Favourite = true, bool Rating = true)
{
    public static readonly CarryOverChoice Everything = new();

    public IReadOnlyList<CarryOver> Chosen() =>
    [
        .. Tags ? [CarryOver.Tags] : Array.Empty<CarryOver>(),
        .. Albums ? [CarryOver.Albums] : Array.Empty<CarryOver>(),
        .. Favourite ? [CarryOver.Favourite] : Array.Empty<CarryOver>(),
        .. Rating ? [CarryOver.Rating] : Array.Empty<CarryOver>(),
    ];
}

/// <summary>One thing that a kept picture takes over, as an edit remembers it.</summary>
internal enum CarryOver
{
    Tags,
    Albums,
    Favourite,
    Rating,
}

/// <summary>In what the pictures of a group differ.</summary>
internal enum DuplicateField
{
    Name,
    Dimensions,
    Size,
    Format,
    TakenAt,
    Camera,
    Place,
    Title,
    Description,
    Tags,
    Albums,
    Favourite,
    Rating,
}

/// <summary>A file of a picture.</summary>
/// <param name="Path">Below the folder, with slashes.</param>
internal sealed record DuplicateFileView(string Id, string FolderName, string Path);

/// <summary>A picture of a group.</summary>
/// <param name="Width">Pixels of the upright picture.</param>
/// <param name="Height">Pixels of the upright picture.</param>
/// <param name="ThumbHash">Base64 in JSON.</param>
/// <param name="Size">Bytes.</param>
/// <param name="TakenAt">The camera's wall clock, <c>2024-05-03T14:22:05</c>; left out when unknown.</param>
/// <param name="Tags">Given by people or written in the file; up to 50.</param>
/// <param name="Albums">Names; up to 50.</param>
/// <param name="Distance">Bits of 64 in which its perceptual hash differs from that of the picture suggested to be kept.</param>
/// <param name="IsSuggested">Whether the rule would keep it.</param>
/// <param name="Files">Up to 20.</param>
internal sealed record DuplicateImageView(
    string Id,
    string Name,
    int Width,
    int Height,
    byte[] ThumbHash,
    long Size,
    string MediaType,
    string? TakenAt,
    DateTimeOffset SortAt,
    string? Camera,
    double? Latitude,
    double? Longitude,
    string? Title,
    string? Description,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Albums,
    bool Favourite,
    int? Rating,
    bool Archived,
    int Distance,
    bool IsSuggested,
    IReadOnlyList<DuplicateFileView> Files);

/// <summary>Pictures that show the same.</summary>
/// <param name="Id"><c>dup_…</c>; of exact copies the id of their one picture, <c>img_…</c>.</param>
/// <param name="ImageCount">All pictures of the group; at most 60 of them are listed, the others when those are decided.</param>
/// <param name="Differing">In what the listed pictures differ: <c>name</c>, <c>dimensions</c>, <c>size</c>, <c>format</c>, <c>taken_at</c>, <c>camera</c>, <c>place</c>, <c>title</c>, <c>description</c>, <c>tags</c>, <c>albums</c>, <c>favourite</c>, <c>rating</c>.</param>
internal sealed record DuplicateGroupView(string Id, DuplicateKind Kind, int ImageCount, IReadOnlyList<string> Differing, IReadOnlyList<DuplicateImageView> Images);

/// <summary>How much there is to decide.</summary>
/// <param name="Exact">Pictures with copies on the disk.</param>
/// <param name="Near">Groups at the threshold asked for.</param>
/// <param name="Burst">Groups.</param>
/// <param name="Pending">Pictures that have not been compared with the others yet.</param>
internal sealed record DuplicateSummaryView(int Exact, int Near, int Burst, int Threshold, int Pending);

/// <summary>What to do with the pictures of a group; those that are not named stay undecided.</summary>
/// <param name="Keep">One at least. If nothing goes into the trash, or several are kept, these are no duplicates of one another: remembered until another joins them.</param>
/// <param name="Trash">Those that go into the trash.</param>
/// <param name="CarryOver">What the first of <paramref name="Keep"/> takes over; left out: everything.</param>
internal sealed record DuplicateDecision(IReadOnlyList<string?> Keep, IReadOnlyList<string?>? Trash, CarryOverChoice? CarryOver);

/// <summary>A rule to apply to groups.</summary>
/// <param name="Kind"><c>near</c> or <c>burst</c>.</param>
/// <param name="Threshold">Bits, as for the list.</param>
/// <param name="CarryOver">What the kept ones take over; left out: everything.</param>
/// <param name="Except">Groups that are left alone, up to 1,000.</param>
/// <param name="Preview">Only tells what would be done.</param>
internal sealed record DuplicateResolution(DuplicateKind Kind, int? Threshold, KeepRule Keep, CarryOverChoice? CarryOver, IReadOnlyList<string?>? Except, bool Preview = false);

/// <summary>What a rule does.</summary>
/// <param name="Groups">Groups that it decides, up to 2,000 at once.</param>
/// <param name="Remaining">Groups beyond that.</param>
/// <param name="Kept">Pictures.</param>
/// <param name="Trashed">Pictures.</param>
/// <param name="TrashedBytes">What those take, each once.</param>
/// <param name="Edit">The edit that does it; left out of a preview, and when there is nothing to do.</param>
internal sealed record DuplicateResolutionView(int Groups, int Remaining, int Kept, int Trashed, long TrashedBytes, BulkEditView? Edit);

/// <summary>Ids of groups: the leader's number and the kind.</summary>
internal static class GroupId
{
    private const int Kinds = 4;

    public static string Format(GroupKind kind, long leaderId) => PublicId.Format(IdPrefixes.Duplicates, (leaderId * Kinds) + (int)kind);

    public static bool TryParse(string? text, out GroupKind kind, out long leaderId)
    {
        var isId = PublicId.TryParse(IdPrefixes.Duplicates, text, out var number);
        (kind, leaderId) = ((GroupKind)(number % Kinds), number / Kinds);
        return isId;
    }
}
