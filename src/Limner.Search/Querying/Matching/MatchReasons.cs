using Limner.Library;
using Limner.Search.Querying.Language;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying.Matching;

/// <summary>Tells why the images of a page were found: four statements a page, whatever it holds, and none without words.</summary>
internal sealed class MatchReasons(Visibility visibility, Gazetteer gazetteer)
{
    private const int MaxReasons = 4;

    /// <summary>Lines of recognised text that are told of one image.</summary>
    private const int MaxLines = 2;

    /// <param name="images">Of the page, all seen by the searcher: ids with those of their contents, and the name the searcher sees.</param>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<MatchView>>> FindAsync(
        LimnerDb db, Searcher searcher, SearchQuery query, IReadOnlyCollection<(long Id, long ContentId, string Name)> images, CancellationToken cancellation)
    {
        if (query.Wanted.Count == 0 || images.Count == 0)
        {
            return new Dictionary<long, IReadOnlyList<MatchView>>();
        }

        var matching = new PageMatching(query);
        var ids = images.Select(image => image.Id).ToList();
        var texts = await TextsAsync(db, searcher, ids, cancellation);
        var lines = await LinesAsync(db, searcher, query, ids, cancellation);
        return images.ToDictionary(
            image => image.Id,
            image => (IReadOnlyList<MatchView>)[.. texts[image.Id]
                .Append((Id: image.Id, Kind: MatchKind.Name, Text: image.Name))
                .Distinct()
                .Select(text => matching.Match(text.Kind, text.Text))
                .Concat(lines[image.ContentId].Select(line => matching.Match(MatchKind.Text, line)).OfType<MatchView>().Take(MaxLines))
                .OfType<MatchView>()
                .OrderBy(match => match.Kind)
                .Take(MaxReasons)]);
    }

    /// <summary>All that is known of the images in words but for the text in them; of files and folders only those that the searcher sees.</summary>
    private async Task<ILookup<long, (long Id, MatchKind Kind, string Text)>> TextsAsync(LimnerDb db, Searcher searcher, List<long> ids, CancellationToken cancellation)
    {
        var values = await db.Set<ImageRow>()
            .Where(image => EF.Parameter(ids).Contains(image.Id))
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { image.Id, content.CameraMake, content.CameraModel, content.Lens })
            .LeftJoin(db.Set<ImageValuesRow>(), image => image.Id, row => row.ImageId, (image, values) => new { image, values })
            .LeftJoin(db.Set<ImageLocationRow>(), joined => joined.image.Id, row => row.ImageId, (joined, location) => new
            {
                joined.image.Id,
                joined.image.CameraMake,
                joined.image.CameraModel,
                joined.image.Lens,
                Values = joined.values,
                Location = location,
            })
            .ToListAsync(cancellation);
        var given = db.Set<ImageTagRow>().Where(row => EF.Parameter(ids).Contains(row.ImageId));
        var tags = await given.Select(row => new { row.ImageId, row.TagId })
            .Concat(given.Join(db.Set<TagAncestorRow>(), row => row.TagId, above => above.TagId, (row, above) => new { row.ImageId, TagId = above.AncestorId }))
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { row.ImageId, tag.Name })
            .ToListAsync(cancellation);

        // From the images to their files, not from the folders to all of theirs.
        var folders = visibility.FoldersVisibleTo(db, searcher.UserId);
        var files = await db.Set<ImageFileRow>()
            .Where(file => file.ImageId != null && EF.Parameter(ids).Contains(file.ImageId.Value) && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending))
            .Where(file => folders.Any(folder => folder.Id == file.FolderId))
            .Join(db.Set<FolderRow>(), file => file.FolderId, folder => folder.Id, (file, folder) => new { ImageId = file.ImageId!.Value, file.Name, file.RelativePath, Folder = folder.Name })
            .ToListAsync(cancellation);
        return values.SelectMany(image => TextsOf(image.Values, image.Location, [Camera(image.CameraMake, image.CameraModel), image.Lens])
                .Select(text => (image.Id, text.Kind, text.Text)))
            .Concat(tags.Select(tag => (tag.ImageId, MatchKind.Tag, (string?)tag.Name)))
            .Concat(files.Select(file => (file.ImageId, MatchKind.Name, (string?)file.Name)))
            .Concat(files.SelectMany(file => file.RelativePath.Split('/').SkipLast(1).Prepend(file.Folder).Select(name => (file.ImageId, MatchKind.Folder, (string?)name))))
            .Where(text => !string.IsNullOrEmpty(text.Item3))
            .ToLookup(text => text.Item1, text => (text.Item1, text.Item2, text.Item3!));
    }

    private IEnumerable<(MatchKind Kind, string? Text)> TextsOf(ImageValuesRow? values, ImageLocationRow? location, string?[] camera)
    {
        foreach (var part in camera)
        {
            yield return (MatchKind.Camera, part);
        }

        yield return (MatchKind.Title, values?.Title);
        yield return (MatchKind.Description, values?.Description);
        yield return (MatchKind.Description, values?.Creator);
        foreach (var person in values?.NamedPeople() ?? [])
        {
            yield return (MatchKind.Person, person.Name);
        }

        if (location?.CountryCode is { } country)
        {
            yield return (MatchKind.Place, location.City is { } city ? $"{city}, {gazetteer.CountryName(country)}" : gazetteer.CountryName(country));
        }
    }

    private static string? Camera(string? make, string? model) => make is null || model?.StartsWith(make.Split(' ')[0], StringComparison.OrdinalIgnoreCase) == true ? model : $"{make} {model}";

    /// <summary>The recognised lines of those images in whose text any of the words stands, by content.</summary>
    private static async Task<ILookup<long, string>> LinesAsync(LimnerDb db, Searcher searcher, SearchQuery query, List<long> ids, CancellationToken cancellation)
    {
        var expressions = new WordExpressions();
        var wanted = query.Wanted.Where(words => words.Kind is null or MatchKind.Text).Select(words => words.IsPhrase ? expressions.Phrase(words.Text) : expressions.Words(words.Text)).OfType<string>().ToList();
        if (wanted.Count == 0)
        {
            return Array.Empty<string>().ToLookup(_ => 0L);
        }

        var hits = SearchHitRow.Matching(db, $"{{text}} : ({string.Join(" OR ", wanted.Select(expression => $"({expression})"))})", searcher);
        var lines = await db.Set<ImageRow>()
            .Where(image => EF.Parameter(ids).Contains(image.Id) && hits.Contains(image.Id))
            .Select(image => image.ContentId).Distinct()
            .Join(db.Set<TextLineRow>(), content => content, line => line.ContentId, (_, line) => line)
            .OrderBy(line => line.ContentId).ThenBy(line => line.Position)
            .Select(line => new { line.ContentId, line.Text })
            .ToListAsync(cancellation);
        return lines.ToLookup(line => line.ContentId, line => line.Text);
    }
}
