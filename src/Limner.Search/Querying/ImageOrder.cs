using Limner.Kernel.Errors;

namespace Limner.Search.Querying;

/// <summary>The order of a list of images. Every order ends with the id, so that no two images are equal in it.</summary>
internal enum ImageOrder
{
    NewestFirst,
    OldestFirst,
    NameAscending,
    NameDescending,

    /// <summary>As the pictures of an album were put, by hand.</summary>
    Position,

    /// <summary>Best match first.</summary>
    Relevance,
}

internal static class ImageOrders
{
    /// <summary>The order by its name in the API.</summary>
    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>.</exception>
    public static ImageOrder Parse(string? sort, ImageFilter filter) => sort switch
    {
        null or "" => filter.Query.Match is null ? ImageOrder.NewestFirst : ImageOrder.Relevance,
        "-date" => ImageOrder.NewestFirst,
        "date" => ImageOrder.OldestFirst,
        "name" => ImageOrder.NameAscending,
        "-name" => ImageOrder.NameDescending,

        "position" when filter.Albums.Count == 1 => ImageOrder.Position,

        // Without words all are equally relevant.
        "relevance" => filter.Query.Match is null ? ImageOrder.NewestFirst : ImageOrder.Relevance,
        _ => throw new LimnerException(ErrorCatalogue.Validation.With("Sort by -date, date, name, -name or relevance, one album also by position.", "sort")),
    };

    /// <summary>The name a cursor of this order carries.</summary>
    public static string CursorName(this ImageOrder order) => order switch
    {
        ImageOrder.NewestFirst => "-date",
        ImageOrder.OldestFirst => "date",
        ImageOrder.NameAscending => "name",
        ImageOrder.NameDescending => "-name",
        ImageOrder.Position => "position",
        _ => "relevance",
    };
}
