using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Operations;

/// <summary>Does or takes back what is too much for one request. How far it has come is in the operation itself.</summary>
internal sealed class TagOperationJob(IDatabase database, TagOperationRunner runner) : IJobHandler
{
    public const string JobKind = "tag_operation";

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var (operationId, isUndo) = job.Payload<Payload>();
        var state = isUndo ? TagOperationState.Undoing : TagOperationState.Applying;
        await database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<TagOperationRow>().AsNoTracking().FirstOrDefaultAsync(operation => operation.Id == operationId, token) is { } operation)
                {
                    await job.SetTotalAsync(db, operation.ImageCount, token);
                    await job.ResumeAsync(db, operation.DoneCount, 0, null, token);
                }
            },
            cancellation);
        while (await database.WriteAsync((db, token) => RunBatchAsync(db, job, operationId, state, token), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> RunBatchAsync(LimnerDb db, JobContext job, long operationId, TagOperationState state, CancellationToken cancellation)
    {
        var done = await runner.RunBatchAsync(db, operationId, state, cancellation);
        if (done > 0)
        {
            await job.AdvanceAsync(db, done, 0, null, cancellation);
        }

        return done > 0;
    }

    internal sealed record Payload(long OperationId, bool IsUndo);
}
