using System.Security.Claims;
using Limner.Jobs.Queue;
using Limner.Jobs.Running;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Paging;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Jobs.Endpoints;

/// <summary>All jobs of one kind.</summary>
/// <param name="Queued">Of the jobs the caller may see.</param>
/// <param name="Running">Of the jobs the caller may see.</param>
public sealed record QueueView(string Kind, bool Paused, int Queued, int Running);

internal static class QueueEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var queues = api.MapGroup("/queues").WithTags("Jobs").ProducesProblem(StatusCodes.Status401Unauthorized);
        queues.MapGet("/", ListAsync).WithName("ListQueues").WithSummary("Kinds of jobs, how many wait and run");
        var control = queues.MapGroup("/{kind}")
            .WithMetadata(RequiredPermission.Administer)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        control.MapPost("/pause", PauseAsync).WithName("PauseQueue").WithSummary("Begin no further jobs of this kind; kept over restarts");
        control.MapPost("/resume", ResumeAsync).WithName("ResumeQueue").WithSummary("Begin jobs of this kind again");
    }

    private static async Task<Ok<Page<QueueView>>> ListAsync(ClaimsPrincipal user, IDatabase database, IEnumerable<IJobHandler> handlers, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var counts = await Caller.From(user).Visible(db.Set<JobRow>())
            .Where(job => job.State == JobState.Queued || job.State == JobState.Running)
            .GroupBy(job => new { job.Kind, job.State })
            .Select(group => new { group.Key.Kind, group.Key.State, Count = group.Count() })
            .ToListAsync(cancellation);
        var paused = await db.Set<JobQueueRow>().Where(queue => queue.PausedAt != null).Select(queue => queue.Kind).ToHashSetAsync(cancellation);
        var kinds = handlers.Select(handler => handler.Kind).Concat(counts.Select(count => count.Kind)).Concat(paused).Distinct().Order(StringComparer.Ordinal);
        return TypedResults.Ok(new Page<QueueView>(
            [.. kinds.Select(kind => new QueueView(
                kind,
                paused.Contains(kind),
                counts.Where(count => count.Kind == kind && count.State == JobState.Queued).Sum(count => count.Count),
                counts.Where(count => count.Kind == kind && count.State == JobState.Running).Sum(count => count.Count)))],
            NextCursor: null));
    }

    private static Task<NoContent> PauseAsync(string kind, IDatabase database, IEnumerable<IJobHandler> handlers, RunnerSignal signal, TimeProvider clock, CancellationToken cancellation)
        => SetAsync(kind, clock.GetUtcNow(), database, handlers, signal, cancellation);

    private static Task<NoContent> ResumeAsync(string kind, IDatabase database, IEnumerable<IJobHandler> handlers, RunnerSignal signal, CancellationToken cancellation)
        => SetAsync(kind, pausedAt: null, database, handlers, signal, cancellation);

    private static async Task<NoContent> SetAsync(string kind, DateTimeOffset? pausedAt, IDatabase database, IEnumerable<IJobHandler> handlers, RunnerSignal signal, CancellationToken cancellation)
    {
        await database.WriteAsync(
            async (db, token) =>
            {
                var queue = await db.Set<JobQueueRow>().AsTracking().FirstOrDefaultAsync(row => row.Kind == kind, token);
                if (queue is null)
                {
                    if (handlers.All(handler => handler.Kind != kind) && !await db.Set<JobRow>().AnyAsync(job => job.Kind == kind, token))
                    {
                        throw new LimnerException(ErrorCatalogue.NotFound);
                    }

                    queue = new JobQueueRow { Kind = kind };
                    db.Add(queue);
                }

                // Pausing twice keeps the time of the first.
                queue.PausedAt = pausedAt is null ? null : queue.PausedAt ?? pausedAt;
                db.AfterCommit(signal.Wake);
            },
            cancellation);
        return TypedResults.NoContent();
    }
}
