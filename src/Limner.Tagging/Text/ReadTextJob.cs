using Limner.Jobs;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Text;

/// <summary>
/// Reads the text of contents that the gate let through, and of those that another version of the recogniser has read; or of one that somebody asked for. What
/// is left is a question to the database, so a restart goes on where the job was.
/// </summary>
internal sealed class ReadTextJob(IDatabase database, TextReading reading, IOptionsMonitor<OcrOptions> options) : IJobHandler
{
    public const string JobKind = "read_text";

    /// <summary>Ids fetched at once.</summary>
    private const int Batch = 100;

    public string Kind => JobKind;

    /// <summary>One for the library, one for somebody who waits for a picture.</summary>
    public int Concurrency => 2;

    public static NewJob ForAll()
        => new(JobKind, new ReadTextPayload(null), "Read the text in pictures", OwnerId: null, Priority: NewJob.Background, DeduplicationKey: JobKind);

    public static NewJob ForImage(long userId, long imageId, long contentId)
    {
        var subject = PublicId.Format(IdPrefixes.Image, imageId);
        return new(JobKind, new ReadTextPayload(contentId), "Read the text of a picture", userId, subject, Priority: 10, DeduplicationKey: $"{JobKind}:{subject}");
    }

    /// <summary>Contents that are to be read with this version of the recogniser.</summary>
    public static IQueryable<ContentTextRow> Lacking(LimnerDb db, string version)
        => db.Set<ContentTextRow>().Where(text => text.State == TextState.Pending
            || (text.State == TextState.Read && text.Version != version) || (text.State == TextState.Failed && text.Version != version));

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        if (job.Payload<ReadTextPayload>().ContentId is { } asked)
        {
            await database.WriteAsync((db, token) => job.SetTotalAsync(db, 1, token), cancellation);
            await reading.ReadAsync(asked, job, cancellation);
            return;
        }

        if (!options.CurrentValue.Enabled)
        {
            job.FoundNothingToDo = true;
            return;
        }

        var version = reading.Version;
        var after = 0L;
        var done = 0L;
        while (true)
        {
            // Pictures that a scan lets through meanwhile have higher ids, nearly always; those that have not are found by the job that the scan enqueues.
            var (ids, left) = await NextAsync(version, after, cancellation);
            if (ids.Count == 0)
            {
                job.FoundNothingToDo = done == 0;
                return;
            }

            await database.WriteAsync((db, token) => job.SetTotalAsync(db, done + left, token), cancellation);
            foreach (var id in ids)
            {
                await reading.ReadAsync(id, job, cancellation);
                done++;
                after = id;
            }
        }
    }

    private async Task<(List<long> Ids, long Left)> NextAsync(string version, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var lacking = Lacking(db, version).Where(text => text.ContentId > after);
        return (await lacking.OrderBy(text => text.ContentId).Select(text => text.ContentId).Take(Batch).ToListAsync(cancellation), await lacking.LongCountAsync(cancellation));
    }
}

/// <param name="ContentId">The only one to be read; null: all that are waiting.</param>
internal sealed record ReadTextPayload(long? ContentId);
