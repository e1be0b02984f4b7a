using System.Security.Claims;
using Limner.Jobs;
using Limner.Kernel.Access;
using Limner.Models.Installing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Limner.Models.Endpoints;

internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var models = api.MapGroup("/models").WithTags("Models").ProducesProblem(StatusCodes.Status401Unauthorized);
        models.MapGet("", ListAsync).WithName("ListModels").WithSummary("Models that are there, and that can be had");

        var change = models.MapGroup("").WithMetadata(RequiredPermission.Administer).ProducesProblem(StatusCodes.Status403Forbidden);
        change.MapPost("/{id}/download", DownloadAsync).WithName("DownloadModel").WithSummary("Download a model of the catalogue")
            .WithDescription("A job does it: it goes on after a break or a restart where it was. To stop it, cancel the job; what is there stays until the model is deleted.")
            .RequireRateLimiting(RateLimits.Expensive)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        change.MapPost("/import", ImportAsync).WithName("ImportModel").WithSummary("Copy a model from a folder on the server")
            .RequireRateLimiting(RateLimits.Expensive)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        change.MapDelete("/{id}", RemoveAsync).WithName("RemoveModel").WithSummary("Remove an installed model, or what is there of one that is not")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<ModelsView>> ListAsync(ClaimsPrincipal user, ModelViews views, CancellationToken cancellation)
        => TypedResults.Ok(await views.AllAsync(user.IsInRole("administrator"), cancellation));

    private static async Task<Accepted<JobView>> DownloadAsync(string id, ModelDownloadRequest request, ModelInstallations installations, CancellationToken cancellation)
        => Accepted(await installations.DownloadAsync(id, request.AcceptLicence, cancellation));

    private static async Task<Accepted<JobView>> ImportAsync(ModelImportRequest request, ModelInstallations installations, CancellationToken cancellation)
        => Accepted(await installations.ImportAsync(request.Path, request.Id, request.Licence, cancellation));

    private static async Task<NoContent> RemoveAsync(string id, ModelInstallations installations, CancellationToken cancellation)
    {
        await installations.RemoveAsync(id, cancellation);
        return TypedResults.NoContent();
    }

    private static Accepted<JobView> Accepted(JobView job) => TypedResults.Accepted($"/api/v1/jobs/{job.Id}", job);
}
