using Limner.Documents.Layout;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Storage;
using Microsoft.Extensions.Logging;

namespace Limner.Documents.Working;

/// <summary>Has those look at pages who want to.</summary>
internal sealed class PageLooks(IEnumerable<IPageAnalyzer> analyzers, ILogger<PageLooks> logger)
{
    private readonly IReadOnlyList<IPageAnalyzer> _analyzers = [.. analyzers];

    /// <summary>Whether pages need a picture.</summary>
    public bool AreWanted => _analyzers.Any(analyzer => analyzer.IsEnabled);

    /// <summary>Everything that is found in a page's picture, which is disposed of.</summary>
    public async Task<PageLayout> LookAsync(PageLayout layout, CancellationToken cancellation)
    {
        if (layout.Picture is null)
        {
            return layout;
        }

        using var picture = layout.Picture;
        var findings = new List<PageFinding>();
        foreach (var analyzer in _analyzers.Where(analyzer => analyzer.IsEnabled))
        {
            if (await LookAsync(analyzer, picture, layout.Page.Number, cancellation) is { } finding)
            {
                findings.Add(new PageFinding(analyzer, finding));
            }
        }

        return layout with { Picture = null, Findings = findings };
    }

    /// <summary>In the transaction that keeps the pages.</summary>
    /// <param name="pages">By their ids in the database, those too of which nothing was found.</param>
    public async Task SaveAsync(LimnerDb db, IReadOnlyDictionary<long, IReadOnlyList<PageFinding>> pages, CancellationToken cancellation)
    {
        foreach (var analyzer in _analyzers)
        {
            await analyzer.SaveAsync(db, [.. pages.Select(page => new AnalyzedPage(page.Key, page.Value.FirstOrDefault(found => found.Analyzer == analyzer)?.Finding))], cancellation);
        }
    }

    /// <returns>Null where it failed: the page is read all the same.</returns>
    private async Task<object?> LookAsync(IPageAnalyzer analyzer, DecodedPicture picture, int number, CancellationToken cancellation)
    {
        try
        {
            // A network keeps a core busy: on the thread pool web requests would wait for a thread.
            return await Task.Factory.StartNew(
                () => analyzer.AnalyzeAsync(picture, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        }
        catch (LimnerException exception)
        {
            Log.PageNotSeen(logger, exception, number);
            return null;
        }
    }
}
