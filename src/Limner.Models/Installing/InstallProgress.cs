using Limner.Jobs;
using Limner.Storage;

namespace Limner.Models.Installing;

/// <summary>Bytes counted in a job: what was there before as resumed, what comes as done; a few times a second, not at every piece.</summary>
internal sealed class InstallProgress(IDatabase database, JobContext job, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private long _waiting;
    private long _writtenAt;

    public Task BeginAsync(long total, long resumed, string message, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                await job.SetTotalAsync(db, total, token);
                await job.ResumeAsync(db, resumed, 0, message, token);
                _writtenAt = clock.GetTimestamp();
            },
            cancellation);

    public async Task AddAsync(long bytes, CancellationToken cancellation)
    {
        _waiting += bytes;
        if (_waiting > 0 && clock.GetElapsedTime(_writtenAt) >= Pause)
        {
            await SayAsync(null, cancellation);
        }
    }

    /// <summary>Writes what is not written yet.</summary>
    public async Task SayAsync(string? message, CancellationToken cancellation)
    {
        var bytes = _waiting;
        await database.WriteAsync((db, token) => job.AdvanceAsync(db, bytes, 0, message, token), cancellation);
        _waiting -= bytes;
        _writtenAt = clock.GetTimestamp();
    }
}
