using Limner.Documents;
using Limner.Imaging;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Search.Vectors;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Pages;

/// <summary>
/// Makes the vectors of pages that were read before there was a model, for a job. Which are lacking is a question to the database, so a restart goes on where the job was;
/// a page that cannot be had is counted as failed, and tried again by the next such job.
/// </summary>
internal sealed class PageVectorMaking(IDatabase database, IDocumentPages documents)
{
    /// <summary>Pages of a transaction: seconds of work, lost when the server is killed.</summary>
    private const int BatchSize = 20;

    /// <summary>Pages that were read and lack the vector of a model.</summary>
    public IQueryable<long> Lacking(LimnerDb db, string kind, string model)
        => documents.Read(db).Where(id => !db.Set<VectorRow>().Any(row => row.ContentId == id && db.Set<VectorSpaceRow>().Any(space => space.Id == row.SpaceId && space.Kind == kind && space.Model == model)));

    /// <param name="before">How many pictures the job has looked at already: they count in its total.</param>
    /// <returns>How many pages were looked at.</returns>
    public async Task<long> RunAsync(JobContext job, long before, PageVectorsToMake work, CancellationToken cancellation)
    {
        var (after, seen, isCounted) = (0L, 0L, false);
        while (work.GoesOn())
        {
            var ids = await NextAsync(work, after, cancellation);
            if (ids.Count == 0)
            {
                break;
            }

            if (!isCounted)
            {
                isCounted = true;
                var left = await CountAsync(work, cancellation);
                await database.WriteAsync((db, token) => job.SetTotalAsync(db, before + left, token), cancellation);
            }

            var made = new List<(SeenPage Page, object Finding)>(ids.Count);
            foreach (var id in ids)
            {
                if (await LookAsync(id, work, cancellation) is { } page)
                {
                    made.Add(page);
                }
            }

            await database.WriteAsync((db, token) => SaveAsync(db, job, work, made, ids.Count - made.Count, token), cancellation);
            seen += ids.Count;
            after = ids[^1];
        }

        return seen;
    }

    /// <returns>Null for a page that cannot be had at the moment. Its picture is let go of.</returns>
    private async Task<(SeenPage Page, object Finding)?> LookAsync(long pageId, PageVectorsToMake work, CancellationToken cancellation)
    {
        try
        {
            using var page = await documents.DecodeAsync(pageId, cancellation);

            // A network keeps a core busy: on the thread pool web requests would wait for a thread.
            return (page, await Task.Factory.StartNew(
                () => work.Analyzer.AnalyzeAsync(page.Picture, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap());
        }
        catch (LimnerException exception) when (IsAboutThePage(exception.Failure.Error))
        {
            return null;
        }
    }

    /// <summary>Of pages that went or are others since, nothing is kept.</summary>
    private async Task SaveAsync(LimnerDb db, JobContext job, PageVectorsToMake work, IReadOnlyList<(SeenPage Page, object Finding)> made, int failed, CancellationToken cancellation)
    {
        await job.AdvanceAsync(db, made.Count, failed, null, cancellation);
        var current = (await documents.CurrentAsync(db, [.. made.Select(item => item.Page)], cancellation)).Select(page => page.Id).ToHashSet();
        await work.Analyzer.SaveAsync(db, [.. made.Where(item => current.Contains(item.Page.Id)).Select(item => new AnalyzedPage(item.Page.Id, item.Finding))], cancellation);
    }

    private async Task<List<long>> NextAsync(PageVectorsToMake work, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await Lacking(db, work.Kind, work.Model).Where(id => id > after).OrderBy(id => id).Take(BatchSize).ToListAsync(cancellation);
    }

    private async Task<long> CountAsync(PageVectorsToMake work, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await Lacking(db, work.Kind, work.Model).LongCountAsync(cancellation);
    }

    /// <summary>Everything else (a model that is missing, say) would fail every page alike and ends the job instead.</summary>
    private static bool IsAboutThePage(ErrorDefinition error)
        => error.Code.StartsWith("file_", StringComparison.Ordinal) || error.Code.StartsWith("path_", StringComparison.Ordinal) || error.Code.StartsWith("folder_", StringComparison.Ordinal)
            || error.Code.StartsWith("page_", StringComparison.Ordinal) || error.Code.StartsWith("pdf_", StringComparison.Ordinal) || error.Code.StartsWith("child_process", StringComparison.Ordinal)
            || error == ErrorCatalogue.NotFound || error == ErrorCatalogue.Inference;
}

/// <summary>Which vectors of pages are to be made, and how.</summary>
/// <param name="Kind">See <see cref="PageSpaces"/>.</param>
/// <param name="Model">Whose vectors.</param>
internal sealed record PageVectorsToMake(string Kind, string Model, IPageAnalyzer Analyzer)
{
    /// <summary>Asked before each batch: false ends the work early.</summary>
    public Func<bool> GoesOn { get; init; } = () => true;
}
