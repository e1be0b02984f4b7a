using System.Collections.Concurrent;
using System.Globalization;
using Limner.Kernel.Ids;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Search.Querying.Conditions;
using Limner.Storage;
using Limner.Storage.Caching;
using Limner.Storage.Events;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Suggesting;

/// <summary>
/// Everything the images a user sees, but for archived ones, can be narrowed by, with counts. Counting goes over all images, suggesting happens with every key, so
/// the counts are kept in the cache until the catalogue, or who sees what of it, changes.
/// </summary>
internal sealed class Facets(IDatabase database, ICache cache, TagCounts tagCounts, Visibility visibility, Gazetteer gazetteer)
    : IDomainEventHandler<ImagesChanged>, IDomainEventHandler<ImagesRemoved>, IDomainEventHandler<ImagesArchived>, IDomainEventHandler<FolderSharesChanged>, IDomainEventHandler<SharedAlbumChanged>
{
    private const string Catalogue = "catalogue";

    /// <summary>Of a directory that is offered, in characters: a query has a thousand.</summary>
    private const int LongestPath = 500;

    /// <summary>Directories that are offered of all folders together, those with the most images.</summary>
    private const int MaxDirectories = 2_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<long, Tags> _tags = [];

    public Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(ImagesRemoved message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(ImagesArchived message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(FolderSharesChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    public Task HandleAsync(SharedAlbumChanged message, LimnerDb db, CancellationToken cancellation) => ForgetAfterCommit(db);

    /// <summary>The suggestions of all kinds, each with its words folded for matching.</summary>
    public async Task<IReadOnlyList<Facet>> OfAsync(long userId, CancellationToken cancellation)
        => [.. await TagsAsync(userId, cancellation), .. await KeepAsync("facets", userId, CountAsync, cancellation)];

    /// <summary>The months of all of the user's visible images, newest first.</summary>
    public Task<IReadOnlyList<MonthView>> MonthsAsync(long userId, CancellationToken cancellation) => KeepAsync("months", userId, CountMonthsAsync, cancellation);

    /// <summary>As <see cref="MonthsAsync"/>, with the shapes of the images: a byte of memory for each.</summary>
    public Task<IReadOnlyList<MonthView>> ShapesAsync(long userId, CancellationToken cancellation) => KeepAsync("shapes", userId, CollectShapesAsync, cancellation);

    /// <summary>How many images the user sees.</summary>
    public async Task<long> TotalAsync(long userId, CancellationToken cancellation) => (await KeepAsync("total", userId, CountAllAsync, cancellation))[0];

    /// <summary>Kept for as long as <see cref="TagCounts"/> keeps what they are made of: it alone knows when that is to be counted again.</summary>
    private async Task<IReadOnlyList<Facet>> TagsAsync(long userId, CancellationToken cancellation)
    {
        var counts = await tagCounts.OfAsync(userId, cancellation);
        if (_tags.TryGetValue(userId, out var known) && ReferenceEquals(known.Counts, counts))
        {
            return known.Facets;
        }

        IReadOnlyList<Facet> facets = [.. counts.Select(tag => Facet.Of(SuggestionKind.Tag, tag.Name, tag.Name, tag.Count)).Where(facet => facet.Suggestion.Count > 0)];
        _tags[userId] = new Tags(counts, facets);
        return facets;
    }

    private Task<IReadOnlyList<T>> KeepAsync<T>(string what, long userId, Func<long, CancellationToken, Task<IReadOnlyList<T>>> count, CancellationToken cancellation)
        => cache.GetOrMakeAsync($"{what}:{userId}", new CachePolicy<IReadOnlyList<T>>(Kept, SizeOf, Catalogue), token => count(userId, token), cancellation).AsTask();

    private static long SizeOf<T>(IReadOnlyList<T> items) => items.Sum(item => item switch
    {
        Facet facet => 200 + ((facet.Text.Length + facet.Suggestion.Label.Length + facet.Suggestion.Value.Length) * sizeof(char)),
        MonthView month => 100L + (month.Ratios?.Length ?? 0),
        _ => 16,
    });

    private Task ForgetAfterCommit(LimnerDb db)
    {
        db.AfterCommit(() => cache.RemoveByTag(Catalogue));
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<Facet>> CountAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var visible = visibility.AllVisibleTo(db, userId).Listed();
        var facets = new List<Facet>();
        var folders = await visibility.FoldersVisibleTo(db, userId)
            .Select(folder => new
            {
                folder.Id,
                folder.Name,
                Count = db.Set<ImageFileRow>()
                    .Where(file => file.FolderId == folder.Id && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending) && visible.Any(image => image.Id == file.ImageId))
                    .Select(file => file.ImageId).Distinct().Count(),
            })
            .ToListAsync(cancellation);
        facets.AddRange(folders.Select(folder => Facet.Of(SuggestionKind.Folder, PublicId.Format(IdPrefixes.Folder, folder.Id), folder.Name, folder.Count)));
        facets.AddRange(await DirectoriesAsync(db, userId, visible, cancellation));

        var cameras = await visible
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (_, content) => new { content.CameraMake, content.CameraModel })
            .Where(camera => camera.CameraModel != null)
            .GroupBy(camera => camera.CameraModel!)
            .Select(camera => new { Model = camera.Key, Make = camera.Max(item => item.CameraMake), Count = camera.Count() })
            .ToListAsync(cancellation);
        facets.AddRange(cameras.Select(camera => Facet.Of(SuggestionKind.Camera, camera.Model, CameraLabel(camera.Make, camera.Model), camera.Count)));

        var cities = await visible
            .Join(db.Set<ImageLocationRow>(), image => image.Id, location => location.ImageId, (_, location) => location)
            .Where(location => location.CountryCode != null)
            .GroupBy(location => new { CountryCode = location.CountryCode!, location.City })
            .Select(city => new { city.Key.CountryCode, city.Key.City, Count = city.Count() })
            .ToListAsync(cancellation);
        facets.AddRange(cities.Where(city => city.City is not null).Select(city => PlaceFacet(city.CountryCode, city.City, city.Count)));
        facets.AddRange(cities.GroupBy(city => city.CountryCode).Select(country => PlaceFacet(country.Key, null, country.Sum(city => city.Count))));

        var people = await visible
            .Join(db.Set<ImagePersonRow>().Where(person => person.IsWhole), image => image.Id, person => person.ImageId, (_, person) => person)
            .GroupBy(person => person.Key)
            .Select(person => new { Name = person.Max(row => row.Name)!, Count = person.Count() })
            .ToListAsync(cancellation);
        facets.AddRange(people.Select(person => Facet.Of(SuggestionKind.Person, person.Name, person.Name, person.Count)));

        var colours = await visible
            .Join(db.Set<ContentColourRow>(), image => image.ContentId, colour => colour.ContentId, (_, colour) => colour.Colour)
            .GroupBy(colour => colour)
            .Select(colour => new { colour.Key, Count = colour.Count() })
            .ToListAsync(cancellation);
        facets.AddRange(colours.Select(colour => Facet.Of(SuggestionKind.Colour, colour.Key, colour.Key, colour.Count)));

        var types = await visible
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (_, content) => content.MediaType)
            .GroupBy(type => type)
            .Select(type => new { type.Key, Count = type.Count() })
            .ToListAsync(cancellation);
        facets.AddRange(types.GroupBy(type => TypeCondition.NameOf(type.Key)).Where(type => type.Key is not null)
            .Select(type => Facet.Of(SuggestionKind.Type, type.Key!, type.Key!, type.Sum(part => part.Count))));

        var months = await MonthsAsync(userId, cancellation);
        facets.AddRange(months.Select(month => Facet.Of(SuggestionKind.Date, month.Month, MonthLabel(month.Month), month.Count)));
        facets.AddRange(months.GroupBy(month => month.Month[..^3])
            .Select(year => Facet.Of(SuggestionKind.Date, year.Key, year.Key, year.Sum(month => month.Count))));
        return [.. facets.Where(facet => facet.Suggestion.Count > 0)];
    }

    /// <summary>
    /// The directories of the folders that the user sees, at every depth, by their whole path. Files are counted in the database, directory by directory, and summed
    /// for those above; an image that lies in two directories counts in each.
    /// </summary>
    private async Task<IEnumerable<Facet>> DirectoriesAsync(LimnerDb db, long userId, IQueryable<ImageRow> visible, CancellationToken cancellation)
    {
        var directories = await db.Set<ImageFileRow>()
            .Where(file => (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending) && file.RelativePath.Length > file.Name.Length && visible.Any(image => image.Id == file.ImageId))
            .Join(visibility.FoldersVisibleTo(db, userId), file => file.FolderId, folder => folder.Id, (file, folder) => new
            {
                Folder = folder.Name,
                Directory = file.RelativePath.Substring(0, file.RelativePath.Length - file.Name.Length),
                file.ImageId,
            })
            .GroupBy(file => new { file.Folder, file.Directory })
            .Select(group => new { group.Key.Folder, group.Key.Directory, Count = group.Select(file => file.ImageId).Distinct().Count() })
            .ToListAsync(cancellation);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var directory in directories)
        {
            var path = directory.Folder;
            foreach (var name in directory.Directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                path = $"{path}/{name}";
                counts[path] = counts.GetValueOrDefault(path) + directory.Count;
            }
        }

        return counts.Where(pair => CanBeAsked(pair.Key)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxDirectories)
            .Select(pair => Facet.Of(SuggestionKind.Folder, pair.Key, pair.Key, pair.Value));
    }

    /// <summary>Whether a query can hold the path: nothing is offered that finds nothing.</summary>
    private static bool CanBeAsked(string path)
        => path.Length <= LongestPath && path.AsSpan().IndexOfAny("\"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d") < 0 && !path.Contains("  ", StringComparison.Ordinal);

    private async Task<IReadOnlyList<MonthView>> CountMonthsAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await Timeline.CountAsync(visibility.AllVisibleTo(db, userId).Listed(), cancellation);
    }

    private async Task<IReadOnlyList<MonthView>> CollectShapesAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await Timeline.ShapesAsync(db, visibility.AllVisibleTo(db, userId).Listed(), cancellation);
    }

    private async Task<IReadOnlyList<long>> CountAllAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return [await visibility.AllVisibleTo(db, userId).Listed().LongCountAsync(cancellation)];
    }

    private Facet PlaceFacet(string countryCode, string? city, int count)
    {
        var country = gazetteer.CountryName(countryCode);
        return Facet.Of(SuggestionKind.Place, PlaceFilter.Format(countryCode, city), city is null ? country : $"{city}, {country}", count);
    }

    private static string CameraLabel(string? make, string model)
        => make is null || model.StartsWith(make.Split(' ')[0], StringComparison.OrdinalIgnoreCase) ? model : $"{make} {model}";

    private static string MonthLabel(string month)
        => DateTimeOffset.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToString("MMMM yyyy") : month;

    private sealed record Tags(IReadOnlyList<TagCount> Counts, IReadOnlyList<Facet> Facets);
}

/// <summary>A suggestion and the folded text it is found by.</summary>
internal sealed record Facet(Suggestion Suggestion, string Text)
{
    public static Facet Of(SuggestionKind kind, string value, string label, int count)
        => new(new Suggestion(kind, value, label, count), TextFolding.Fold(kind == SuggestionKind.Date ? $"{value} {label}" : label));
}
