using System.Text.Json;
using Limner.Documents.Integration;
using Limner.Documents.Layout;
using Limner.Documents.Storing;
using Limner.Jobs;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Working;

/// <summary>Puts a document together from all its pages: only then order, levels and furniture are those of the whole.</summary>
internal sealed class DocumentAssembly(IDatabase database)
{
    private const int Batch = 50;

    public async Task PutTogetherAsync(DocumentRow document, IReadOnlyList<OutlineEntry> outline, JobContext job, CancellationToken cancellation)
    {
        await database.WriteAsync((db, token) => job.AdvanceAsync(db, 0, 0, "Putting the pages together", token), cancellation);
        var (layouts, described) = await LoadAsync(document.Id, cancellation);
        var whole = DocumentBuilder.Build(layouts, metadata: null, outline, cancellation);
        var byPage = layouts.ToDictionary(layout => layout.Page.Number, _ => new List<DocumentElement>());
        foreach (var element in whole.Elements)
        {
            var kept = element with { Description = described.GetValueOrDefault(KeyOf(element)) };
            foreach (var number in element.Continues.Select(place => place.Page).Append(element.Page).Distinct())
            {
                byPage.GetValueOrDefault(number)?.Add(kept);
            }
        }

        var labels = layouts.ToDictionary(layout => layout.Page.Number, layout => layout.Page.Label);
        foreach (var batch in byPage.Chunk(Batch))
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    await ReadingRecords.RequireCurrentAsync(db, document, token);
                    foreach (var (number, elements) in batch)
                    {
                        var json = JsonSerializer.Serialize(elements, DocumentJson.Options);
                        var label = labels.GetValueOrDefault(number) ?? ReadingRecords.LabelOf(elements.Where(element => element.Page == number));
                        await db.Set<DocumentPageRow>().Where(page => page.DocumentId == document.Id && page.Number == number)
                            .ExecuteUpdateAsync(set => set.SetProperty(page => page.Elements, json).SetProperty(page => page.Label, label), token);
                    }

                    await job.AdvanceAsync(db, 0, 0, message: null, token);
                },
                cancellation);
        }
    }

    /// <summary>Where a figure stands tells it apart: ids are given anew each time.</summary>
    private static (int Page, PageBox Box) KeyOf(DocumentElement element)
        => (element.Page, new PageBox(Math.Round(element.Box.Left), Math.Round(element.Box.Top), Math.Round(element.Box.Right), Math.Round(element.Box.Bottom)));

    /// <returns>The layouts, and what models said of figures before.</returns>
    private async Task<(List<PageLayout> Layouts, Dictionary<(int Page, PageBox Box), ElementDescription> Described)> LoadAsync(long documentId, CancellationToken cancellation)
    {
        var layouts = new List<PageLayout>();
        var described = new Dictionary<(int, PageBox), ElementDescription>();
        await using var db = database.Read();
        var pages = db.Set<DocumentPageRow>().Where(page => page.DocumentId == documentId && page.Layout != null).OrderBy(page => page.Number);
        await foreach (var page in pages.Select(page => new { page.Layout, page.Elements }).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            layouts.Add(LayoutPacking.Unpack(page.Layout!));
            foreach (var element in StoredElements.Read(page.Elements).Where(element => element.Description?.Model is not null))
            {
                described[KeyOf(element)] = element.Description!;
            }
        }

        return (layouts, described);
    }
}
