using Limner.Vision.Detection;
using static Limner.Vision.Detection.CenterNetDecoder;

namespace Limner.Vision.Tests.Detection;

public sealed class CenterNetDecoderTests
{
    private const int Person = 0;
    private const int Cup = 41;
    private const int Cells = MapSide * MapSide;

    private readonly float[] _heatmap = new float[Classes * Cells];
    private readonly float[] _sides = new float[4 * Cells];

    [Fact]
    public void A_peak_becomes_a_box_around_its_cell()
    {
        Put(Cup, column: 64, row: 32, confidence: 0.8f, left: 64, top: 32, right: 128, bottom: 96);

        var detection = Detect().ShouldHaveSingleItem();

        detection.Label.ShouldBe("cup");
        detection.Confidence.ShouldBe(0.8f);
        // The cell lies at (256, 128) in the input: the box goes from (192, 96) to (384, 224) of 512.
        detection.Box.ShouldBe(new BoundingBox(0.375f, 0.1875f, 0.375f, 0.25f));
    }

    [Fact]
    public void An_empty_map_has_no_detections() => Detect().ShouldBeEmpty();

    [Fact]
    public void The_threshold_itself_counts_and_less_does_not()
    {
        Put(Cup, 20, 20, 0.30f);
        Put(Cup, 90, 90, 0.2999f);

        Detect(threshold: 0.30f).ShouldHaveSingleItem().Confidence.ShouldBe(0.30f);
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(0, -1)]
    [InlineData(1, -1)]
    [InlineData(-1, 0)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public void A_cell_beside_a_higher_one_of_its_class_is_no_peak(int right, int down)
    {
        Put(Cup, 50, 50, 0.9f);
        Put(Cup, 50 + right, 50 + down, 0.8f);

        FindPeaks(_heatmap, 0.3f).ShouldHaveSingleItem().Confidence.ShouldBe(0.9f);
    }

    [Fact]
    public void Neighbouring_cells_of_two_classes_are_both_peaks()
    {
        Put(Person, 50, 50, 0.9f);
        Put(Cup, 51, 50, 0.8f);

        Detect().Select(detection => detection.Label).ShouldBe(["person", "cup"]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(127, 0)]
    [InlineData(0, 127)]
    [InlineData(127, 127)]
    public void The_corners_of_the_map_can_be_peaks_and_do_not_wrap_around(int column, int row)
    {
        Put(Cup, column, row, 0.6f);
        Put(Cup, 127 - column, row, 0.7f);

        FindPeaks(_heatmap, 0.3f).Count.ShouldBe(2);
    }

    [Fact]
    public void Boxes_are_clipped_to_the_picture()
    {
        Put(Cup, 1, 1, 0.8f, left: 100, top: 100, right: 2000, bottom: 2000);

        Detect().ShouldHaveSingleItem().Box.ShouldBe(new BoundingBox(0, 0, 1, 1));
    }

    [Fact]
    public void A_box_without_area_is_left_out()
    {
        Put(Cup, 64, 64, 0.8f, left: 10, top: 10, right: -10, bottom: 10);

        Detect().ShouldBeEmpty();
    }

    [Fact]
    public void Of_two_boxes_of_one_class_that_share_most_of_their_area_the_more_confident_stays()
    {
        Put(Cup, 60, 60, 0.5f, 100, 100, 100, 100);
        Put(Cup, 63, 60, 0.6f, 100, 100, 100, 100);

        Detect().ShouldHaveSingleItem().Confidence.ShouldBe(0.6f);
    }

    [Fact]
    public void Two_boxes_of_one_class_that_share_less_than_half_both_stay()
    {
        Put(Cup, 50, 60, 0.5f, 40, 40, 40, 40);
        Put(Cup, 60, 60, 0.6f, 40, 40, 40, 40);

        Detect().Count.ShouldBe(2);
    }

    [Fact]
    public void Two_classes_may_share_one_box()
    {
        Put(Person, 60, 60, 0.5f, 100, 100, 100, 100);
        Put(Cup, 60, 60, 0.6f, 100, 100, 100, 100);

        Detect().Count.ShouldBe(2);
    }

    [Fact]
    public void A_map_full_of_peaks_yields_the_hundred_best_in_a_fixed_order()
    {
        Array.Fill(_heatmap, 0.5f);
        _heatmap[7 * Cells + 9] = 0.6f;

        var peaks = FindPeaks(_heatmap, 0.3f);

        peaks.Count.ShouldBe(MaximumPeaks);
        peaks[0].ShouldBe(new Peak(7, 9, 0.6f));
        peaks[1].ShouldBe(new Peak(0, 0, 0.5f));
        peaks[^1].ShouldBe(new Peak(0, 98, 0.5f));
    }

    [Fact]
    public void There_is_a_label_for_each_class_and_no_two_are_the_same()
    {
        CocoLabels.All.Count.ShouldBe(Classes);
        CocoLabels.All.ShouldBeUnique();
    }

    private IReadOnlyList<Vision.Detection.Detection> Detect(float threshold = 0.3f) => Decode(_heatmap, _sides, threshold);

    private void Put(int label, int column, int row, float confidence, float left = 20, float top = 20, float right = 20, float bottom = 20)
    {
        var cell = row * MapSide + column;
        _heatmap[label * Cells + cell] = confidence;
        (_sides[cell], _sides[Cells + cell], _sides[2 * Cells + cell], _sides[3 * Cells + cell]) = (left, top, right, bottom);
    }
}
