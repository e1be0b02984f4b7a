using Limner.Documents.Storing;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Serving;

/// <summary>A document as far as it is read, from the rows of its pages.</summary>
internal static class StoredDocument
{
    public static async Task<ReadDocument> LoadAsync(LimnerDb db, DocumentRow document, CancellationToken cancellation)
    {
        var pages = new List<DocumentPage>();
        var elements = new List<DocumentElement>();
        var rows = db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id && page.Page != null).OrderBy(page => page.Number).Select(page => new { page.Number, page.Page, page.Elements });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            pages.Add(StoredElements.ReadPage(row.Page)!);

            // What goes on here from an earlier page is there already.
            elements.AddRange(StoredElements.Read(row.Elements).Where(element => element.Page == row.Number));
        }

        return new ReadDocument(pages, elements) { Metadata = StoredElements.ReadMetadata(document.Metadata), Outline = await StoredElements.ReadOutlineAsync(db, document.Id, cancellation) };
    }
}
