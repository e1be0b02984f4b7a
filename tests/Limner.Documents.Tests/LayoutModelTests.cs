using Limner.Documents.Layout;
using Limner.Documents.Reading;
using Limner.Documents.Storing;
using Limner.Imaging;
using Limner.Models;
using Limner.Safety;
using Limner.Storage;
using Limner.Testing;
using Limner.Vision;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Documents.Tests;

/// <summary>Pages that a layout model is asked about. What it finds on this one tests/assets/layout/make.py says.</summary>
public sealed class LayoutModelTests : IAsyncLifetime
{
    private const string Letter = "/MediaBox [0 0 612 792]";

    /// <summary>All of one size and weight, where no rule sees anything but text.</summary>
    private static readonly string Text = string.Concat(
        SmallPdf.Line("Written over all pages", 72, 760),
        SmallPdf.Line("The first words of this page", 72, 720),
        SmallPdf.Line("Running text goes on from here over the whole width of its only column, line", 72, 660),
        SmallPdf.Line("after line, so that nobody takes it for anything else than a paragraph of text.", 72, 646),
        SmallPdf.Line("Plain words below a drawing", 72, 600),
        SmallPdf.Line("Apples are red", 72, 540),
        SmallPdf.Line("seven boxes of them", 300, 540),
        SmallPdf.Line("Pears are green", 72, 524),
        SmallPdf.Line("nine boxes of them", 300, 524),
        SmallPdf.Line("x equals y plus z", 72, 460),
        SmallPdf.Line("let total be zero", 72, 420),
        SmallPdf.Line("add one to it", 72, 406),
        SmallPdf.Line("A remark about something", 72, 80));

    private readonly TemporaryDirectory _directory = new();

    public Task InitializeAsync()
    {
        foreach (var model in new[] { "page", "stray", "slow" })
        {
            TinyLayout.Install(_directory.FullName, model);
        }

        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_the_model_sees_decides_and_the_rules_have_the_rest()
    {
        var rules = await ReadAsync("");
        rules.LayoutEngines.ShouldBe(["rules"]);
        rules.Elements.ShouldAllBe(element => element.Layout == null);
        ClassOf(rules, "The first words").ShouldBe(ElementClass.Paragraph);
        ClassOf(rules, "A remark").ShouldNotBe(ElementClass.Footnote);
        rules.Elements.ShouldNotContain(element => element.Class == ElementClass.Table || element.Class == ElementClass.Code || element.Class == ElementClass.Formula || element.Class == ElementClass.Caption || element.Class == ElementClass.Title);

        var guided = await ReadAsync("page");

        guided.LayoutEngines.ShouldBe(["page"]);
        var page = guided.Pages.ShouldHaveSingleItem();
        (page.LayoutEngine, page.LayoutProblem, page.Problem).ShouldBe(("page", null, null));
        guided.Elements.Select(element => (element.Class, element.Text, element.Layout)).ShouldBe(
        [
            (ElementClass.PageHeader, "Written over all pages", new ElementLayout("page", 0.78)),
            (ElementClass.Title, "The first words of this page", new ElementLayout("page", 0.9)),
            (ElementClass.Paragraph, "Running text goes on from here over the whole width of its only column, line after line, so that nobody takes it for anything else than a paragraph of text.", null),
            (ElementClass.Caption, "Plain words below a drawing", new ElementLayout("page", 0.88)),
            (ElementClass.Table, "Apples are red\tseven boxes of them\nPears are green\tnine boxes of them", new ElementLayout("page", 0.86)),
            (ElementClass.Formula, "x equals y plus z", new ElementLayout("page", 0.84)),
            (ElementClass.Code, "let total be zero\nadd one to it", new ElementLayout("page", 0.82)),
            (ElementClass.Footnote, "A remark about something", new ElementLayout("page", 0.8)),
        ]);
        var table = guided.Elements.Single(element => element.Class == ElementClass.Table);
        table.Cells!.Select(cell => (cell.Row, cell.Column, cell.Text)).ShouldBe(
            [(0, 0, "Apples are red"), (0, 1, "seven boxes of them"), (1, 0, "Pears are green"), (1, 1, "nine boxes of them")]);
        guided.Elements[0].Furniture.ShouldBeTrue();
        guided.Elements.ShouldAllBe(element => element.Confidence == 1 && element.Engine == ElementEngine.TextLayer);
    }

    [Fact]
    public async Task A_scan_is_shown_to_the_model_as_it_was_turned_upright()
    {
        var read = await ReadAsync("page", engine: ReadingEngine.Ocr);
        read.Pages[0].Source.ShouldBe(PageSource.Ocr);
        ClassOf(read, "The first words").ShouldBe(ElementClass.Title);
        ClassOf(read, "A remark").ShouldBe(ElementClass.Footnote);
        read.Elements.Single(element => element.Class == ElementClass.Table).Cells!.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("nobody-has-it", "model_not_found")]
    [InlineData("stray", "model_load")]
    [InlineData("slow", "layout_model_timeout")]
    public async Task Where_the_model_fails_the_page_is_read_by_rules_and_says_so(string model, string problem)
    {
        var rules = await ReadAsync("");
        var read = await ReadAsync(model, pageSeconds: model == "slow" ? 6 : 20);

        var page = read.Pages.ShouldHaveSingleItem();
        (page.Problem, page.LayoutEngine, page.LayoutProblem).ShouldBe((null, "rules", problem));
        page.LayoutDetail!.ShouldContain(model);
        read.LayoutEngines.ShouldBe(["rules"]);
        read.Elements.Select(element => (element.Class, element.Text, element.Layout)).ShouldBe(rules.Elements.Select(element => (element.Class, element.Text, element.Layout)));
    }

    [Fact]
    public async Task A_kept_page_keeps_what_the_model_saw()
    {
        await using var services = Services("page", 20);
        var path = await PlaceAsync();
        var pages = services.GetRequiredService<PageReader>();
        var document = await pages.OpenAsync(path, new ReadingOptions(), default);
        var layout = await pages.ReadAsync(document, 1, 1, new ReadingOptions(), default).SingleAsync();

        var kept = LayoutPacking.Unpack(LayoutPacking.Pack(layout));

        kept.Regions.ShouldBe(layout.Regions);
        kept.Regions.Count.ShouldBe(7);
        kept.Page.ShouldBe(layout.Page);
    }

    [Fact]
    public void Pictures_in_a_figure_that_the_model_saw_are_one_and_a_grid_in_it_is_no_table()
    {
        PageRegion[] regions = [new(new PageBox(100, 100, 300, 300), Limner.Vision.Layout.LayoutKind.Figure, 0.9)];
        var grid = new PageTable(new PageBox(120, 120, 180, 180), 1, 1, []);
        var (tables, figures) = RegionGuide.Apply(
            regions, [grid], [new PageBox(110, 200, 180, 290), new PageBox(200, 110, 305, 290), new PageBox(400, 400, 500, 500)], [], Rulings.None, default);
        tables.ShouldBeEmpty();
        figures.ShouldBe([new PageBox(400, 400, 500, 500), new PageBox(100, 100, 305, 300)]);
    }

    private static ElementClass ClassOf(ReadDocument document, string begin) => document.Elements.First(element => element.Text.StartsWith(begin, StringComparison.Ordinal)).Class;

    private ServiceProvider Services(string model, int pageSeconds)
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("documents:layout_model", model), new("documents:page_seconds", pageSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture))]).Build())
            .AddSafety().AddImaging().AddModels().AddVision().AddDocuments();
        services.Configure<StorageOptions>(options => options.DataDir = _directory.FullName);
        return services.BuildServiceProvider();
    }

    private async Task<string> PlaceAsync()
    {
        var path = _directory.Combine("page.pdf");
        await File.WriteAllBytesAsync(path, SmallPdf.Write((Letter, Text)));
        return path;
    }

    private async Task<ReadDocument> ReadAsync(string model, int pageSeconds = 20, ReadingEngine engine = ReadingEngine.Auto)
    {
        await using var services = Services(model, pageSeconds);
        var options = new ReadingOptions { Languages = ["eng"], Engine = engine };
        return await services.GetRequiredService<IDocumentReader>().ReadAsync(await PlaceAsync(), options, progress: null, CancellationToken.None);
    }
}
