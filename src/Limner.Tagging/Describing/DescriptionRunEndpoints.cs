using Limner.Accounts;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>A picture of a run without a usable answer.</summary>
/// <param name="Name">Of the image; left out where it is gone.</param>
public sealed record DescriptionFailureView(string ImageId, string? Name, JobError Error);

/// <param name="Priority">-9 to 10.</param>
public sealed record RunPriorityRequest(int Priority);

internal static class DescriptionRunEndpoints
{
    private const string Newest = "-id";
    private const string ByImage = "image";

    public static void Map(IEndpointRouteBuilder api)
    {
        // Runs begin in Search, which finds the pictures they are about.
        var runs = api.MapGroup("/description-runs").WithTags("Vision models");
        runs.MapGet("/", ListAsync).WithName("ListDescriptionRuns").WithSummary("Your runs of the last 90 days, newest first");
        runs.MapGet("/{id}", GetAsync).WithName("GetDescriptionRun").WithSummary("One run");
        runs.MapPatch("/{id}", PrioritiseAsync).WithName("PrioritiseDescriptionRun").WithSummary("Let a run go before or after others");
        runs.MapPost("/{id}/pause", PauseAsync).WithName("PauseDescriptionRun").WithSummary("Stop for now; what is answered stays");
        runs.MapPost("/{id}/resume", ResumeAsync).WithName("ResumeDescriptionRun").WithSummary("Go on with what is left");
        runs.MapPost("/{id}/cancel", CancelAsync).WithName("CancelDescriptionRun").WithSummary("Stop for good; what is answered stays");
        runs.MapGet("/{id}/failures", FailuresAsync).WithName("ListDescriptionFailures").WithSummary("The pictures of a run without a usable answer, each with its reason");
        runs.MapPost("/{id}/failures/retry", RetryAsync).WithName("RetryDescriptionFailures").WithSummary("Ask once more about the pictures without a usable answer");
    }

    private static async Task<Ok<Page<DescriptionRunView>>> ListAsync(DescriptionRuns runs, IDatabase database, ICurrentUser user, int? limit, string? cursor, CancellationToken cancellation)
    {
        var after = Decode(cursor, Newest);
        await using var db = database.Read();
        var take = PageLimits.Clamp(limit);
        var rows = await DescriptionRuns.Mine(db, user.Id).Where(run => after == null || run.Id < after.Id).OrderByDescending(run => run.Id).Take(take + 1).ToListAsync(cancellation);
        var next = rows.Count > take ? new Cursor(Newest, null, rows[take - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<DescriptionRunView>(await runs.ViewsAsync(db, [.. rows.Take(take)], cancellation), next));
    }

    private static async Task<Ok<DescriptionRunView>> GetAsync(string id, DescriptionRuns runs, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return TypedResults.Ok((await runs.ViewsAsync(db, [await FindAsync(db, user.Id, id, cancellation)], cancellation))[0]);
    }

    private static async Task<Ok<DescriptionRunView>> PrioritiseAsync(string id, RunPriorityRequest request, DescriptionRuns runs, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await runs.PrioritiseAsync(user.Id, ParseId(id), request.Priority, cancellation));

    private static async Task<Ok<DescriptionRunView>> PauseAsync(string id, DescriptionRuns runs, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await runs.PauseAsync(user.Id, ParseId(id), cancellation));

    private static async Task<Ok<DescriptionRunView>> ResumeAsync(string id, DescriptionRuns runs, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await runs.ResumeAsync(user.Id, ParseId(id), cancellation));

    private static async Task<Ok<DescriptionRunView>> CancelAsync(string id, DescriptionRuns runs, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await runs.CancelAsync(user.Id, ParseId(id), cancellation));

    private static async Task<Ok<DescriptionRunView>> RetryAsync(string id, DescriptionRuns runs, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await runs.RetryFailuresAsync(user.Id, ParseId(id), cancellation));

    private static async Task<Ok<Page<DescriptionFailureView>>> FailuresAsync(string id, IDatabase database, ICurrentUser user, int? limit, string? cursor, CancellationToken cancellation)
    {
        var after = Decode(cursor, ByImage);
        await using var db = database.Read();
        var run = await FindAsync(db, user.Id, id, cancellation);
        var take = PageLimits.Clamp(limit);
        var failures = db.Set<DescriptionRunImageRow>().Where(image => image.RunId == run.Id && image.State == DescriptionImageState.Failed);
        var total = await failures.LongCountAsync(cancellation);
        var rows = await failures.Where(image => after == null || image.ImageId > after.Id).OrderBy(image => image.ImageId).Take(take + 1)
            .Select(image => new
            {
                image.ImageId,
                image.ErrorCode,
                image.ErrorDetail,
                Name = Visibility.OwnedBy(db, user.Id).Where(own => own.Id == image.ImageId).Select(own => own.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        var next = rows.Count > take ? new Cursor(ByImage, null, rows[take - 1].ImageId).Encode() : null;
        return TypedResults.Ok(new Page<DescriptionFailureView>(
            [.. rows.Take(take).Select(row => new DescriptionFailureView(PublicId.Format(IdPrefixes.Image, row.ImageId), row.Name, JobError.Of(row.ErrorCode ?? ErrorCatalogue.Internal.Code, row.ErrorDetail)!))], next, total));
    }

    private static async Task<DescriptionRunRow> FindAsync(LimnerDb db, long userId, string id, CancellationToken cancellation)
    {
        var number = ParseId(id);
        return await DescriptionRuns.Mine(db, userId).FirstOrDefaultAsync(run => run.Id == number, cancellation) ?? throw DescriptionRuns.NoRun();
    }

    private static Cursor? Decode(string? cursor, string order)
        => Cursor.TryDecode(cursor, order, out var after) ? after : throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));

    private static long ParseId(string id) => PublicId.TryParse(IdPrefixes.DescriptionRun, id, out var number) ? number : throw DescriptionRuns.NoRun();
}
