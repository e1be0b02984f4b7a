using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Library;
using Limner.Search.Bulk;
using Limner.Search.Querying;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Search.Describing;

/// <summary>Which pictures are to be described, and how.</summary>
/// <param name="ImageIds">The images, up to 10,000; or else a filter.</param>
/// <param name="Filter">As of <c>GET /images</c>; an empty one is everything that it lists.</param>
/// <param name="Except">Images of the filter that are left alone, up to 10,000.</param>
/// <param name="Model"><c>ollama:NAME</c> or <c>openai:NAME</c>; left out: one's own choice, else the server's.</param>
/// <param name="PromptId">Left out: one's own choice, else the one that comes with the install.</param>
/// <param name="AskAgain">Ask also where an answer is known.</param>
/// <param name="Priority">-9 to 10.</param>
internal sealed record DescribeRequest(
    IReadOnlyList<string?>? ImageIds, FilterParameters? Filter, IReadOnlyList<string?>? Except, string? Model, string? PromptId, bool AskAgain = false, int Priority = 0)
{
    public NewDescriptionRun Run => new(Model, PromptId, AskAgain, Priority);
}

/// <summary>Runs of vision models over what a search finds.</summary>
internal static class DescribeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/description-runs").WithTags("Vision models").RequireRateLimiting(RateLimits.Expensive);
        runs.MapPost("/", BeginAsync).WithName("DescribeImages").WithSummary("Have a vision model describe pictures of yours: a selection, or what a search finds");
        runs.MapPost("/estimate", EstimateAsync).WithName("EstimateDescriptions").WithSummary("How many pictures that would be, and how long it would take");
    }

    private static async Task<Accepted<DescriptionRunView>> BeginAsync(
        DescribeRequest request, IDescriptionRuns runs, IDatabase database, Visibility visibility, Gazetteer gazetteer, ICurrentUser user, CancellationToken cancellation)
    {
        var selection = BulkSelection.Parse(request.ImageIds, request.Filter, request.Except, gazetteer);
        var userId = user.Id;
        var run = await database.WriteAsync(
            async (db, token) => await runs.BeginAsync(db, userId, await selection.FindAsync(db, Searcher.For(visibility, userId), token), request.Run, token), cancellation);
        return TypedResults.Accepted($"/api/v1/description-runs/{run.Id}", run);
    }

    private static async Task<Ok<DescriptionEstimate>> EstimateAsync(
        DescribeRequest request, IDescriptionRuns runs, IDatabase database, Visibility visibility, Gazetteer gazetteer, ICurrentUser user, CancellationToken cancellation)
    {
        var selection = BulkSelection.Parse(request.ImageIds, request.Filter, request.Except, gazetteer);
        var userId = user.Id;
        return TypedResults.Ok(await database.SnapshotAsync(
            async (db, token) => await runs.EstimateAsync(db, userId, await selection.FindAsync(db, Searcher.For(visibility, userId), token), request.Run, token), cancellation));
    }
}
