using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Limner.Search.Likeness;

internal static class LikenessEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Search");
        group.MapGet("/images/{id}/similar", SimilarToAsync).WithName("ListSimilarImages")
            .WithSummary("Images you see that look like this one, most alike first, with the filters of the list; without filters pages of documents too");
        group.MapGet("/search/similar", SimilarAsync).WithName("SearchSimilarImages")
            .WithSummary("Images you see that look like one or several: ids of images, pages of documents (doc_….3), or what POST /search/picture answered; with the filters of the list, and without filters pages of documents too");
        api.MapGet("/documents/{id}/pages/{number}/similar", SimilarToPageAsync).WithTags("Documents").WithName("ListSimilarToPage")
            .WithSummary("Images you see, and pages of documents, that look like a page, most alike first; images with the filters of the list");
        group.MapPost("/search/picture", ShowAsync).WithName("ShowPicture")
            .WithSummary("Show a picture (multipart/form-data, one file) to find images that look like it; nothing of it is stored")
            .Accepts<IFormFile>("multipart/form-data")
            .WithMetadata(AcceptsForms.Instance, TakesPicture.Instance, RequiredPermission.Read)
            .RequireRateLimiting(RateLimits.Expensive);
    }

    private static async Task<Ok<SimilarView>> SimilarToAsync(
        string id, LikenessSearch search, Gazetteer gazetteer, ICurrentUser user, [AsParameters] FilterParameters asked, int? limit, double? threshold, CancellationToken cancellation)
        => PublicId.TryParse(IdPrefixes.Image, id, out var imageId)
            ? await FindAsync(search, gazetteer, user, [new LikeImage(imageId)], asked, limit, threshold, cancellation)
            : throw new LimnerException(ErrorCatalogue.NotFound.With("No such picture."));

    private static async Task<Ok<SimilarView>> SimilarToPageAsync(
        string id, int number, LikenessSearch search, Gazetteer gazetteer, ICurrentUser user, [AsParameters] FilterParameters asked, int? limit, double? threshold, CancellationToken cancellation)
        => PublicId.TryParse(IdPrefixes.Document, id, out var documentId)
            ? await FindAsync(search, gazetteer, user, [new LikePage(documentId, number)], asked, limit, threshold, cancellation)
            : throw new LimnerException(ErrorCatalogue.NotFound.With("No such document."));

    private static Task<Ok<SimilarView>> SimilarAsync(
        [FromQuery] string[]? like, LikenessSearch search, Gazetteer gazetteer, ICurrentUser user, [AsParameters] FilterParameters asked, int? limit, double? threshold, CancellationToken cancellation)
        => FindAsync(search, gazetteer, user, LikeTerm.Parse(like), asked, limit, threshold, cancellation);

    private static async Task<Ok<SimilarView>> FindAsync(
        LikenessSearch search, Gazetteer gazetteer, ICurrentUser user, IReadOnlyList<LikeTerm> like, FilterParameters asked, int? limit, double? threshold, CancellationToken cancellation)
    {
        if (threshold is < 0 or > 1 or double.NaN)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A score lies between 0 and 1.", "threshold"));
        }

        if (limit is < 1)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Ask for at least one image.", "limit"));
        }

        var count = Math.Min(limit ?? LikenessSearch.DefaultResults, LikenessSearch.MaxResults);
        return TypedResults.Ok(await search.FindAsync(user.Id, like, ImageFilter.Parse(asked, gazetteer), count, threshold ?? 0, cancellation));
    }

    private static async Task<Ok<ShownPictureView>> ShowAsync(
        HttpRequest request, IContentPictures pictures, LikenessSpaces spaces, IDatabase database, CancellationToken cancellation)
    {
        var file = await ShownPicture.ReadAsync(request, cancellation);
        await using var db = database.Read();
        using var picture = await pictures.DecodeSquareAsync(file, cancellation);
        var (space, vector) = await spaces.EmbedAsync(db, picture, cancellation);
        return TypedResults.Ok(new ShownPictureView(LikeTerm.Write(space, vector)));
    }

    /// <summary>The form around the file takes some room as well.</summary>
    private sealed record TakesPicture : IRequestSizeLimitMetadata
    {
        public static readonly TakesPicture Instance = new();

        public long? MaxRequestBodySize => ShownPicture.MaxBytes + 65_536;
    }
}
