using Limner.Accounts;
using Limner.Kernel.Paging;
using Limner.Tagging.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Tagging.Review;

internal static class ReviewEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/review").WithTags("Review");
        group.MapGet("", ListAsync).WithName("ListSuggestions").WithSummary("What models suggest and nobody has said anything of, by confidence");
        group.MapGet("/captions", ListCaptionsAsync).WithName("ListCaptionSuggestions").WithSummary("The captions of models that nobody has said anything of");
        group.MapPost("", ReviewAsync).WithName("ReviewSuggestions").WithSummary("Accept, reject or replace what models suggest; take it back as an operation on tags");
        group.MapGet("/statistics", CountAsync).WithName("GetReviewStatistics").WithSummary("How often each model was right, by tag");
    }

    private static async Task<Ok<Page<SuggestionView>>> ListAsync(
        ReviewQueue queue, ICurrentUser user, string? tag, string? model, string? folder, double? min, double? max, string? order, int? limit, string? cursor, CancellationToken cancellation)
        => TypedResults.Ok(await queue.ListAsync(user.Id, new SuggestionFilter(tag, model, folder, min, max, order), limit, cursor, cancellation));

    private static async Task<Ok<Page<CaptionSuggestionView>>> ListCaptionsAsync(
        CaptionQueue queue, ICurrentUser user, string? model, string? folder, string? order, int? limit, string? cursor, CancellationToken cancellation)
        => TypedResults.Ok(await queue.ListAsync(user.Id, new CaptionFilter(model, folder, order), limit, cursor, cancellation));

    private static async Task<Results<Ok<TagOperationView>, Accepted<TagOperationView>>> ReviewAsync(ReviewRequest request, Reviews reviews, ICurrentUser user, CancellationToken cancellation)
        => TagOperationEndpoints.Answer(await reviews.ReviewAsync(user.Id, request, cancellation));

    private static async Task<Ok<ReviewStatisticsView>> CountAsync(ReviewStatistics statistics, ICurrentUser user, string? model, string? tag, CancellationToken cancellation)
        => TypedResults.Ok(await statistics.CountAsync(user.Id, model, tag, cancellation));
}
