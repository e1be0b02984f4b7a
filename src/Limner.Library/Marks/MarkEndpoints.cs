using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Library.Marks;

internal static class MarkEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
        => api.MapPut("/images/{id}/marks", SetAsync).WithTags("Images").WithName("SetImageMarks").WithSummary("Your own favourite and rating of a picture you see, in the place of those before")
            .WithMetadata(RequiredPermission.Mark);

    private static async Task<Ok<MarksView>> SetAsync(string id, MarksView marks, ImageMarks images, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await images.SetAsync(
            user.Id, PublicId.TryParse(IdPrefixes.Image, id, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound, "No such image."), marks, cancellation));
}
