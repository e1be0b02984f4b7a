using System.Text.Json.Nodes;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Testing;
using Limner.Vision.Layout;

namespace Limner.Vision.Tests.Layout;

/// <summary>What is made of the answers of layout models, of each way in which they are published.</summary>
public sealed class LayoutModelTests(LayoutFixture fixture) : IClassFixture<LayoutFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A tenth of the mean of a page of level 128 as the network is given it: the models of these tests add it to their scores.</summary>
    private const double Plain = 0.1 * 128 / 255;

    /// <summary>The same, with ImageNet's means and deviations: ((128/255 - 0.485) / 0.229 + (128/255 - 0.456) / 0.224 + (128/255 - 0.406) / 0.225) / 30.</summary>
    private const double ImageNet = 0.0235246;

    [Theory]
    [InlineData("pp-s", ImageNet)]
    [InlineData("pp-l", Plain)]
    [InlineData("pp-v3", Plain)]
    public async Task Of_paddles_detectors_the_boxes_are_on_the_page_each_part_once(string model, double tint)
    {
        using var page = LayoutFixture.Grey(300, 400);

        var regions = await fixture.Model.FindAsync(model, page, Patience, default);

        regions.Select(region => region.Kind).ShouldBe([LayoutKind.Table, LayoutKind.Heading]);
        regions.Select(region => region.Score).ShouldBe([0.85 + tint, 0.80 + tint], tolerance: 1e-4);
        Box(regions[0]).ShouldBe([30, 160, 270, 240], tolerance: 0.01);
        Box(regions[1]).ShouldBe([30, 40, 270, 60], tolerance: 0.01);
    }

    [Fact]
    public async Task Of_herons_boxes_width_and_height_are_not_mistaken_for_each_other()
    {
        using var page = LayoutFixture.Grey(300, 400);

        var regions = await fixture.Model.FindAsync("heron", page, Patience, default);

        regions.Select(region => region.Kind).ShouldBe([LayoutKind.Text, LayoutKind.Table, LayoutKind.Heading]);
        regions.Select(region => region.Score).ShouldBe([0.9 + Plain, 0.85 + Plain, 0.8 + Plain], tolerance: 1e-4);
        Box(regions[1]).ShouldBe([30, 160, 270, 240], tolerance: 0.01);
    }

    [Fact]
    public async Task Boxes_are_read_from_the_distributions_of_their_sides()
    {
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(TinyLayout.Asset("expected.json")))!["picodet"]!;
        var (width, height) = ((int)expected["width"]!, (int)expected["height"]!);
        using var page = LayoutFixture.Grey(2 * width, 3 * height);

        var regions = await fixture.Model.FindAsync("picodet", page, Patience, default);

        // text, title, figure, figure_caption, table, table_caption, header, footer, reference, equation.
        LayoutKind[] kinds = [LayoutKind.Text, LayoutKind.Heading, LayoutKind.Figure, LayoutKind.Caption, LayoutKind.Table, LayoutKind.Caption, LayoutKind.PageHeader, LayoutKind.PageFooter, LayoutKind.Text, LayoutKind.Formula];
        var wanted = expected["found"]!.AsArray().Select(found => found!.AsArray().Select(value => (double)value!).ToArray()).ToList();
        regions.Count.ShouldBe(wanted.Count);
        for (var i = 0; i < wanted.Count; i++)
        {
            regions[i].Kind.ShouldBe(kinds[(int)wanted[i][0]]);
            regions[i].Score.ShouldBe(wanted[i][1], 1e-4);
            Box(regions[i]).ShouldBe(
                [Math.Clamp(2 * wanted[i][2], 0, page.Width), Math.Clamp(3 * wanted[i][3], 0, page.Height), Math.Clamp(2 * wanted[i][4], 0, page.Width), Math.Clamp(3 * wanted[i][5], 0, page.Height)], tolerance: 0.01);
        }
    }

    [Fact]
    public async Task Boxes_on_a_picture_with_grey_beside_it_are_brought_back_to_the_page()
    {
        // 37 x 53 is drawn as 45 x 64 from 9 to 54 of 64, by a factor of 64 / 53.
        using var page = LayoutFixture.Grey(37, 53);

        var regions = await fixture.Model.FindAsync("yolo", page, Patience, default);

        regions.Select(region => region.Kind).ShouldBe([LayoutKind.Heading, LayoutKind.Figure]);
        Box(regions[0]).ShouldBe([0, 0, 44 * 53 / 64.0, 10 * 53 / 64.0], tolerance: 0.01);
        Box(regions[1]).ShouldBe([11 * 53 / 64.0, 20 * 53 / 64.0, 31 * 53 / 64.0, 40 * 53 / 64.0], tolerance: 0.01);
    }

    [Theory]
    [InlineData("missing", "model_not_found", "missing")]
    [InlineData("page", "model_load", "its task is object-detection")]
    [InlineData("stray", "model_load", "class 40; names are known of 23")]
    public async Task A_model_that_cannot_be_used_is_refused_by_name_and_rests(string model, string code, string detail)
    {
        using var page = LayoutFixture.Grey(300, 400);

        var refused = await Should.ThrowAsync<LimnerException>(() => fixture.Model.FindAsync(model, page, Patience, default));
        var again = await Should.ThrowAsync<LimnerException>(() => fixture.Model.FindAsync(model, page, Patience, default));

        (refused.Failure.Error.Code, again.Failure).ShouldBe((code, refused.Failure));
        refused.Failure.Detail!.ShouldContain(detail);
        again.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_model_that_does_not_end_is_stopped_and_rests()
    {
        using var page = LayoutFixture.Grey(300, 400);

        (await Should.ThrowAsync<LimnerException>(() => fixture.Model.FindAsync("slow", page, TimeSpan.FromSeconds(1), default))).Failure.Error.ShouldBe(ErrorCatalogue.LayoutModelTimeout);

        // Without resting this would not end.
        (await Should.ThrowAsync<LimnerException>(() => fixture.Model.FindAsync("slow", page, TimeSpan.FromDays(1), default))).Failure.Error.ShouldBe(ErrorCatalogue.LayoutModelTimeout);
    }

    [Fact]
    public async Task Who_gives_up_is_not_told_that_the_model_is_slow()
    {
        using var page = LayoutFixture.Grey(300, 400);
        await Should.ThrowAsync<OperationCanceledException>(() => fixture.Model.FindAsync("heron", page, Patience, new CancellationToken(canceled: true)));
        (await fixture.Model.FindAsync("heron", page, Patience, default)).Count.ShouldBe(3);
    }

    internal static double[] Box(LayoutRegion region) => [region.Left, region.Top, region.Right, region.Bottom];
}
