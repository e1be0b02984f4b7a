using Limner.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Limner.Search.Retrieval;

/// <summary><c>GET /rag/search</c>: what a generation would be given, for looking at or for a generator elsewhere.</summary>
internal static class RetrievalEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
        => api.MapGet("/rag/search", FindAsync).WithTags("Search").WithName("FindExamples")
            .WithSummary("Pictures you see to go by when another is made: relevant, unlike one another, with captions, tags and rights");

    /// <param name="query">Words and the query language; or leave it out and name pictures in <c>like</c>.</param>
    /// <param name="like">Ids of images, or what <c>POST /search/picture</c> answered.</param>
    /// <param name="k">How many, 1 to 50; 5 when left out.</param>
    /// <param name="lambda">0..1: 1 asks for relevance alone, 0 for variety alone; 0.7 when left out.</param>
    /// <param name="threshold">0..1: the least score of what is found by meaning or likeness.</param>
    private static async Task<Ok<ExampleSet>> FindAsync(
        IExampleRetrieval retrieval, ICurrentUser user, string? query, [FromQuery] string[]? like, int? k, double? lambda, double? threshold, CancellationToken cancellation)
    {
        var question = new ExampleQuestion { Query = query, Like = [.. (like ?? []).Where(text => !string.IsNullOrWhiteSpace(text))], Threshold = threshold };
        question = question with { Count = k ?? question.Count, Lambda = lambda ?? question.Lambda };
        return TypedResults.Ok(await retrieval.FindAsync(user.Id, question, cancellation));
    }
}
