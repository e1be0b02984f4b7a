using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Search.Fusion;

/// <summary><c>POST /search</c>: the few best answers to a question, for programs.</summary>
internal static class AskEndpoint
{
    private const int MaxImages = MeaningSearch.Depth;

    public static void Map(IEndpointRouteBuilder api)
        => api.MapPost("/search", AskAsync).WithTags("Search").WithName("SearchImages")
            .WithSummary("The images you see that answer a question best: by text, by meaning, or by both, and where each ranking has them")
            .WithMetadata(RequiredPermission.Read);

    private static async Task<Ok<AskView>> AskAsync(
        AskRequest request, FusedSearch fused, FusedPages pages, CachedSearch search, IDatabase database, Visibility visibility, Gazetteer gazetteer, ICurrentUser user, CancellationToken cancellation)
    {
        if (request.K is < 1 or > MaxImages)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Ask for 1 to {MaxImages} images.", "k"));
        }

        var asked = AskedOf(request);
        var filter = QueryBy.Name("query", () => ImageFilter.Parse(asked, gazetteer));
        var (version, searcher) = (database.Version, Searcher.For(visibility, user.Id));
        var answer = await fused.RankAsync(searcher, version, FusedQuestion.Of(filter, request.Mode, request.Threshold), cancellation);
        if (answer.List is not { } list)
        {
            var page = await search.PageAsync(user.Id, asked, sort: null, request.K, cursor: null, mode: "text", threshold: null, cancellation);
            var ranks = filter.Query.Match is not null && answer.Reason != TextReason.TooCommon;
            return TypedResults.Ok(new AskView(
                [.. page.Items.Select((image, index) => new AskHit(image, ranks ? Math.Round(ReciprocalRankFusion.Score(index + 1), 6) : null, ranks ? index + 1 : null, null))], answer.Mode, answer.Reason, null));
        }

        var hits = list.Hits.Take(request.K).ToDictionary(hit => hit.ImageId);
        var images = await pages.SummariesAsync(searcher, filter, list, [.. hits.Values], cancellation);
        return TypedResults.Ok(new AskView([.. images.Select(image => Hit(image.Id, image.Summary))], answer.Mode, answer.Reason, list.Model));

        AskHit Hit(long id, ImageSummary image) => new(image, Math.Round(hits[id].Score, 6), hits[id].TextRank, hits[id].MeaningRank);
    }

    private static FilterParameters AskedOf(AskRequest request)
        => request.Filters?.Q is not null
            ? throw new LimnerException(ErrorCatalogue.Validation.With("The words go into query.", "filters"))
            : (request.Filters ?? new FilterParameters()) with { Q = request.Query };
}
