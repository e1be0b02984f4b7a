using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Querying.Conditions;
using Limner.Storage;

namespace Limner.Search.Querying;

/// <summary>
/// Which images are asked for, parsed and checked. The parameters of a list and the fields of the query language come to the same conditions here.
/// </summary>
/// <param name="Conditions">All of them hold, whether a parameter or the query asks for it.</param>
/// <param name="Albums">The image is in any of them; a single one has an order of its own.</param>
/// <param name="Box">Where images were taken; null: anywhere, also nowhere known.</param>
/// <param name="Missing">The searcher's images of which no file is there, instead of all others.</param>
internal sealed record ImageFilter(
    SearchQuery Query,
    IReadOnlyList<ImageCondition> Conditions,
    IReadOnlyList<long> Albums,
    GeoBox? Box,
    ArchiveFilter Archived,
    bool Missing)
{
    /// <summary>Values of one filter; each is a look-up.</summary>
    private const int MaxValues = 20;

    /// <summary>What it was made of: equal for equal questions, which is how what it finds is kept.</summary>
    public FilterParameters Asked { get; private init; } = new();

    /// <summary>The same, with the free words of the query demanding nothing.</summary>
    public ImageFilter WithoutFreeWords => this with { Query = Query.WithoutFreeWords };

    /// <summary>What is left of some images that were found by the free words in another way.</summary>
    public ImageFilter Among(IReadOnlyCollection<long> imageIds) => WithoutFreeWords with { Conditions = [.. Conditions, new NamedCondition(imageIds)] };

    /// <summary>Whether every visible image fits that has not been archived.</summary>
    public bool IsEverything => Query.IsEmpty && Conditions.Count == 0 && Box is null && Archived == ArchiveFilter.Without && !Missing;

    /// <summary>Whether, apart from words, most of a library may fit.</summary>
    private bool NarrowsByDateAlone => Box is null && Conditions.All(condition => condition is DateCondition);

    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.Validation"/> with the field at fault; <see cref="ErrorCatalogue.QueryMalformed"/> with the place in the query.
    /// </exception>
    public static ImageFilter Parse(FilterParameters asked, Gazetteer gazetteer)
    {
        var query = SearchQuery.Parse(asked.Q, gazetteer);
        if (asked.Rating is < 1 or > 5)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Ask for at least 1 to 5 stars.", "rating"));
        }

        var albums = Ids(asked.Albums, IdPrefixes.Album, "album");
        if (asked.Missing == true && !string.IsNullOrWhiteSpace(asked.Q))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Missing images are not found by words.", "q"));
        }

        var missing = asked.Missing == true;
        return new ImageFilter(
            query,
            [.. ParametersOf(asked, albums, missing, gazetteer), .. query.Conditions],
            albums,
            string.IsNullOrWhiteSpace(asked.Box) ? null
                : GeoBox.TryParse(asked.Box, out var box) ? box
                : throw new LimnerException(ErrorCatalogue.Validation.With("It reads west,south,east,north in degrees.", "bbox")),
            ArchiveFilters.Parse(asked.Archived, albums.Count > 0 || missing || query.ShowsArchived ? ArchiveFilter.With : ArchiveFilter.Without),
            missing) { Asked = asked };
    }

    /// <summary>The images this user sees that fit. What the user sees is part of the query, never a filter on its result.</summary>
    /// <param name="few">Only a few of them are asked for, by what they are or show: then none of the others is to be looked at.</param>
    public IQueryable<ImageRow> Apply(LimnerDb db, Searcher searcher, bool few = false)
    {
        var images = WithoutWords(db, searcher, few);
        if (Query.Match is not { } match)
        {
            return images;
        }

        // A cross join with its condition apart fixes the order of the loops in SQLite: from the words' hits to their images. Left to itself
        // the planner walks through all of a user's images, of which it believes there are ten.
        return SearchHitRow.Matching(db, match, searcher)
            .SelectMany(_ => images, (id, image) => new { id, image })
            .Where(pair => pair.image.Id == pair.id)
            .Select(pair => pair.image);
    }

    /// <summary>As <see cref="Apply"/>, but without what the words of the query demand: for joining with the ranked hits.</summary>
    /// <inheritdoc cref="Apply" path="/param"/>
    public IQueryable<ImageRow> WithoutWords(LimnerDb db, Searcher searcher, bool few = false)
    {
        var images = Missing ? Visibility.MissingOf(db, searcher.UserId)
            : !few && Query.Match is null && NarrowsByDateAlone ? searcher.AllImages(db) : searcher.Images(db);
        if (Query.FindsNothing)
        {
            return images.Where(image => false);
        }

        images = Archived switch
        {
            ArchiveFilter.Without => images.Listed(),
            ArchiveFilter.Only => images.Where(image => image.ArchivedAt != null),
            _ => images,
        };
        var conditions = Box is { } box ? Conditions.Append(new BoxCondition(box)) : Conditions;
        images = conditions.Aggregate(images, (fitting, condition) => fitting.Where(condition.Of(db, searcher)));
        return Query.Exclude is { } exclude ? images.Where(new Not(new TextCondition(exclude)).Of(db, searcher)) : images;
    }

    /// <summary>What the parameters other than the query ask for; the box stays by itself, as a map asks for parts of it.</summary>
    private static IEnumerable<ImageCondition> ParametersOf(FilterParameters asked, List<long> albums, bool missing, Gazetteer gazetteer)
    {
        if (Day(asked.From, "from")?.First is var from && Day(asked.To, "to")?.After is var before && (from is not null || before is not null))
        {
            yield return new DateCondition(from, before);
        }

        if (asked.Favourite is { } favourite)
        {
            yield return new FavouriteCondition(favourite);
        }

        if (asked.Rating is { } least)
        {
            yield return new RatingCondition(least, 5);
        }

        foreach (var tag in Values(asked.Tags, "tag"))
        {
            yield return new TagCondition(tag);
        }

        var folders = Ids(asked.Folders, IdPrefixes.Folder, "folder");
        var narrowed = asked.Directory is not null || asked.Direct == true;
        if (narrowed && folders.Count != 1)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A directory is one of a single folder: ask for that folder too.", "folder"));
        }

        if (folders.Count > 0)
        {
            yield return new FolderCondition(folders, Name: null, narrowed ? DirectoryPath.Parse(asked.Directory, "directory") : null, asked.Direct == true, missing);
        }

        if (albums.Count > 0)
        {
            yield return new AlbumCondition(albums, Name: null);
        }

        if (Values(asked.Cameras, "camera") is { Count: > 0 } cameras)
        {
            yield return new CameraCondition(cameras, Begins: false);
        }

        if (Values(asked.Places, "place") is { Count: > 0 } places)
        {
            yield return new PlaceCondition([.. places.Select(place => PlaceFilter.Parse(place, gazetteer))]);
        }
    }

    private static List<long> Ids(string[]? values, string prefix, string field)
        => Values(values, field).ConvertAll(text => PublicId.TryParse(prefix, text, out var id) ? id : throw new LimnerException(ErrorCatalogue.Validation.With($"This is not the id of one: {field}.", field)));

    private static List<string> Values(string[]? values, string field)
    {
        var given = (values ?? []).Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value.Trim()).Distinct().ToList();
        return given.Count <= MaxValues
            ? given
            : throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxValues} values.", field));
    }

    private static (DateTimeOffset First, DateTimeOffset After)? Day(string? text, string field)
        => string.IsNullOrWhiteSpace(text) ? null
            : DateCondition.Day(text) ?? throw new LimnerException(ErrorCatalogue.Validation.With("A date reads 2024-05-31, 2024-05 or 2024.", field));
}
