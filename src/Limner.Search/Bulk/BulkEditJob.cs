using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Bulk;

/// <summary>Does or takes back what is too much for one request. How far it has come is in the edit itself.</summary>
internal sealed class BulkEditJob(IDatabase database, BulkRunner runner) : IJobHandler
{
    public const string JobKind = "bulk_edit";

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var (editId, isUndo) = job.Payload<Payload>();
        var state = isUndo ? BulkEditState.Undoing : BulkEditState.Applying;
        await database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<BulkEditRow>().AsNoTracking().FirstOrDefaultAsync(edit => edit.Id == editId, token) is { } edit)
                {
                    await job.SetTotalAsync(db, edit.ImageCount, token);
                    await job.ResumeAsync(db, edit.DoneCount, 0, null, token);
                }
            },
            cancellation);
        while (await database.WriteAsync((db, token) => RunBatchAsync(db, job, editId, state, token), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> RunBatchAsync(LimnerDb db, JobContext job, long editId, BulkEditState state, CancellationToken cancellation)
    {
        var done = await runner.RunBatchAsync(db, editId, state, cancellation);
        if (done > 0)
        {
            await job.AdvanceAsync(db, done, 0, null, cancellation);
        }

        return done > 0;
    }

    internal sealed record Payload(long EditId, bool IsUndo);
}
