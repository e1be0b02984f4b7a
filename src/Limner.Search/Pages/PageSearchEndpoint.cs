using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Search.Fusion;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Search.Pages;

/// <summary><c>GET /search/pages</c>: pages of documents beside the pictures that the same words find.</summary>
internal static class PageSearchEndpoint
{
    private const int MaxWords = 200;

    private const int DefaultPages = 12;

    public static void Map(IEndpointRouteBuilder api)
        => api.MapGet("/search/pages", FindAsync).WithTags("Search").WithName("SearchPages")
            .WithSummary("Pages of documents you see: on which the words stand, whose picture shows what they mean, or both ranked together");

    /// <param name="q">Words, without a query language; at most 200 characters.</param>
    /// <param name="mode"><c>text</c>, <c>semantic</c> or <c>hybrid</c>; left out: hybrid where it can be done, else text.</param>
    /// <param name="threshold">0..1: the least score of what is found by meaning.</param>
    /// <param name="limit">At most 50; 12 when left out.</param>
    private static async Task<Ok<FoundPagesView>> FindAsync(PageSearch search, ICurrentUser user, string? q, string? mode, double? threshold, int? limit, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(q) || q.Length > MaxWords)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Ask by words, of at most {MaxWords} characters.", "q"));
        }

        if (threshold is < 0 or > 1 or double.NaN)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("A score lies between 0 and 1.", "threshold"));
        }

        if (limit is < 1)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("Ask for at least one page.", "limit"));
        }

        return TypedResults.Ok(await search.FindAsync(user.Id, q.Trim(), SearchModes.Parse(mode), threshold, Math.Min(limit ?? DefaultPages, PageSearch.MaxPages), cancellation));
    }
}
