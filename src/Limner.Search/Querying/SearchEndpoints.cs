using Limner.Accounts;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Search.Fusion;
using Limner.Search.Querying.Language;
using Limner.Search.Suggesting;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Querying;

internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Search");
        group.MapGet("/images", ListAsync).WithName("ListImages").WithSummary("The images you see: searched, filtered, sorted, page by page");
        group.MapGet("/images/timeline", TimelineAsync).WithName("GetTimeline").WithSummary("How many images each month has and, with ratios=true, the shape of each; with the filters of the list");
        group.MapGet("/search/query", Query).WithName("ReadQuery").WithSummary("What a query in the search box asks for, or why it cannot be read");
        group.MapGet("/search/fields", Fields).WithName("ListQueryFields").WithSummary("The fields that a query may have");
        group.MapGet("/search/suggest", SuggestAsync).WithName("SuggestSearch").WithSummary("Tags, folders, cameras, places, dates, people and fields of a query that complete what is being typed");
    }

    /// <param name="mode"><c>text</c>, <c>semantic</c> or <c>hybrid</c>; left out: hybrid in the order of relevance where it can be done, else text.</param>
    /// <param name="threshold">0..1: the least score of what is found by meaning.</param>
    private static async Task<Ok<ImagePage>> ListAsync(
        CachedSearch search, ICurrentUser user, [AsParameters] FilterParameters asked, string? sort, int? limit, string? cursor, string? mode, double? threshold, CancellationToken cancellation)
        => TypedResults.Ok(await search.PageAsync(user.Id, asked, sort, PageLimits.Clamp(limit), cursor, mode, threshold, cancellation));

    /// <param name="mode">As of the list, of which it is the timeline then; left out: <c>text</c>, as of lists by date.</param>
    /// <param name="threshold">0..1: the least score of what is found by meaning.</param>
    private static async Task<Ok<TimelineView>> TimelineAsync(
        IDatabase database, Facets facets, FusedSearch fused, Visibility visibility, Gazetteer gazetteer, ICurrentUser user, [AsParameters] FilterParameters asked, bool? ratios, string? mode,
        double? threshold, CancellationToken cancellation)
    {
        var filter = ImageFilter.Parse(asked, gazetteer);
        var question = FusedQuestion.Of(filter, SearchModes.Parse(mode) ?? SearchMode.Text, threshold);
        if (filter.IsEverything)
        {
            return TypedResults.Ok(new TimelineView(await (ratios == true ? facets.ShapesAsync(user.Id, cancellation) : facets.MonthsAsync(user.Id, cancellation)), SearchMode.Text, null));
        }

        var (version, searcher) = (database.Version, Searcher.For(visibility, user.Id));
        var answer = await fused.RankAsync(searcher, version, question, cancellation);
        filter = answer.List is { } list ? filter.Among([.. list.Hits.Select(hit => hit.ImageId)]) : filter;
        await using var db = database.Read();
        var images = filter.Apply(db, searcher);
        return TypedResults.Ok(new TimelineView(await (ratios == true ? Timeline.ShapesAsync(db, images, cancellation) : Timeline.CountAsync(images, cancellation)), answer.Mode, answer.Reason));
    }

    private static Ok<QueryView> Query(Gazetteer gazetteer, string? q) => TypedResults.Ok(QueryView.Of(q ?? "", gazetteer));

    private static Ok<QueryFieldsView> Fields()
        => TypedResults.Ok(new QueryFieldsView([.. QueryField.All.Select(field => new QueryFieldView(field.Name, field.Example, field.Summary))]));

    private static async Task<Ok<SuggestionsView>> SuggestAsync(Suggestions suggestions, ICurrentUser user, string? q, int? limit, CancellationToken cancellation)
        => TypedResults.Ok(await suggestions.CompleteAsync(user.Id, SearchQuery.Bounded(q), limit, cancellation));
}
