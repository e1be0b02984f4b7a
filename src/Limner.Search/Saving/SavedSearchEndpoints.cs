using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Paging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Search.Saving;

internal static class SavedSearchEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        // Like marks, a person's own note beside the library: whoever only looks may keep searches too.
        var searches = api.MapGroup("/saved-searches").WithTags("Search");
        searches.MapGet("/", ListAsync).WithName("ListSavedSearches").WithSummary("The searches you keep, by name");
        searches.MapPost("/", AddAsync).WithName("SaveSearch").WithSummary("Keep a search under a name, among the albums if you like").WithMetadata(RequiredPermission.Mark);
        searches.MapGet("/{id}", GetAsync).WithName("GetSavedSearch").WithSummary("One search you keep; its pictures are those of GET /images with its filter");
        searches.MapPatch("/{id}", ChangeAsync).WithName("ChangeSavedSearch").WithSummary("Change a search you keep").WithMetadata(RequiredPermission.Mark);
        searches.MapDelete("/{id}", RemoveAsync).WithName("RemoveSavedSearch").WithSummary("Forget a search; pictures stay").WithMetadata(RequiredPermission.Mark);
    }

    private static async Task<Ok<Page<SavedSearchView>>> ListAsync(SavedSearches searches, ICurrentUser user, CancellationToken cancellation)
    {
        var items = await searches.ListAsync(user.Id, cancellation);
        return TypedResults.Ok(new Page<SavedSearchView>(items, NextCursor: null, items.Count));
    }

    private static async Task<Created<SavedSearchView>> AddAsync(NewSavedSearch search, SavedSearches searches, ICurrentUser user, CancellationToken cancellation)
    {
        var view = await searches.AddAsync(user.Id, search, cancellation);
        return TypedResults.Created($"/api/v1/saved-searches/{view.Id}", view);
    }

    private static async Task<Ok<SavedSearchView>> GetAsync(string id, SavedSearches searches, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await searches.GetAsync(user.Id, id, cancellation));

    private static async Task<Ok<SavedSearchView>> ChangeAsync(string id, SavedSearchChange change, SavedSearches searches, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await searches.ChangeAsync(user.Id, id, change, cancellation));

    private static async Task<NoContent> RemoveAsync(string id, SavedSearches searches, ICurrentUser user, CancellationToken cancellation)
    {
        await searches.RemoveAsync(user.Id, id, cancellation);
        return TypedResults.NoContent();
    }
}
