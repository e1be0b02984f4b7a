using System.Text;
using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Kernel.Errors;
using Limner.Testing;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Tests;

/// <summary>Pages and documents with more on them than is taken apart.</summary>
public sealed class BudgetTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    [Fact]
    public async Task A_page_of_too_many_words_fails_alone()
    {
        var words = new StringBuilder();
        // Of letters narrower than three points Poppler reads 50,000 only.
        for (var line = 0; line < 310; line++)
        {
            words.Append(SmallPdf.Line(string.Join(' ', Enumerable.Repeat("w", 100)), 20, 1570 - (5 * line), size: 5));
        }

        var document = await reader.ReadAsync(SmallPdf.Write((Letter, SmallPdf.Line("Before it", 72, 600)), ("/MediaBox [0 0 612 1584]", words.ToString()), (Letter, SmallPdf.Line("After it", 72, 600))));
        document.Pages.Select(page => page.Problem).ShouldBe([null, "page_too_complex", null]);
        document.Elements.Select(element => element.Text).ShouldBe(["Before it", "After it"]);
    }

    [Fact]
    public async Task Pages_after_the_limit_of_words_are_listed_with_their_reason()
    {
        var page = (Letter, string.Concat(Enumerable.Range(0, 45).Select(line => SmallPdf.Line("one two three four five six seven eight nine ten", 72, 750 - (15 * line)))));
        var document = await reader.ReadAsync(SmallPdf.Write(page, page, page, page), "documents:max_words", "1000");
        document.Pages.Select(page => page.Problem).ShouldBe([null, null, "document_too_many_words", "document_too_many_words"]);
        document.Elements.ShouldAllBe(element => element.Page <= 2);
    }

    [Fact]
    public void Taking_a_page_apart_ends_with_its_time()
    {
        var clock = new FakeClock();
        var deadline = new LayoutDeadline(clock, new Fixed(new DocumentOptions { PageSeconds = 5 }));
        Should.Throw<LimnerException>(() => deadline.Run(
            stop =>
            {
                clock.Advance(TimeSpan.FromSeconds(6));
                return SegmentBuilder.Build([Word(0)], [], stop);
            },
            CancellationToken.None)).Failure.Error.ShouldBe(ErrorCatalogue.PageTooComplex);
    }

    [Fact]
    public void Who_gave_up_is_told_apart_from_a_page_that_takes_too_long()
    {
        var deadline = new LayoutDeadline(new FakeClock(), new Fixed(new DocumentOptions()));
        Should.Throw<OperationCanceledException>(() => deadline.Run(stop => SegmentBuilder.Build([Word(0)], [], stop), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Looking_for_words_that_nobody_sees_ends_with_its_time_too()
    {
        var (white, dot) = (new byte[100 * 100], new byte[100 * 100]);
        Array.Fill(white, (byte)255);
        Array.Fill(dot, (byte)255);
        dot[^1] = 0;
        var page = new PageBox(0, 0, 100, 100);
        new PageCanvas(new GreyPicture(100, 100, white), 1, PageCanvas.NoiseOfDrawings).HasContrast(page, 10).ShouldBeFalse();
        var canvas = new PageCanvas(new GreyPicture(100, 100, dot), 1, PageCanvas.NoiseOfDrawings);
        canvas.HasContrast(page, 10).ShouldBeTrue();
        canvas.HasContrast(page with { Bottom = 90 }, 10).ShouldBeFalse();
        Should.Throw<OperationCanceledException>(() => PageAnalyzer.WithoutHidden([Word(0)], canvas, page, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_page_full_of_words_and_lines_is_taken_apart_in_time_that_grows_with_them()
    {
        // As many words as a page may have, single letters that might be marks of lists, between as many lines as are looked at. Quadratic work here took minutes.
        var words = Enumerable.Range(0, PdfWordList.MaximumWords).Select(Word).ToList();
        var picture = new byte[850 * 1100];
        Array.Fill(picture, (byte)255);
        for (var y = 10; y < 1100; y += 10)
        {
            picture.AsSpan((y * 850) + 10, 800).Clear();
        }

        var canvas = new PageCanvas(new GreyPicture(850, 1100, picture), 850 / 612.0, PageCanvas.NoiseOfDrawings);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var page = PageAnalyzer.Analyze(new DocumentPage(1, 612, 792, 0, PageSource.TextLayer, null), words, canvas, PageRegions.None, stop.Token);
        Limner.Documents.Integration.DocumentBuilder.Build([page], null, [], stop.Token).Elements.ShouldNotBeEmpty();
    }

    private static PageWord Word(int i)
    {
        var (x, y) = (10 + (i % 150 * 4.0), 5 + (i / 150 * 3.9));
        return new PageWord(new PageBox(x, y, x + 1.6, y + 3.2), i % 7 == 0 ? "a)" : "x", new FontStyle(3, false, false, false, false), 1, ElementEngine.TextLayer);
    }

    private sealed class Fixed(DocumentOptions options) : IOptionsMonitor<DocumentOptions>
    {
        public DocumentOptions CurrentValue => options;

        public DocumentOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<DocumentOptions, string?> listener) => null;
    }
}
