using System.Text.Json;
using Limner.Imaging;
using Limner.Library;
using Limner.Search.Querying.Conditions;
using Limner.Storage;
using Limner.Storage.Events;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Indexing;

/// <summary>
/// Keeps the full-text index in step with the catalogue, in the transaction that changes it. What a gallery cannot show is not in the
/// index. Four queries and seven statements a batch, however many images it has, and two more when some of them lie in several folders.
/// </summary>
internal sealed class ImageIndexer(Gazetteer gazetteer) : IDomainEventHandler<ImagesChanged>, IDomainEventHandler<ImagesRemoved>
{
    /// <summary>Images whose texts are held in memory at once.</summary>
    private const int BatchSize = 500;

    private static readonly JsonSerializerOptions PaletteJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task HandleAsync(ImagesChanged message, LimnerDb db, CancellationToken cancellation)
    {
        foreach (var batch in message.ImageIds.Chunk(BatchSize))
        {
            await IndexAsync(db, batch, cancellation);
        }
    }

    public Task HandleAsync(ImagesRemoved message, LimnerDb db, CancellationToken cancellation)
        => RemoveAsync(db, JsonSerializer.Serialize(message.ImageIds), cancellation);

    private static async Task RemoveAsync(LimnerDb db, string ids, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM search_index WHERE rowid IN (
                SELECT value FROM json_each({ids}) UNION ALL SELECT -id FROM search_places WHERE image_id IN (SELECT value FROM json_each({ids})))
            """,
            cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM search_places WHERE image_id IN (SELECT value FROM json_each({ids}))", cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM image_people WHERE image_id IN (SELECT value FROM json_each({ids}))", cancellation);
    }

    private async Task IndexAsync(LimnerDb db, long[] ids, CancellationToken cancellation)
    {
        // Tracked changes of the publisher that it has not saved yet would be missed by the queries below.
        await db.SaveChangesAsync(cancellation);
        var images = await db.Set<ImageRow>()
            .Where(image => EF.Parameter(ids).Contains(image.Id) && image.RemovedAt == null && image.MissingSince == null)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new
            {
                image.Id,
                image.Name,
                image.SortAt,
                image.ContentId,
                content.CameraMake,
                content.CameraModel,
                content.Lens,
                content.Palette,
            })
            .LeftJoin(db.Set<ImageValuesRow>(), image => image.Id, values => values.ImageId, (image, values) => new { Image = image, Values = values })
            .LeftJoin(db.Set<ImageLocationRow>(), row => row.Image.Id, location => location.ImageId, (row, location) => new
            {
                row.Image.Id,
                row.Image.Name,
                row.Image.SortAt,
                row.Image.ContentId,
                row.Image.CameraMake,
                row.Image.CameraModel,
                row.Image.Lens,
                row.Image.Palette,
                row.Values,
                Location = location,
            })
            .ToListAsync(cancellation);
        var files = await db.Set<ImageFileRow>()
            .Where(file => file.ImageId != null && EF.Parameter(ids).Contains(file.ImageId.Value))
            .Join(db.Set<FolderRow>(), file => file.FolderId, folder => folder.Id, (file, folder) => new
            {
                ImageId = file.ImageId!.Value,
                Place = new Place(file.FolderId, folder.Name, folder.Path, file.RelativePath, file.State == ImageFileState.Ready || file.State == ImageFileState.Pending),
            })
            .ToListAsync(cancellation);
        var tags = await db.Set<ImageTagRow>()
            .Where(row => EF.Parameter(ids).Contains(row.ImageId))
            .Select(row => new { row.ImageId, row.TagId })
            .Concat(db.Set<ImageTagRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId)).Join(db.Set<TagAncestorRow>(), row => row.TagId, above => above.TagId, (row, above) => new { row.ImageId, TagId = above.AncestorId }))
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name })
            .Distinct()
            .ToListAsync(cancellation);
        var contents = images.Select(image => image.ContentId).Distinct().ToList();
        var lines = await db.Set<TextLineRow>()
            .Where(line => EF.Parameter(contents).Contains(line.ContentId))
            .OrderBy(line => line.ContentId).ThenBy(line => line.Position)
            .Select(line => new { line.ContentId, line.Text })
            .ToListAsync(cancellation);
        var textOf = lines.ToLookup(line => line.ContentId, line => line.Text);
        var filesOf = files.ToLookup(file => file.ImageId, file => file.Place);
        var tagsOf = tags.ToLookup(tag => tag.ImageId, tag => tag.Name);
        var entries = new List<object[]>(images.Count);
        var places = new Dictionary<(long ImageId, long FolderId), object[]>();
        var people = images.SelectMany(image => (image.Values?.NamedPeople() ?? []).SelectMany(person => PersonEntries(image.Id, person.Name)));
        var colours = images.DistinctBy(image => image.ContentId).SelectMany(image => ColoursOf(image.Palette).Select(colour => new object[] { colour, image.ContentId }));
        foreach (var image in images)
        {
            var shown = filesOf[image.Id].Where(file => file.IsShown).ToList();
            var about = About(tagsOf[image.Id], image.Values, [image.CameraMake, image.CameraModel, image.Lens, DateWords(image.SortAt), .. PlaceWords(image.Location)], textOf[image.ContentId]);
            entries.Add(Entry(image.Id, shown, about, SearchText.ForIndex(OwnersAlone(image.Name, shown))));

            // Files that cannot be shown count here: whether somebody sees all that an image is found by must not hang on what became of a file.
            if (filesOf[image.Id].Select(file => file.FolderId).Distinct().Skip(1).Any())
            {
                foreach (var folder in shown.GroupBy(file => file.FolderId))
                {
                    places.Add((image.Id, folder.Key), Entry(0, [.. folder], about, own: ""));
                }
            }
        }

        await RemoveAsync(db, JsonSerializer.Serialize(ids), cancellation);
        await InsertAsync(db, entries, cancellation);
        await InsertFacetsAsync(db, [.. people], [.. colours], contents, cancellation);
        if (places.Count > 0)
        {
            await InsertPlacesAsync(db, places, cancellation);
        }
    }

    /// <summary>
    /// What is known of an image wherever it lies. Its values hold nothing that not everybody who sees it may know. People and the words that lead to a
    /// keyword are looked for as tags are; the keyword itself is one.
    /// </summary>
    private static (string Tags, string Metadata, string Text) About(IEnumerable<string> tags, ImageValuesRow? values, string?[] camera, IEnumerable<string> text)
        => (
            SearchText.ForIndex(tags.Concat(values?.KeywordPaths().SelectMany(path => path.SkipLast(1)) ?? []).Concat(values?.NamedPeople().Select(person => person.Name) ?? []).Distinct()),
            SearchText.ForIndex([values?.Title, values?.Creator, .. camera, values?.Description]),
            SearchText.ForIndex(text));

    /// <summary>What its owner remembers an image by and nobody else can know: names of directories that are folders, the name it had first.</summary>
    private static IEnumerable<string> OwnersAlone(string imageName, IReadOnlyList<Place> shown)
        => shown.Where(file => file.Directory != file.FolderName).Select(file => file.Directory)
            .Concat(shown.Any(file => file.Name == imageName) ? [] : [imageName])
            .Distinct();

    private static object[] Entry(long id, IReadOnlyList<Place> files, (string Tags, string Metadata, string Text) about, string own)
        =>
        [
            id,
            SearchText.ForIndex(files.Select(file => file.Name).Distinct()),
            about.Tags,
            SearchText.ForIndex(files.SelectMany(file => file.Directories.Prepend(file.FolderName)).Distinct()),
            about.Metadata,
            own,
            about.Text,
        ];

    private static Task InsertAsync(LimnerDb db, IReadOnlyList<object[]> entries, CancellationToken cancellation)
        => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO search_index (rowid, name, tags, folder, metadata, own, text)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each({JsonSerializer.Serialize(entries)})
            """,
            cancellation);

    private static async Task InsertFacetsAsync(LimnerDb db, IReadOnlyList<object[]> people, IReadOnlyList<object[]> colours, IReadOnlyList<long> contents, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"INSERT OR IGNORE INTO image_people (key, image_id, name, is_whole) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each({JsonSerializer.Serialize(people)})",
            cancellation);
        await db.Database.ExecuteSqlAsync($"DELETE FROM content_colours WHERE content_id IN (SELECT value FROM json_each({JsonSerializer.Serialize(contents)}))", cancellation);
        await db.Database.ExecuteSqlAsync(
            $"INSERT OR IGNORE INTO content_colours (colour, content_id) SELECT value ->> 0, value ->> 1 FROM json_each({JsonSerializer.Serialize(colours)})",
            cancellation);
    }

    private static IEnumerable<object[]> PersonEntries(long imageId, string name)
        => ImagePersonRow.KeysOf(name).Select((key, place) => new object[] { key, imageId, name, place == 0 ? 1 : 0 });

    /// <summary>The colours that cover enough of a picture, all of one name together.</summary>
    private static IEnumerable<string> ColoursOf(string palette)
        => (JsonSerializer.Deserialize<PaletteEntry[]>(palette, PaletteJson) ?? [])
            .GroupBy(colour => ColourNames.Of(colour.Hex))
            .Where(colour => colour.Key is not null && colour.Sum(part => part.Share) >= ContentColourRow.LeastShare)
            .Select(colour => colour.Key!);

    private static async Task InsertPlacesAsync(LimnerDb db, Dictionary<(long ImageId, long FolderId), object[]> places, CancellationToken cancellation)
    {
        var keys = JsonSerializer.Serialize(places.Keys.Select(place => new[] { place.ImageId, place.FolderId }));
        var rows = await db.Database.SqlQuery<PlaceKey>(
                $"""
                INSERT INTO search_places (image_id, folder_id) SELECT value ->> 0, value ->> 1 FROM json_each({keys})
                RETURNING id AS Id, image_id AS ImageId, folder_id AS FolderId
                """)
            .ToListAsync(cancellation);
        foreach (var row in rows)
        {
            places[(row.ImageId, row.FolderId)][0] = -row.Id;
        }

        await InsertAsync(db, [.. places.Values], cancellation);
    }

    private IEnumerable<string?> PlaceWords(ImageLocationRow? location)
        => location?.CountryCode is { } country ? gazetteer.CountryNames(country).Prepend(location.City) : [];

    /// <summary>Year, month by name, and the date as one word that a year, a month or a day begins.</summary>
    private static string DateWords(DateTimeOffset time) => time.ToString("yyyy MMMM yyyyMMdd");

    /// <summary>Where one file of an image lies.</summary>
    /// <param name="IsShown">Whether it is there to be shown.</param>
    private sealed record Place(long FolderId, string FolderName, string FolderPath, string RelativePath, bool IsShown)
    {
        public string Name => Path.GetFileName(RelativePath);

        /// <summary>The folder's own name on disk.</summary>
        public string Directory => Path.GetFileName(FolderPath);

        public IEnumerable<string> Directories => RelativePath.Split('/').SkipLast(1);
    }

    private sealed record PaletteEntry(string Hex, double Share);

    private sealed record PlaceKey(long Id, long ImageId, long FolderId);
}
