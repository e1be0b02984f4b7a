using Limner.Vision.Layout;

namespace Limner.Vision.Tests.Layout;

public sealed class RegionFilterTests
{
    [Fact]
    public void Of_boxes_over_one_another_the_surest_stays_and_a_part_of_another_goes()
    {
        LayoutRegion[] regions =
        [
            new(LayoutKind.Table, 0.7, 10, 10, 90, 50),
            new(LayoutKind.Table, 0.9, 10, 12, 90, 50),
            new(LayoutKind.Caption, 0.8, 20, 20, 60, 30),
            new(LayoutKind.Text, 0.95, 0, 60, 100, 100),
            new(LayoutKind.Formula, 0.6, 10, 70, 90, 80),
            new(LayoutKind.Heading, 0.6, 10, 82, 90, 90),
            new(LayoutKind.Title, 0.55, 10, 82, 90, 90),
            new(LayoutKind.Footnote, 0.49, 0, 90, 100, 100),
        ];

        // A second table, a caption inside a table, a title that is a heading already, a note that is not sure.
        RegionFilter.Filter(regions, 100, 100).Select(region => (region.Kind, region.Score)).ShouldBe(
            [(LayoutKind.Text, 0.95), (LayoutKind.Table, 0.9), (LayoutKind.Formula, 0.6), (LayoutKind.Heading, 0.6)]);
    }

    [Fact]
    public void A_formula_in_a_list_stays()
        => RegionFilter.Filter([new(LayoutKind.ListItem, 0.6, 0, 0, 100, 60), new(LayoutKind.Formula, 0.9, 10, 10, 90, 30)], 100, 100).Select(region => region.Kind).ShouldBe([LayoutKind.Formula, LayoutKind.ListItem]);

    [Theory]
    [InlineData(100, 200, 185, true)]
    [InlineData(100, 200, 190, false)]
    [InlineData(200, 100, 80, true)]
    [InlineData(200, 100, 90, false)]
    public void The_picture_of_the_page_itself_is_no_figure(int width, int height, int bottom, bool stays)
        => RegionFilter.Filter([new LayoutRegion(LayoutKind.Figure, 0.9, 0, 0, width, bottom)], width, height).Count.ShouldBe(stays ? 1 : 0);

    [Fact]
    public void Boxes_end_at_the_page_and_those_outside_are_none()
    {
        var regions = RegionFilter.Filter([new LayoutRegion(LayoutKind.Table, 0.9, -50, 10, 150, 40), new LayoutRegion(LayoutKind.Table, 0.9, 120, 10, 150, 40)], 100, 100);
        LayoutModelTests.Box(regions.ShouldHaveSingleItem()).ShouldBe([0, 10, 100, 40]);
    }

    [Fact]
    public void However_many_there_are_no_more_are_kept_than_a_page_has()
        => RegionFilter.Filter(Enumerable.Range(0, 5000).Select(i => new LayoutRegion(LayoutKind.Text, 0.9, i % 100 * 10, i / 100 * 10, (i % 100 * 10) + 8, (i / 100 * 10) + 8)), 1000, 1000).Count.ShouldBe(LayoutRegion.Most);
}
