using Limner.Accounts;
using Limner.Kernel.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Library.Sharing;

internal static class ShareEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var shares = api.MapGroup("/folders/{id}/shares").WithTags("Folders");
        shares.MapGet("/", GetAsync).WithName("GetFolderShares").WithSummary("With whom your folder is shared");
        shares.MapPut("/", ReplaceAsync).WithName("ReplaceFolderShares").WithSummary("Share your folder with these people, or with everyone, and with nobody else");

        // Not a matter of writing: somebody who was made a viewer still decides who sees what is theirs. From a session only.
        shares.MapDelete("/", EndAsync).WithName("EndFolderShares").WithSummary("Share your folder with nobody any more, whatever your role")
            .WithMetadata(RequiredPermission.Account);
    }

    private static async Task<Ok<SharesView>> GetAsync(string id, FolderSharing sharing, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await sharing.GetAsync(user.Id, FolderGate.ParseId(id), cancellation));

    private static async Task<Ok<SharesView>> ReplaceAsync(string id, SharesChange change, FolderSharing sharing, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await sharing.ReplaceAsync(user.Id, FolderGate.ParseId(id), change, cancellation));

    private static async Task<NoContent> EndAsync(string id, FolderSharing sharing, ICurrentUser user, CancellationToken cancellation)
    {
        await sharing.ReplaceAsync(user.Id, FolderGate.ParseId(id), SharesChange.Nobody, cancellation);
        return TypedResults.NoContent();
    }
}
