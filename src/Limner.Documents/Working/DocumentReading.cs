using System.Globalization;
using Limner.Documents.Layout;
using Limner.Documents.Reading;
using Limner.Documents.Storing;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Working;

/// <summary>The course of one reading: open, lay out page by page, put together, describe the figures.</summary>
internal sealed class DocumentReading(
    IDatabase database,
    DocumentFiles files,
    PageReader reader,
    DocumentPasswords passwords,
    ReadingRecords records,
    DocumentAssembly assembly,
    FigureDescriptions figures,
    PagePictures pictures,
    PageLooks looks,
    TimeProvider clock,
    IOptionsMonitor<DocumentOptions> options)
{
    /// <summary>Pages that are committed together: a transaction costs as much as a page or two.</summary>
    private const int MaxBatch = 12;

    /// <summary>How long a page that is read waits for others, at most.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    /// <param name="document">As <see cref="FindAsync"/> found it: by its revision everything that is written down tells whether it is still about that document.</param>
    /// <exception cref="LimnerException">The document as a whole cannot be read.</exception>
    /// <exception cref="DocumentGoneException">It was deleted, or what was read of it forgotten.</exception>
    public async Task RunAsync(DocumentRow document, JobContext job, CancellationToken cancellation)
    {
        var folder = await FindFolderAsync(document, cancellation);
        await records.BeginAsync(document, cancellation);
        using var file = files.Open(document, folder);
        if (document.FolderId is not null && (file.Size != document.Size || file.ModifiedAt != document.ModifiedAt))
        {
            // The next scan notes the new file, and has it read.
            throw new LimnerException(ErrorCatalogue.FileChanging, "It was changed after the last scan.");
        }

        var hash = document.FolderId is null ? null : document.ContentHash ?? await file.HashAsync(cancellation);
        var choice = StoredReadingOptions.FromJson(document.Options);
        var (opened, password) = await OpenAsync(document, file.Path, choice, cancellation);
        var numbers = PageRanges.Parse(choice.Pages)?.Of(opened.Pages) ?? [.. Enumerable.Range(1, opened.Pages)];
        var waiting = await records.PrepareAsync(document, opened, isEncrypted: password is not null, hash, numbers, job, cancellation);
        foreach (var run in Runs(waiting))
        {
            await ReadRunAsync(document, opened, run, (run.Options ?? choice).ToReading(password, options.CurrentValue.OcrDpi), numbers.Count, job, cancellation);
        }

        await assembly.PutTogetherAsync(document, opened.Structure.Outline, job, cancellation);
        await figures.DescribeAsync(document, opened, job, cancellation);
        await records.FinishAsync(document, job, cancellation);
    }

    /// <summary>Keeps how it ended when it did not end well. Not cancelled with the job: it is the job's last word.</summary>
    public Task EndAsync(DocumentRow document, DocumentState state, Failure? failure) => records.EndAsync(document, state, failure, CancellationToken.None);

    /// <returns>Null: it was deleted.</returns>
    public async Task<DocumentRow?> FindAsync(long documentId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await db.Set<DocumentRow>().FirstOrDefaultAsync(row => row.Id == documentId, cancellation);
    }

    private async Task<FolderRow?> FindFolderAsync(DocumentRow document, CancellationToken cancellation)
    {
        if (document.FolderId is not { } folderId)
        {
            return null;
        }

        await using var db = database.Read();
        return await db.Set<FolderRow>().FirstOrDefaultAsync(row => row.Id == folderId, cancellation);
    }

    /// <summary>A password is used only where one is needed: then, and only then, the document is an encrypted one.</summary>
    private async Task<(OpenedDocument Opened, string? Password)> OpenAsync(DocumentRow document, string path, StoredReadingOptions choice, CancellationToken cancellation)
    {
        try
        {
            return (await reader.OpenAsync(path, choice.ToReading(password: null, options.CurrentValue.OcrDpi), cancellation), null);
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.PdfPasswordRequired)
        {
            await records.MarkEncryptedAsync(document, cancellation);
            if (passwords.Find(document.Id) is not { } password)
            {
                throw;
            }

            return (await reader.OpenAsync(path, choice.ToReading(password, options.CurrentValue.OcrDpi), cancellation), password);
        }
    }

    private async Task ReadRunAsync(DocumentRow document, OpenedDocument opened, PageRun run, ReadingOptions reading, int count, JobContext job, CancellationToken cancellation)
    {
        var stages = new StageMailbox();
        var read = new List<PageLayout>();
        var flushed = clock.GetTimestamp();
        await using var pages = new PageStream(stop => reader.ReadAsync(opened, run.First, run.Last, reading with { Staged = stages.Post, WithPictures = looks.AreWanted }, stop), cancellation);
        while (true)
        {
            var next = pages.NextAsync();
            while (await stages.NextAsync(next) is var (number, stage))
            {
                // Recognising takes seconds: what is read already is not kept waiting for it.
                await FlushAsync();
                await records.StageAsync(document, number, stage, Message(stage, number, count), job, cancellation);
            }

            if (!await next)
            {
                await FlushAsync();
                return;
            }

            var layout = pages.Current;
            if (reading.Password is not null)
            {
                await KeepPictureAsync(document, opened, layout.Page, cancellation);
            }

            read.Add(await looks.LookAsync(layout, cancellation));
            if (read.Count == MaxBatch || clock.GetElapsedTime(flushed) >= Pace)
            {
                await FlushAsync();
            }
        }

        async Task FlushAsync()
        {
            await records.KeepAsync(document, read, count, job, cancellation);
            read.Clear();
            flushed = clock.GetTimestamp();
        }
    }

    /// <summary>While the password is known: nobody can draw the page later. That it cannot be drawn is no reason not to read it.</summary>
    private async Task KeepPictureAsync(DocumentRow document, OpenedDocument opened, DocumentPage page, CancellationToken cancellation)
    {
        try
        {
            using var pixels = await pictures.DrawAsync(opened, page, PagePictures.KeptSide, cancellation);
            await files.KeepPictureAsync(document.Token, page.Number, PagePictures.Encode(pixels), cancellation);
        }
        catch (LimnerException exception) when (exception.Failure.Error != ErrorCatalogue.StorageFull)
        {
            // The page itself says what is wrong with it, where anything is.
        }
    }

    private static string Message(ReadingStage stage, int number, int count)
        => string.Create(CultureInfo.InvariantCulture, $"{(stage == ReadingStage.Recognition ? "Recognising the text of" : "Laying out")} page {number} of {count}");

    /// <summary>Pages that follow one another and are read alike.</summary>
    private static IEnumerable<PageRun> Runs(IReadOnlyList<WaitingPage> pages)
    {
        for (var i = 0; i < pages.Count;)
        {
            var last = i;
            while (last + 1 < pages.Count && pages[last + 1].Number == pages[last].Number + 1 && pages[last + 1].Options == pages[i].Options)
            {
                last++;
            }

            yield return new PageRun(pages[i].Number, pages[last].Number, pages[i].Options is { } own ? StoredReadingOptions.FromJson(own) : null);
            i = last + 1;
        }
    }

    private sealed record PageRun(int First, int Last, StoredReadingOptions? Options);
}
