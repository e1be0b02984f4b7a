using Limner.Vision.Ocr;

namespace Limner.Vision.Tests.Ocr;

public sealed class DbDecoderTests
{
    private const int Width = 96;
    private const int Height = 64;

    [Fact]
    public void A_block_of_sure_cells_becomes_a_rectangle_grown_by_area_and_perimeter()
    {
        // Cells 20..59 x 30..37: their centres span 39 x 7. Growth: 39*7*1.6 / (2*(39+7)) = 4.748.
        var map = new float[Width * Height];
        Fill(map, 20, 30, 40, 8, 0.9f);
        var region = DbDecoder.Decode(map, Width).ShouldHaveSingleItem();
        region.Score.ShouldBe(0.9f, 0.001f);
        region.Rectangle.Centre.X.ShouldBe(39.5f, 0.001f);
        region.Rectangle.Centre.Y.ShouldBe(33.5f, 0.001f);
        region.Rectangle.Width.ShouldBe(39 + (2 * 4.748f), 0.01f);
        region.Rectangle.Height.ShouldBe(7 + (2 * 4.748f), 0.01f);
        region.Rectangle.Along.X.ShouldBe(1, 0.001f);
    }

    [Fact]
    public void Weak_small_and_unsure_stretches_are_left_out()
    {
        var map = new float[Width * Height];
        Fill(map, 2, 2, 30, 6, 0.29f);
        Fill(map, 2, 20, 40, 2, 0.9f);
        Fill(map, 2, 40, 30, 6, 0.4f);
        DbDecoder.Decode(map, Width).ShouldBeEmpty();
    }

    [Fact]
    public void Two_blocks_that_do_not_touch_are_two_and_a_corner_is_a_touch()
    {
        var map = new float[Width * Height];
        Fill(map, 5, 5, 30, 8, 0.9f);
        Fill(map, 50, 5, 30, 8, 0.9f);
        DbDecoder.Decode(map, Width).Count.ShouldBe(2);
        Fill(map, 35, 13, 15, 8, 0.9f);
        DbDecoder.Decode(map, Width).Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-20)]
    [InlineData(75)]
    public void A_slanted_stretch_keeps_its_angle(int degrees)
    {
        // Cells within 20 x 4 of the middle, measured along and across the slant.
        var map = new float[Width * Height];
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (dx, dy) = (x - 48f, y - 32f);
                if (MathF.Abs((dx * cos) + (dy * sin)) <= 20 && MathF.Abs((dy * cos) - (dx * sin)) <= 4)
                {
                    map[(y * Width) + x] = 0.9f;
                }
            }
        }

        var rectangle = DbDecoder.Decode(map, Width).ShouldHaveSingleItem().Rectangle;
        var (longSide, along) = rectangle.Width >= rectangle.Height ? (rectangle.Width, rectangle.Along) : (rectangle.Height, rectangle.Across);
        var angle = MathF.Atan2(along.Y, along.X) * 180 / MathF.PI;
        MathF.Min(MathF.Abs(angle - degrees) % 180, 180 - (MathF.Abs(angle - degrees) % 180)).ShouldBeLessThan(4);
        longSide.ShouldBeInRange(40, 60);
    }

    [Fact]
    public void A_hostile_map_costs_a_bounded_number_of_regions()
    {
        var map = new float[640 * 640];
        for (var y = 0; y < 640; y += 10)
        {
            for (var x = 0; x < 640; x += 10)
            {
                for (var j = 0; j < 6; j++)
                {
                    map.AsSpan(((y + j) * 640) + x, 6).Fill(0.95f);
                }
            }
        }

        DbDecoder.Decode(map, 640).Count.ShouldBe(DbDecoder.MaximumRegions);
    }

    [Fact]
    public void What_is_no_number_is_no_text()
    {
        var map = new float[Width * Height];
        Array.Fill(map, float.NaN);
        DbDecoder.Decode(map, Width).ShouldBeEmpty();
    }

    [Fact]
    public void A_rectangle_is_read_in_the_direction_it_is_turned_to()
    {
        var quad = new RotatedRect(new Point(50, 20), new Point(1, 0), 40, 10).Turned(2).ToQuad(100, 100);
        quad.TopLeft.X.ShouldBe(0.7f, 0.0001f);
        quad.TopLeft.Y.ShouldBe(0.25f, 0.0001f);
        quad.TopRight.X.ShouldBe(0.3f, 0.0001f);
        var down = new RotatedRect(new Point(50, 50), new Point(1, 0), 10, 40).Turned(1).ToQuad(100, 100);
        down.TopLeft.X.ShouldBe(0.55f, 0.0001f);
        down.TopLeft.Y.ShouldBe(0.3f, 0.0001f);
        down.TopRight.Y.ShouldBe(0.7f, 0.0001f);
    }

    private static void Fill(float[] map, int left, int top, int width, int height, float value)
    {
        for (var y = top; y < top + height; y++)
        {
            map.AsSpan((y * Width) + left, width).Fill(value);
        }
    }
}
