using Limner.Jobs;
using Limner.Kernel.Ids;
using Limner.Library.Scanning;
using Limner.Storage;

namespace Limner.Library.Tests;

/// <summary>Counts progress as a running job does, committed with the transaction that reports it.</summary>
internal sealed class TestJob(FolderRow folder, ScanPayload payload, long id = 0) : JobContext
{
    /// <summary>0: none that the queue knows, so every run is a job of its own.</summary>
    public override long Id => id;

    public override long? OwnerId => folder.OwnerId;

    public override string? Subject => PublicId.Format(IdPrefixes.Folder, folder.Id);

    public override int Attempt => 1;

    public long Total { get; private set; }

    public long Done { get; private set; }

    public long Failed { get; private set; }

    public List<string> Messages { get; } = [];

    public override T Payload<T>() => (T)(object)payload;

    public override Task SetTotalAsync(LimnerDb db, long total, CancellationToken cancellation)
    {
        db.AfterCommit(() => Total = total);
        return Task.CompletedTask;
    }

    public override Task ResumeAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
        => AdvanceAsync(db, done, failed, message, cancellation);

    public override Task AdvanceAsync(LimnerDb db, long done, long failed, string? message, CancellationToken cancellation)
    {
        db.AfterCommit(() =>
        {
            Done += done;
            Failed += failed;
            if (message is not null)
            {
                Messages.Add(message);
            }
        });
        return Task.CompletedTask;
    }
}
