using Limner.Documents.Layout;
using Limner.Documents.Pdf;
using Limner.Vision.Layout;

namespace Limner.Documents.Tests.Layout;

public sealed class RegionGuideTests
{
    private const double RowHeight = 20;

    [Fact]
    public void Where_tables_reach_into_one_another_no_word_stands_in_both()
    {
        List<PageWord> words = [.. Enumerable.Range(0, 20).SelectMany(row => new[] { Word($"left{row}", 50, row), Word($"right{row}", 300, row) })];
        var ruled = new PageTable(Rows(0, 10), 1, 1, [new PageTableCell(0, 0, 1, 1, Rows(0, 10), [])]);

        var (tables, _) = RegionGuide.Apply([new PageRegion(Rows(6, 21), LayoutKind.Table, 0.9)], [ruled], [], words, Rulings.None, CancellationToken.None);

        tables.Count.ShouldBe(2);
        tables[1].Cells.Select(cell => cell.Text).ShouldBe(Enumerable.Range(10, 10).SelectMany(row => new[] { $"left{row}", $"right{row}" }), ignoreOrder: true);
    }

    private static PageBox Rows(int from, int to) => new(40, from * RowHeight, 400, to * RowHeight);

    private static PageWord Word(string text, double left, int row)
        => new(new PageBox(left, (row * RowHeight) + 4, left + 40, (row * RowHeight) + 16), text, new FontStyle(10, false, false, false, false), 1, ElementEngine.TextLayer);
}
