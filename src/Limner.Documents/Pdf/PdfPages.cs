using System.Runtime.CompilerServices;
using System.Xml;
using Limner.Documents.Layout;
using Limner.Documents.Text;
using Limner.Kernel.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Pdf;

/// <summary>The pages of a PDF, window by window: no more of it is in memory at once than one window's pictures.</summary>
internal sealed class PdfPages(PdfTools tools, PageRecognizer recognizer, RegionFinder finder, LayoutDeadline deadline, IOptionsMonitor<DocumentOptions> options, ILogger<PdfPages> logger)
{
    /// <summary>Pages that the programs are asked for at once: starting them costs as much as a page or two.</summary>
    private const int Window = 12;

    /// <summary>Of the pictures in which lines and figures are found.</summary>
    private const double LayoutDpi = 100;

    /// <summary>Of such a picture; a larger page is drawn smaller.</summary>
    private const int MaximumLayoutSide = 2400;

    /// <summary>In points: a poster of 200 inches. Poppler's own memory grows with the page whatever it is drawn at.</summary>
    public const double MaximumSide = 14_400;

    public async Task<PdfSummary> OpenAsync(PdfFile file, CancellationToken cancellation)
    {
        var summary = await tools.SummariseAsync(file, cancellation);
        return summary.Pages <= options.CurrentValue.MaxPages
            ? summary with { Structure = await tools.ReadStructureAsync(file, summary.Pages, cancellation) }
            : throw new LimnerException(ErrorCatalogue.DocumentTooLong, $"It has {summary.Pages} pages; documents.max_pages is {options.CurrentValue.MaxPages}.");
    }

    /// <summary>The pages from <paramref name="from"/> to <paramref name="to"/> in their order, those too that could not be read.</summary>
    public async IAsyncEnumerable<PageLayout> ReadAsync(PdfFile file, int from, int to, ReadingOptions reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var first = from; first <= to; first += Window)
        {
            var last = Math.Min(to, first + Window - 1);
            reading.Staged?.Invoke(first, ReadingStage.Layout);
            foreach (var page in await TryReadWindowAsync(file, first, last, reading, cancellation) ?? [])
            {
                yield return await FinishAsync(file, page, reading, cancellation);
                first++;
            }

            // What is left of a window that failed is read page by page, so that one bad page fails alone.
            for (; first <= last; first++)
            {
                yield return await ReadAloneAsync(file, first, reading, cancellation);
            }

            first -= Window;
        }
    }

    private async Task<PageLayout> ReadAloneAsync(PdfFile file, int number, ReadingOptions reading, CancellationToken cancellation)
    {
        PdfPageSize? size = null;
        try
        {
            size = (await tools.MeasureAsync(file, number, number, cancellation)).FirstOrDefault();
            return size is null
                ? Failed(number, size, ErrorCatalogue.PageUnreadable.With("The document does not say how large it is."))
                : await FinishAsync(file, (await ReadWindowAsync(file, [size], reading, cancellation))[0], reading, cancellation);
        }
        catch (LimnerException exception)
        {
            var failure = exception.Failure;
            return Failed(number, size, failure.Error == ErrorCatalogue.ChildProcess ? PdfTools.Explain(exception, ErrorCatalogue.PageUnreadable).Failure : failure);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Unreadable(number, size, exception);
        }
    }

    /// <returns>Null where any of the pages makes a program fail.</returns>
    private async Task<List<Source>?> TryReadWindowAsync(PdfFile file, int first, int last, ReadingOptions reading, CancellationToken cancellation)
    {
        try
        {
            var sizes = await tools.MeasureAsync(file, first, last, cancellation);
            return sizes.Count == last - first + 1 && sizes.All(IsDrawable) ? await ReadWindowAsync(file, sizes, reading, cancellation) : null;
        }
        catch (LimnerException)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.WindowNotRead(logger, exception, first, last);
            return null;
        }
    }

    private async Task<List<Source>> ReadWindowAsync(PdfFile file, IReadOnlyList<PdfPageSize> sizes, ReadingOptions reading, CancellationToken cancellation)
    {
        var tooLarge = sizes.FirstOrDefault(size => !IsDrawable(size));
        if (tooLarge is not null)
        {
            throw new LimnerException(ErrorCatalogue.PageTooLarge, $"{tooLarge.Width / 72:0} x {tooLarge.Height / 72:0} inches.");
        }

        var (first, last) = (sizes[0].Number, sizes[^1].Number);
        var side = Math.Clamp((int)Math.Round(sizes.Max(size => Math.Max(size.Width, size.Height)) * LayoutDpi / 72), 1, MaximumLayoutSide);
        var words = tools.ReadWordsAsync(file, first, last, cancellation);
        var runs = ReadRunsAsync(file, first, last, cancellation);
        var pictures = tools.DrawPagesAsync(file, first, last, side, reading.WithPictures, cancellation);
        try
        {
            await Task.WhenAll(words, runs, pictures);
        }
        catch (XmlException exception)
        {
            throw new LimnerException(ErrorCatalogue.PageUnreadable, "Its text cannot be taken out.", exception);
        }

        var (allWords, allRuns, allPictures) = (await words, await runs, await pictures);
        if (allWords.Count != sizes.Count || allPictures.Count != sizes.Count)
        {
            throw new LimnerException(ErrorCatalogue.PageUnreadable, "The page is missing from what the programs wrote.");
        }

        return [.. sizes.Select((size, i) => new Source(size, allWords[i].Count > PdfWordList.MaximumWords ? null : WordStyles.Join(allWords[i], allRuns.GetValueOrDefault(size.Number) ?? [], cancellation), allPictures[i]))];
    }

    /// <summary>None of a page of which pdftohtml writes markup that is none (tags of bold and italic that cross, for one): its words are there without their fonts.</summary>
    /// <exception cref="XmlException">Of several pages: they are read again one by one, and only the one in question goes without.</exception>
    private async Task<IReadOnlyDictionary<int, List<PdfRun>>> ReadRunsAsync(PdfFile file, int first, int last, CancellationToken cancellation)
    {
        try
        {
            return await tools.ReadRunsAsync(file, first, last, cancellation);
        }
        catch (XmlException) when (first == last)
        {
            return new Dictionary<int, List<PdfRun>>();
        }
    }

    private async Task<PageLayout> FinishAsync(PdfFile file, Source source, ReadingOptions reading, CancellationToken cancellation)
    {
        var size = source.Size;
        if (source.Words is null)
        {
            return Failed(size.Number, size, ErrorCatalogue.PageTooComplex.With($"It has more than {PdfWordList.MaximumWords} words."));
        }

        var drawn = source.Drawn.Grey;
        var canvas = new PageCanvas(drawn, drawn.Width / size.Width, PageCanvas.NoiseOfDrawings);
        try
        {
            var (seen, hidden) = deadline.Run(stop => PageAnalyzer.WithoutHidden(source.Words, canvas, size.Visible, stop), cancellation);
            var page = new DocumentPage(size.Number, size.Width, size.Height, size.Rotation, PageSource.TextLayer, Problem: null) { HiddenWords = hidden };
            if (reading.Engine == ReadingEngine.TextLayer || (reading.Engine == ReadingEngine.Auto && !deadline.Run(stop => PageAnalyzer.NeedsRecognition(seen, canvas, stop), cancellation)))
            {
                var regions = await finder.FindAsync(drawn, canvas.Scale, size.Number, reading, cancellation);
                return WithPicture(deadline.Run(stop => PageAnalyzer.Analyze(page, seen, canvas, regions, stop), cancellation), source.Drawn);
            }

            reading.Staged?.Invoke(size.Number, ReadingStage.Recognition);
            var side = PageRecognizer.Side(Math.Max(size.Width, size.Height), reading.Dpi ?? options.CurrentValue.OcrDpi);
            var picture = await tools.DrawGreyAsync(file, size.Number, side, cancellation);
            return WithPicture(await recognizer.RecognizeAsync(page, picture, reading, cancellation), source.Drawn);
        }
        catch (LimnerException exception)
        {
            return Failed(size.Number, size, exception.Failure);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Unreadable(size.Number, size, exception);
        }
    }

    private static PageLayout WithPicture(PageLayout layout, DrawnPage drawn)
        => drawn.Square is { } square ? layout with { Picture = PagePose.Upright(square, drawn.Grey.Width, drawn.Grey.Height, layout.Page) } : layout;

    /// <summary>Whatever a page brings about is that page's failure alone.</summary>
    private PageLayout Unreadable(int number, PdfPageSize? size, Exception exception)
    {
        Log.PageNotRead(logger, exception, number);
        return Failed(number, size, ErrorCatalogue.PageUnreadable.With("It could not be taken apart."));
    }

    private static bool IsDrawable(PdfPageSize size) => Math.Max(size.Width, size.Height) <= MaximumSide;

    private static PageLayout Failed(int number, PdfPageSize? size, Failure failure)
        => new(new DocumentPage(number, size?.Width ?? 0, size?.Height ?? 0, size?.Rotation ?? 0, PageSource.TextLayer, failure.Error.Code) { Detail = failure.Detail });

    /// <param name="Words">Null: too many.</param>
    private sealed record Source(PdfPageSize Size, List<PageWord>? Words, DrawnPage Drawn);
}
