using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Library.Archive;

internal static class ArchiveEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var archive = api.MapGroup("/images/{id}/archive").WithTags("Images");
        archive.MapPut("/", AddAsync).WithName("ArchiveImage").WithSummary("Put a picture of yours away: it stays, and is in no list that does not ask for it");
        archive.MapDelete("/", RemoveAsync).WithName("UnarchiveImage").WithSummary("Bring a picture of yours back from the archive");
    }

    private static async Task<NoContent> AddAsync(string id, ImageArchive archive, ICurrentUser user, CancellationToken cancellation)
    {
        await archive.SetAsync(user.Id, ParseId(id), archived: true, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(string id, ImageArchive archive, ICurrentUser user, CancellationToken cancellation)
    {
        await archive.SetAsync(user.Id, ParseId(id), archived: false, cancellation);
        return TypedResults.NoContent();
    }

    private static long ParseId(string id) => PublicId.TryParse(IdPrefixes.Image, id, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound, "No such image.");
}
