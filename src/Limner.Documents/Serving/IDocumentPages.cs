using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Documents;

/// <summary>Pages of documents for those who find them by something else than their text.</summary>
public interface IDocumentPages
{
    /// <summary>The ids of all pages that a person sees: of their own documents, and of those in folders that they see.</summary>
    IQueryable<long> VisibleTo(LimnerDb db, long userId);

    /// <summary>Some of these pages that a person sees, as one query.</summary>
    /// <param name="pages">A document's number and the page's, from 1.</param>
    /// <returns>Page ids by what they were asked for.</returns>
    /// <exception cref="LimnerException"><c>not_found</c>: the person sees one of them not.</exception>
    Task<IReadOnlyDictionary<(long Document, int Page), long>> RequireAsync(LimnerDb db, long userId, IReadOnlyCollection<(long Document, int Page)> pages, CancellationToken cancellation);

    /// <summary>What is shown of pages that were found, by their ids; those that the person does not see are left out. One statement.</summary>
    Task<IReadOnlyDictionary<long, PageSummary>> OfAsync(LimnerDb db, long userId, IReadOnlyCollection<long> pageIds, CancellationToken cancellation);

    /// <summary>The ids of pages on which all words stand that a person typed, best first (BM25).</summary>
    /// <param name="among">Which may be among them: who may see a page is for the caller to say.</param>
    /// <param name="count">At most so many.</param>
    Task<IReadOnlyList<long>> WithWordsAsync(LimnerDb db, string words, Func<long, bool> among, int count, CancellationToken cancellation);

    /// <summary>For each of some pages a piece of its text around the first of the words; those without are left out. One statement.</summary>
    Task<IReadOnlyDictionary<long, string>> ExcerptsAsync(LimnerDb db, string words, IReadOnlyCollection<long> pageIds, CancellationToken cancellation);

    /// <summary>The ids of pages that were read, and of which a picture can be had unless their file is away.</summary>
    IQueryable<long> Read(LimnerDb db);

    /// <summary>The picture of a page, drawn or decoded anew, upright.</summary>
    /// <exception cref="LimnerException">Why it cannot be had: <c>not_found</c>, <c>file_…</c>, <c>folder_…</c>, <c>page_…</c>, <c>pdf_password_required</c>, <c>child_process_timeout</c>.</exception>
    Task<SeenPage> DecodeAsync(long pageId, CancellationToken cancellation);

    /// <summary>Those of these pages that are still as they were when they were decoded. One statement, in the transaction of whoever writes something about them.</summary>
    Task<IReadOnlyList<SeenPage>> CurrentAsync(LimnerDb db, IReadOnlyCollection<SeenPage> pages, CancellationToken cancellation);
}

/// <summary>A page as it was decoded.</summary>
/// <param name="Revision">Of its document, by which it is known whether it is still the same.</param>
public sealed record SeenPage(long Id, long DocumentId, int Revision, DecodedPicture Picture) : IDisposable
{
    public void Dispose() => Picture.Dispose();
}

/// <summary>A page that was found.</summary>
/// <param name="Document"><c>doc_…</c></param>
/// <param name="Number">From 1.</param>
/// <param name="Label">The number that is printed on it.</param>
/// <param name="Name">Of the document's file.</param>
/// <param name="Title">What the document says of itself.</param>
/// <param name="Revision">Rises when the document's pictures may look different: to be sent with their addresses.</param>
public sealed record PageSummary(string Document, int Number, string? Label, string Name, string? Title, int Revision);
