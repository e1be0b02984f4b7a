using System.Security.Claims;
using Limner.Jobs.Queue;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Jobs.Endpoints;

internal static class JobEndpoints
{
    private const string Newest = "-id";

    public static void Map(IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs").ProducesProblem(StatusCodes.Status401Unauthorized);
        jobs.MapGet("/", ListAsync).WithName("ListJobs").WithSummary("Jobs, newest first").ProducesProblem(StatusCodes.Status400BadRequest);
        jobs.MapGet("/{id}", GetAsync).WithName("GetJob").WithSummary("One job").ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapPost("/{id}/cancel", CancelAsync).WithName("CancelJob").WithSummary("Cancel a queued or running job")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        jobs.MapPost("/{id}/retry", RetryAsync).WithName("RetryJob").WithSummary("Queue a failed or cancelled job again")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<Page<JobView>>> ListAsync(
        ClaimsPrincipal user, IDatabase database, JobViews views, CancellationToken cancellation, string? state = null, string? kind = null, int? limit = null, string? cursor = null)
    {
        if (!Cursor.TryDecode(cursor, Newest, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor does not belong to this list.", "cursor"));
        }

        await using var db = database.Read();
        var caller = Caller.From(user);
        var matching = caller.Visible(db.Set<JobRow>()).Where(job => !job.Uneventful);
        if (!string.IsNullOrEmpty(state))
        {
            var wanted = ParseState(state);
            matching = matching.Where(job => job.State == wanted);
        }

        if (!string.IsNullOrEmpty(kind))
        {
            matching = matching.Where(job => job.Kind == kind);
        }

        var length = PageLimits.Clamp(limit);
        var total = await matching.LongCountAsync(cancellation);
        if (after is not null)
        {
            matching = matching.Where(job => job.Id < after.Id);
        }

        var rows = await matching.OrderByDescending(job => job.Id).Take(length + 1).ToListAsync(cancellation);
        var next = rows.Count > length ? new Cursor(Newest, null, rows[length - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<JobView>([.. rows.Take(length).Select(row => views.From(row, caller))], next, total));
    }

    private static async Task<Ok<JobView>> GetAsync(string id, ClaimsPrincipal user, IDatabase database, JobViews views, CancellationToken cancellation)
        => TypedResults.Ok(views.From(await FindAsync(id, user, database, cancellation), Caller.From(user)));

    private static async Task<Accepted<JobView>> CancelAsync(string id, ClaimsPrincipal user, IDatabase database, IJobQueue queue, CancellationToken cancellation)
    {
        var row = await FindAsync(id, user, database, cancellation);
        return Accepted(row, user, await queue.CancelAsync(row.Id, cancellation));
    }

    private static async Task<Accepted<JobView>> RetryAsync(string id, ClaimsPrincipal user, IDatabase database, IJobQueue queue, CancellationToken cancellation)
    {
        var row = await FindAsync(id, user, database, cancellation);
        return Accepted(row, user, await queue.RetryAsync(row.Id, cancellation));
    }

    private static Accepted<JobView> Accepted(JobRow row, ClaimsPrincipal user, JobView job)
        => TypedResults.Accepted($"/api/v1/jobs/{job.Id}", row.OwnerId is { } owner && owner != Caller.From(user).Id ? job.WithoutParticulars() : job);

    /// <summary>Somebody else's job is answered exactly as one that never was.</summary>
    private static async Task<JobRow> FindAsync(string id, ClaimsPrincipal user, IDatabase database, CancellationToken cancellation)
    {
        if (PublicId.TryParse(IdPrefixes.Job, id, out var number))
        {
            await using var db = database.Read();
            if (await Caller.From(user).Visible(db.Set<JobRow>()).FirstOrDefaultAsync(job => job.Id == number, cancellation) is { } row)
            {
                return row;
            }
        }

        throw new LimnerException(ErrorCatalogue.NotFound);
    }

    private static JobState ParseState(string text)
        => text switch
        {
            "queued" => JobState.Queued,
            "running" => JobState.Running,
            "succeeded" => JobState.Succeeded,
            "failed" => JobState.Failed,
            "cancelled" => JobState.Cancelled,
            _ => throw new LimnerException(ErrorCatalogue.Validation.With("It is one of queued, running, succeeded, failed, cancelled.", "state")),
        };
}
