using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Kernel.Text;
using Limner.Library;
using Limner.Storage;
using Limner.Tagging.Detections;
using Limner.Tagging.Vocabularies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Tags;

internal static class TagEndpoints
{
    private const string ByName = "name";

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Tags");
        group.MapGet("/tags", ListAsync).WithName("ListTags").WithSummary("The tags of the pictures you see, by name, with how many have each");
        group.MapGet("/images/{id}/tags", OfImageAsync).WithName("GetImageTags").WithSummary("A picture's tags, and the boxes of what was seen in it");
        group.MapPut("/images/{id}/tags/{name}", AddAsync).WithName("AddImageTag").WithSummary("Tag a picture by hand");
        group.MapDelete("/images/{id}/tags/{tag_id}", RemoveAsync).WithName("RemoveImageTag").WithSummary("Take a tag off a picture; the model does not put it back");
    }

    private static async Task<Ok<Page<TagView>>> ListAsync(TagCounts counts, ICurrentUser user, string? q, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, ByName, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        var wanted = TextFolding.Fold(q ?? "").Trim();
        var tags = (await counts.OfAsync(user.Id, cancellation))
            .Where(tag => tag.NameKey.StartsWith(wanted, StringComparison.Ordinal) || tag.NameKey.Contains(" " + wanted, StringComparison.Ordinal))
            .ToList();
        var take = PageLimits.Clamp(limit);
        var page = tags.Where(tag => after?.Key is not { } key || string.CompareOrdinal(tag.NameKey, key) > 0).Take(take + 1).ToList();
        var next = page.Count > take ? new Cursor(ByName, page[take - 1].NameKey, page[take - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<TagView>([.. page.Take(take).Select(tag => new TagView(PublicId.Format(IdPrefixes.Tag, tag.Id), tag.Name, tag.Count))], next, tags.Count));
    }

    private static async Task<Ok<ImageTagsView>> OfImageAsync(string id, IDatabase database, Visibility visibility, ICurrentUser user, CancellationToken cancellation)
    {
        var imageId = ParseId(IdPrefixes.Image, id);
        await using var db = database.Read();
        var image = await visibility.NamedBy(db, user.Id, imageId).Select(image => new { image.ContentId, image.OwnerId }).SingleOrDefaultAsync(cancellation)
            ?? throw new LimnerException(ErrorCatalogue.NotFound);
        var tags = await db.Set<ImageTagRow>()
            .Where(row => row.ImageId == imageId)
            .Join(db.Set<TagRow>(), row => row.TagId, tag => tag.Id, (row, tag) => new { tag.Id, tag.Name, row.Source, row.Model, row.Confidence })
            .ToListAsync(cancellation);

        // What the owner denied is not written onto the picture either.
        var detections = await db.Set<DetectionRow>()
            .Where(row => row.ContentId == image.ContentId && !db.Set<VocabularyWordRow>().Any(word => word.OwnerId == image.OwnerId && word.NameKey == row.Label && word.TagId == null))
            .OrderByDescending(row => row.Confidence).ThenBy(row => row.Id)
            .Select(row => new DetectionView(row.Label, row.Confidence, new BoxView(row.X, row.Y, row.Width, row.Height)))
            .ToListAsync(cancellation);

        // What people said comes first, then what files say, then the models' findings, the surest first.
        var views = tags
            .OrderBy(tag => tag.Source switch { TagSource.Manual => 0, TagSource.File => 1, _ => 2 }).ThenByDescending(tag => tag.Confidence ?? 1).ThenBy(tag => tag.Name, StringComparer.Ordinal)
            .Select(tag => new ImageTagView(PublicId.Format(IdPrefixes.Tag, tag.Id), tag.Name, tag.Source, tag.Source == TagSource.Model ? tag.Model : null, tag.Confidence));
        return TypedResults.Ok(new ImageTagsView([.. views], detections));
    }

    private static async Task<NoContent> AddAsync(string id, string name, HttpContext http, ImageTagging tagging, ICurrentUser user, CancellationToken cancellation)
    {
        // The server leaves one escape in a path, so that it does not begin another segment; %252F looks the same then.
        var text = name.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? LastSegment(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) : name;
        await tagging.AddAsync(user.Id, ParseId(IdPrefixes.Image, id), text, cancellation);
        return TypedResults.NoContent();
    }

    private static string LastSegment(string target)
    {
        var path = target.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static async Task<NoContent> RemoveAsync(string id, [FromRoute(Name = "tag_id")] string tagId, ImageTagging tagging, ICurrentUser user, CancellationToken cancellation)
    {
        await tagging.RemoveAsync(user.Id, ParseId(IdPrefixes.Image, id), ParseId(IdPrefixes.Tag, tagId), cancellation);
        return TypedResults.NoContent();
    }

    private static long ParseId(string prefix, string text)
        => PublicId.TryParse(prefix, text, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound);
}
