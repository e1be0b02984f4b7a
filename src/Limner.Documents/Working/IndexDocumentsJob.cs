using Limner.Documents.Storing;
using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Limner.Documents.Working;

/// <summary>Puts pages into the index anew whose words were cut another way: by an earlier version of the server. What is left is a question to the database.</summary>
internal sealed class IndexDocumentsJob(IDatabase database, PageWords words) : IJobHandler
{
    public const string JobKind = "index_documents";

    private const int Batch = 20;

    public string Kind => JobKind;

    public static NewJob New() => new(JobKind, new object(), "Index the words of documents", OwnerId: null, Priority: NewJob.Background, DeduplicationKey: JobKind);

    /// <summary>Answered from an index alone; the pages themselves, with their text, are not looked at.</summary>
    public static IQueryable<DocumentPageRow> Lacking(LimnerDb db, int version) => db.Set<DocumentPageRow>().Where(page => page.State == PageState.Read && page.WordsVersion != version);

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var lacking = await CountAsync(cancellation);
        job.FoundNothingToDo = lacking.Count == 0;
        await database.WriteAsync((db, token) => job.SetTotalAsync(db, lacking.Sum(each => each.Pages), token), cancellation);
        foreach (var (version, _) in lacking)
        {
            for (long? last = 0; last is { } after;)
            {
                last = await IndexBatchAsync(version, after, job, cancellation);
            }
        }
    }

    /// <returns>How many pages there are of each other version.</returns>
    private async Task<List<(int Version, long Pages)>> CountAsync(CancellationToken cancellation)
    {
        await using var db = database.Read();
        return (await Lacking(db, words.Version).GroupBy(page => page.WordsVersion).Select(group => new { Version = group.Key, Pages = group.LongCount() }).ToListAsync(cancellation))
            .ConvertAll(each => (each.Version, each.Pages));
    }

    /// <param name="after">The id at which the batch before ended.</param>
    /// <returns>The id at which this one ended; null: there were no more.</returns>
    private Task<long?> IndexBatchAsync(int version, long after, JobContext job, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var pages = await db.Set<DocumentPageRow>().Where(page => page.State == PageState.Read && page.WordsVersion == version && page.Id > after).OrderBy(page => page.Id).Take(Batch).Select(page => new { page.Id, page.Number, page.Elements }).ToListAsync(token);
                foreach (var page in pages)
                {
                    await words.IndexAsync(db, page.Id, StoredElements.Read(page.Elements).Where(element => element.Page == page.Number), token);
                    await db.Set<DocumentPageRow>().Where(row => row.Id == page.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.WordsVersion, words.Version), token);
                }

                await job.AdvanceAsync(db, pages.Count, 0, message: null, token);
                return pages.Count > 0 ? pages[^1].Id : (long?)null;
            },
            cancellation);
}

/// <summary>Begins that job at start where it has anything to do.</summary>
internal sealed class DocumentWordsCheck(IDatabase database, PageWords words, IJobQueue jobs) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Read();
        if (await IndexDocumentsJob.Lacking(db, words.Version).AnyAsync(cancellationToken))
        {
            await database.WriteAsync((write, token) => jobs.EnqueueAsync(write, IndexDocumentsJob.New(), token), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
