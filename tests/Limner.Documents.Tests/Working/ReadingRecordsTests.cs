using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Documents.Reading;
using Limner.Documents.Storing;
using Limner.Documents.Working;
using Limner.Kernel.Errors;
using Microsoft.EntityFrameworkCore;

namespace Limner.Documents.Tests.Working;

public sealed class ReadingRecordsTests(KeptDocuments kept) : IClassFixture<KeptDocuments>
{
    private readonly CountedJob _job = new();

    private ReadingRecords Records => kept.Get<ReadingRecords>();

    [Fact]
    public async Task A_reading_writes_nothing_once_its_document_was_forgotten()
    {
        var document = await kept.AddAsync();
        await Records.BeginAsync(document, default);
        await Records.PrepareAsync(document, Opened(), isEncrypted: false, hash: null, [1, 2], _job, default);
        await kept.Database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<DocumentRow>().AsTracking().SingleAsync(each => each.Id == document.Id, token);
                await kept.Get<LibraryDocuments>().ForgetAsync(db, row, token);
                db.Add(new DocumentPageRow { DocumentId = document.Id, Number = 1, State = PageState.Waiting });
                await db.SaveChangesAsync(token);
            },
            default);

        await Should.ThrowAsync<DocumentGoneException>(() => Records.BeginAsync(document, default));
        await Should.ThrowAsync<DocumentGoneException>(() => Records.PrepareAsync(document, Opened(), isEncrypted: true, hash: null, [1, 2], _job, default));
        await Should.ThrowAsync<DocumentGoneException>(() => Records.StageAsync(document, 1, ReadingStage.Layout, "", _job, default));
        await Should.ThrowAsync<DocumentGoneException>(() => Records.KeepAsync(document, [Layout(1)], 2, _job, default));
        await Should.ThrowAsync<DocumentGoneException>(() => Records.FinishAsync(document, _job, default));
        await Records.MarkEncryptedAsync(document, default);
        await Records.EndAsync(document, DocumentState.Failed, ErrorCatalogue.Internal.With(), default);

        var after = await kept.FindAsync(document.Id);
        (after.State, after.Encrypted, after.ErrorCode, after.PageCount).ShouldBe((DocumentState.Listed, false, null, null));
        (await kept.PagesAsync(document.Id)).ShouldHaveSingleItem().State.ShouldBe(PageState.Waiting);
    }

    [Fact]
    public async Task What_was_read_to_its_end_has_new_addresses_and_its_outline_apart()
    {
        var document = await kept.AddAsync();
        await Records.PrepareAsync(document, Opened(), isEncrypted: false, hash: null, [1, 2], _job, default);
        await Records.KeepAsync(document, [Layout(1), Layout(2)], 2, _job, default);
        await Records.FinishAsync(document, _job, default);
        var after = await kept.FindAsync(document.Id);
        (after.State, after.Revision).ShouldBe((DocumentState.Read, document.Revision + 1));
        await using var db = kept.Database.Read();
        (await StoredElements.ReadOutlineAsync(db, document.Id, default)).ShouldBe([new OutlineEntry("First", 1, 1)]);

        // The reading is over: what it might still say of the end is not heard.
        await Records.EndAsync(document, DocumentState.Cancelled, failure: null, default);
        (await kept.FindAsync(document.Id)).State.ShouldBe(DocumentState.Read);
    }

    [Fact]
    public async Task A_page_that_cannot_be_taken_apart_fails_alone()
    {
        var document = await kept.AddAsync();
        await Records.PrepareAsync(document, Opened(), isEncrypted: false, hash: null, [1, 2], _job, default);
        await Records.KeepAsync(document, [Layout(1) with { Segments = [null!] }, Layout(2)], 2, _job, default);
        (await kept.PagesAsync(document.Id)).Select(page => (page.State, page.ErrorCode)).ShouldBe([(PageState.Failed, "page_unreadable"), (PageState.Read, null)]);
        (_job.Done, _job.Failed).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Words_that_were_cut_by_other_versions_are_indexed_anew()
    {
        await kept.AddAsync([.. Enumerable.Range(1, 65).Select(number => new DocumentPageRow
        {
            Number = number, State = number == 65 ? PageState.Waiting : PageState.Read, WordsVersion = number <= 30 ? 4 : number <= 60 ? 6 : kept.Get<PageWords>().Version, Elements = "[]",
        })]);
        await new IndexDocumentsJob(kept.Database, kept.Get<PageWords>()).RunAsync(_job, default);
        (_job.Total, _job.Done).ShouldBe((60, 60));
        var again = new CountedJob();
        await new IndexDocumentsJob(kept.Database, kept.Get<PageWords>()).RunAsync(again, default);
        (again.Total, again.FoundNothingToDo).ShouldBe((0, true));
    }

    private static OpenedDocument Opened() => new(2, Metadata: null) { Structure = PdfStructure.None with { Outline = [new OutlineEntry("First", 1, 1)] } };

    private static PageLayout Layout(int number) => new(new DocumentPage(number, 612, 792, 0, PageSource.TextLayer, Problem: null));
}
