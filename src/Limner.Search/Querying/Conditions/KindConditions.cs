using System.Linq.Expressions;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Conditions;

/// <summary>Its owner has put it away.</summary>
internal sealed record ArchivedCondition : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher) => image => image.ArchivedAt != null;
}

/// <summary>It is the searcher's own.</summary>
internal sealed record OwnCondition : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var userId = searcher.UserId;
        return image => image.OwnerId == userId;
    }
}

/// <summary>How it is shaped, upright.</summary>
/// <param name="Shape"><c>landscape</c>, <c>portrait</c> or <c>square</c>.</param>
internal sealed record ShapeCondition(string Shape) : ImageCondition
{
    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var contents = db.Set<ContentRow>();
        return Shape switch
        {
            "landscape" => image => contents.Any(content => content.Id == image.ContentId && content.Width > content.Height),
            "portrait" => image => contents.Any(content => content.Id == image.ContentId && content.Width < content.Height),
            _ => image => contents.Any(content => content.Id == image.ContentId && content.Width == content.Height),
        };
    }
}

/// <summary>The kind of its file, as its bytes say.</summary>
internal sealed record TypeCondition(IReadOnlyList<string> MediaTypes) : ImageCondition
{
    private static readonly string[] Raw =
    [
        "image/x-adobe-dng", "image/x-canon-cr2", "image/x-canon-cr3", "image/x-nikon-nef", "image/x-sony-arw", "image/x-fuji-raf", "image/x-olympus-orf",
        "image/x-panasonic-rw2", "image/x-pentax-pef", "image/x-samsung-srw", "image/x-dcraw",
    ];

    private static readonly Dictionary<string, string[]> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["jpeg"] = ["image/jpeg"], ["png"] = ["image/png"], ["webp"] = ["image/webp"], ["gif"] = ["image/gif"], ["tiff"] = ["image/tiff"], ["avif"] = ["image/avif"],
        ["heic"] = ["image/heic"], ["bmp"] = ["image/bmp"], ["raw"] = Raw,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The name of a media type; null for one that none of the names means.</summary>
    public static string? NameOf(string mediaType) => ByName.FirstOrDefault(pair => pair.Value.Contains(mediaType)).Key;

    public static TypeCondition? Read(string text)
        => ByName.GetValueOrDefault(text.ToUpperInvariant() switch { "JPG" => "jpeg", "TIF" => "tiff", "HEIF" => "heic", _ => text }) is { } types ? new TypeCondition(types) : null;

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher)
    {
        var (contents, types) = (db.Set<ContentRow>(), MediaTypes);
        return image => contents.Any(content => content.Id == image.ContentId && EF.Parameter(types).Contains(content.MediaType));
    }
}

/// <summary>Something is known of it.</summary>
/// <param name="Thing">One of <see cref="Things"/>.</param>
internal sealed record HasCondition(string Thing) : ImageCondition
{
    public static readonly IReadOnlyList<string> Things = ["location", "text", "people", "tags", "description", "camera"];

    public static HasCondition? Read(string text) => Things.FirstOrDefault(thing => thing.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } thing ? new HasCondition(thing) : null;

    public override Expression<Func<ImageRow, bool>> Of(LimnerDb db, Searcher searcher) => Thing switch
    {
        "location" => image => db.Set<ImageLocationRow>().Any(location => location.ImageId == image.Id),
        "text" => image => db.Set<TextLineRow>().Any(line => line.ContentId == image.ContentId),
        "people" => image => db.Set<ImagePersonRow>().Any(person => person.ImageId == image.Id),
        "tags" => image => db.Set<ImageTagRow>().Any(tag => tag.ImageId == image.Id),
        "description" => image => db.Set<ImageValuesRow>().Any(values => values.ImageId == image.Id && values.Description != null),
        _ => image => db.Set<ContentRow>().Any(content => content.Id == image.ContentId && content.CameraModel != null),
    };
}
