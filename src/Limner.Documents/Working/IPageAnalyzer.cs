using Limner.Imaging;
using Limner.Storage;

namespace Limner.Documents;

/// <summary>Looks at the pictures of pages while documents are read, beside the reading: each page is drawn or decoded once for both.</summary>
public interface IPageAnalyzer
{
    /// <summary>False where there is nothing to look with, or the operator has switched it off.</summary>
    bool IsEnabled { get; }

    /// <summary>Looks at a page, upright, on a thread of its own. A failure leaves the page without the finding; it does not fail the page.</summary>
    Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation);

    /// <summary>
    /// Writes the findings in the transaction that keeps the pages, replacing what there was of them. Pages that go, go from the table <c>document_pages</c> alone:
    /// what hangs on them goes by a trigger.
    /// </summary>
    /// <param name="pages">Each once, those too of which nothing was found: what there was of them is no longer so.</param>
    Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedPage> pages, CancellationToken cancellation);
}

/// <summary>What an analyzer found in one page.</summary>
/// <param name="PageId">Of <c>document_pages</c>.</param>
/// <param name="Finding">Null: nothing.</param>
public sealed record AnalyzedPage(long PageId, object? Finding);
