using System.Globalization;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Map;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

/// <summary>Which images are asked for, parsed and checked.</summary>
/// <param name="Tags">All of them must be there, or a tag below each: names in any spelling, or ids.</param>
/// <param name="Folders">A file of the image lies in any of them.</param>
/// <param name="Directory">Where in the one folder asked for the file lies; null: anywhere in any of the folders.</param>
/// <param name="Direct">Whether it must lie in the directory itself.</param>
/// <param name="Albums">The image is in any of them.</param>
/// <param name="Cameras">Model names without regard to case; any of them.</param>
/// <param name="Places">Any of them.</param>
/// <param name="Box">Where images were taken; null: anywhere, also nowhere known.</param>
/// <param name="From">The first moment asked for.</param>
/// <param name="Before">The first moment no longer asked for.</param>
/// <param name="Favourite">Whether the searcher has marked it so; null: either.</param>
/// <param name="Missing">The searcher's images of which no file is there, instead of all others.</param>
/// <param name="LeastRating">Stars that the searcher sees, 1..5; null: any number or none.</param>
internal sealed record ImageFilter(
    SearchQuery Query,
    IReadOnlyList<string> Tags,
    IReadOnlyList<long> Folders,
    DirectoryPath? Directory,
    bool Direct,
    IReadOnlyList<long> Albums,
    IReadOnlyList<string> Cameras,
    IReadOnlyList<PlaceFilter> Places,
    GeoBox? Box,
    DateTimeOffset? From,
    DateTimeOffset? Before,
    bool? Favourite,
    int? LeastRating,
    ArchiveFilter Archived,
    bool Missing)
{
    /// <summary>Values of one filter; each is a look-up.</summary>
    private const int MaxValues = 20;

    /// <summary>Whether every visible image fits that has not been archived.</summary>
    public bool IsEverything => Query.IsEmpty && NarrowsByDateAlone && From is null && Before is null && Archived == ArchiveFilter.Without && !Missing;

    /// <summary>Whether, apart from words, most of a library may fit.</summary>
    private bool NarrowsByDateAlone => Tags.Count == 0 && Folders.Count == 0 && Albums.Count == 0 && Cameras.Count == 0 && Places.Count == 0 && Box is null && Favourite is null && LeastRating is null;

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/> with the field at fault.</exception>
    public static ImageFilter Parse(FilterParameters asked)
    {
        if (asked.Q?.Length > SearchQuery.MaxLength)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"A query has at most {SearchQuery.MaxLength} characters.", "q"));
        }

        if (asked.Rating is < 1 or > 5)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Ask for at least 1 to 5 stars.", "rating"));
        }

        var albums = Ids(asked.Albums, IdPrefixes.Album, "album");
        var folders = Ids(asked.Folders, IdPrefixes.Folder, "folder");
        var narrowed = asked.Directory is not null || asked.Direct == true;
        if (narrowed && folders.Count != 1)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A directory is one of a single folder: ask for that folder too.", "folder"));
        }

        if (asked.Missing == true && !string.IsNullOrWhiteSpace(asked.Q))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Missing images are not found by words.", "q"));
        }

        return new ImageFilter(
            SearchQuery.Parse(asked.Q),
            Values(asked.Tags, "tag"),
            folders,
            narrowed ? DirectoryPath.Parse(asked.Directory, "directory") : null,
            asked.Direct == true,
            albums,
            Values(asked.Cameras, "camera"),
            [.. Values(asked.Places, "place").Select(PlaceFilter.Parse)],
            string.IsNullOrWhiteSpace(asked.Box) ? null
                : GeoBox.TryParse(asked.Box, out var box) ? box
                : throw new LimnerException(ErrorCatalogue.Validation.With("It reads west,south,east,north in degrees.", "bbox")),
            Day(asked.From, "from")?.First,
            Day(asked.To, "to")?.After,
            asked.Favourite,
            asked.Rating,
            ArchiveFilters.Parse(asked.Archived, albums.Count > 0 || asked.Missing == true ? ArchiveFilter.With : ArchiveFilter.Without),
            asked.Missing == true);
    }

    /// <summary>The images this user sees that fit. What the user sees is part of the query, never a filter on its result.</summary>
    public IQueryable<ImageRow> Apply(LimnerDb db, Searcher searcher)
    {
        var images = WithoutWords(db, searcher);
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
    public IQueryable<ImageRow> WithoutWords(LimnerDb db, Searcher searcher)
    {
        var images = Missing ? Visibility.MissingOf(db, searcher.UserId)
            : Query.Match is null && NarrowsByDateAlone ? searcher.AllImages(db) : searcher.Images(db);
        if (Query.FindsNothing)
        {
            return images.Where(image => false);
        }

        if (From is { } from)
        {
            images = images.Where(image => image.SortAt >= from);
        }

        if (Before is { } before)
        {
            images = images.Where(image => image.SortAt < before);
        }

        images = Archived switch
        {
            ArchiveFilter.Without => images.Listed(),
            ArchiveFilter.Only => images.Where(image => image.ArchivedAt != null),
            _ => images,
        };
        images = WithMarks(db, searcher, images);
        foreach (var tag in Tags)
        {
            var meant = TagsCalled(db, searcher, tag).WithNarrower(db);
            var tagged = db.Set<ImageTagRow>().Where(row => meant.Contains(row.TagId)).Select(row => row.ImageId);
            images = images.Where(image => tagged.Contains(image.Id));
        }

        if (Folders.Count > 0)
        {
            // A folder that the user does not see holds nothing, even when an image they do see has a file there.
            var folders = searcher.Visibility.FoldersVisibleTo(db, searcher.UserId).Where(folder => Folders.Contains(folder.Id)).Select(folder => folder.Id);
            var files = Directory is null ? db.Set<ImageFileRow>()
                : Direct ? Directory.NarrowDirectly(db.Set<ImageFileRow>())
                : Directory.Narrow(db.Set<ImageFileRow>());
            var inFolders = files
                .Where(file => folders.Contains(file.FolderId) && (Missing || file.State == ImageFileState.Ready || file.State == ImageFileState.Pending) && file.ImageId != null)
                .Select(file => file.ImageId!.Value);
            images = images.Where(image => inFolders.Contains(image.Id));
        }

        if (Albums.Count > 0)
        {
            // As with folders: an album that the user does not see is empty.
            var albums = searcher.Visibility.AlbumsVisibleTo(db, searcher.UserId).Where(album => Albums.Contains(album.Id)).Select(album => album.Id);
            var inAlbums = AlbumMemberRow.All(db).Where(member => albums.Contains(member.AlbumId)).Select(member => member.ImageId);
            images = images.Where(image => inAlbums.Contains(image.Id));
        }

        if (Cameras.Count > 0)
        {
            var byCamera = db.Set<ContentRow>()
                .Where(content => Cameras.Contains(EF.Functions.Collate(content.CameraModel!, "NOCASE")))
                .Select(content => content.Id);
            images = images.Where(image => byCamera.Contains(image.ContentId));
        }

        if (Places.Count > 0)
        {
            var taken = Places.Select(place => place.Apply(db.Set<ImageLocationRow>()).Select(location => location.ImageId)).Aggregate((all, more) => all.Concat(more));
            images = images.Where(image => taken.Contains(image.Id));
        }

        if (Box is { } within)
        {
            var taken = db.Set<ImageLocationRow>().Within(within).Select(location => location.ImageId);
            images = images.Where(image => taken.Contains(image.Id));
        }

        if (Query.Exclude is { } exclude)
        {
            var excluded = SearchHitRow.Matching(db, exclude, searcher);
            images = images.Where(image => !excluded.Contains(image.Id));
        }

        return images;
    }

    private IQueryable<ImageRow> WithMarks(LimnerDb db, Searcher searcher, IQueryable<ImageRow> images)
    {
        var marks = db.Set<ImageMarkRow>().Where(mark => mark.UserId == searcher.UserId);
        if (Favourite is { } favourite)
        {
            var favourites = marks.Where(mark => mark.Favourite).Select(mark => mark.ImageId);
            images = images.Where(image => favourites.Contains(image.Id) == favourite);
        }

        if (LeastRating is { } least)
        {
            var rated = marks.Where(mark => mark.Rating >= least).Select(mark => mark.ImageId);

            // Who has rated a picture does not see what its files say.
            var ratedByAny = marks.Where(mark => mark.Rating != null).Select(mark => mark.ImageId);
            var ratedInFiles = db.Set<ImageValuesRow>().Where(values => values.Rating >= least).Select(values => values.ImageId);
            images = images.Where(image => rated.Contains(image.Id) || (ratedInFiles.Contains(image.Id) && !ratedByAny.Contains(image.Id)));
        }

        return images;
    }

    /// <summary>
    /// Tags by name in any spelling, whoever's they are, or by the id of one that the user can know of: their own, or one that an image they see
    /// has. The id of any other must not tell how it reads, so it is nothing but a name.
    /// </summary>
    private static IQueryable<TagRow> TagsCalled(LimnerDb db, Searcher searcher, string tag)
    {
        var key = TagName.KeyOf(tag);
        var isId = PublicId.TryParse(IdPrefixes.Tag, tag, out var id);
        if (!searcher.WithShared)
        {
            return db.Set<TagRow>().Where(row => row.OwnerId == searcher.UserId && (row.NameKey == key || (row.Id == (isId ? id : -1))));
        }

        if (!isId)
        {
            return db.Set<TagRow>().Where(row => row.NameKey == key);
        }

        var visible = searcher.Images(db);
        var keys = db.Set<TagRow>()
            .Where(row => row.Id == id && (row.OwnerId == searcher.UserId || db.Set<ImageTagRow>().Any(tagged => tagged.TagId == row.Id && visible.Any(image => image.Id == tagged.ImageId))))
            .Select(row => row.NameKey);
        return db.Set<TagRow>().Where(row => row.NameKey == key || keys.Contains(row.NameKey));
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

    /// <summary>A day, a month or a year, as its first moment and the one after its last.</summary>
    private static (DateTimeOffset First, DateTimeOffset After)? Day(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (TryParse(text, "yyyy-MM-dd", out var first) && first < LastDay)
        {
            return (first, first.AddDays(1));
        }

        if (TryParse(text, "yyyy-MM", out first) && first.Year < 9999)
        {
            return (first, first.AddMonths(1));
        }

        if (TryParse(text, "yyyy", out first) && first.Year < 9999)
        {
            return (first, first.AddYears(1));
        }

        throw new LimnerException(ErrorCatalogue.Validation.With("A date reads 2024-05-31, 2024-05 or 2024.", field));
    }

    private static readonly DateTimeOffset LastDay = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private static bool TryParse(string text, string format, out DateTimeOffset time)
        => DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
