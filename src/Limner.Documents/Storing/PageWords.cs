using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Storing;

/// <summary>The full-text index of pages.</summary>
internal sealed class PageWords(IDocumentWords words)
{
    /// <summary>Characters of a page's words: a bound on what one hostile page can put into the index.</summary>
    private const int MaxLength = 400_000;

    public int Version => words.Version;

    /// <summary>Puts the words of a page in the place of those it had.</summary>
    public async Task IndexAsync(LimnerDb db, long pageId, IEnumerable<DocumentElement> elements, CancellationToken cancellation)
    {
        var text = string.Join(' ', elements.Where(element => element.Text.Length > 0).Select(element => words.ForIndex([element.Text])));
        text = text[..Math.Min(text.Length, MaxLength)];
        await db.Database.ExecuteSqlAsync($"DELETE FROM document_words WHERE rowid = {pageId}", cancellation);
        if (text.Length > 0)
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO document_words (rowid, words) VALUES ({pageId}, {text})", cancellation);
        }
    }

    /// <summary>The ids of pages in which all words of a query stand.</summary>
    /// <returns>Null where the query has no words.</returns>
    public IQueryable<long>? Find(LimnerDb db, string query)
        => words.ForQuery(query) is { } match ? db.Database.SqlQuery<long>($"SELECT rowid AS Value FROM document_words WHERE document_words MATCH {match}") : null;

    /// <summary>As <see cref="Find"/>, best first; of the equally good the lower id first.</summary>
    /// <param name="among">Which may be among them: others take nobody's place.</param>
    /// <param name="count">At most so many.</param>
    public async Task<IReadOnlyList<long>> RankAsync(LimnerDb db, string query, Func<long, bool> among, int count, CancellationToken cancellation)
    {
        var best = new List<long>();
        if (words.ForQuery(query) is { } match)
        {
            var ranked = db.Database.SqlQuery<long>($"SELECT rowid AS Value FROM document_words WHERE document_words MATCH {match} ORDER BY rank, rowid").AsAsyncEnumerable();
            await foreach (var id in ranked.WithCancellation(cancellation))
            {
                if (among(id))
                {
                    best.Add(id);
                    if (best.Count == count)
                    {
                        break;
                    }
                }
            }
        }

        return best;
    }

    /// <summary>A piece of the text around the first of the query's words that is found in it; null where none is.</summary>
    public string? Excerpt(IEnumerable<DocumentElement> elements, string query)
    {
        const int Around = 70;
        foreach (var element in elements)
        {
            if (words.FindFirst(element.Text, query) is var (start, length))
            {
                var (first, last) = (Math.Max(0, start - Around), Math.Min(element.Text.Length, start + length + Around));

                // Whole words at both ends, where the writing has words.
                first = first > 0 && element.Text.IndexOf(' ', first, start - first) is >= 0 and var space ? space + 1 : first;
                last = last < element.Text.Length && element.Text.LastIndexOf(' ', last - 1, last - start - length) is >= 0 and var end ? end : last;
                first -= first > 0 && char.IsLowSurrogate(element.Text[first]) ? 1 : 0;
                last += last < element.Text.Length && char.IsLowSurrogate(element.Text[last]) ? 1 : 0;
                return (first > 0 ? "… " : "") + element.Text[first..last].ReplaceLineEndings(" ") + (last < element.Text.Length ? " …" : "");
            }
        }

        return null;
    }
}
