using Limner.Kernel.Errors;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Thumbnails;

public sealed class PreviewSizesTests
{
    [Theory]
    [InlineData(null, 4000, 3000, 400)]
    [InlineData("small", 4000, 3000, 400)]
    [InlineData("medium", 4000, 3000, 1200)]
    [InlineData("large", 3000, 4000, 2400)]
    [InlineData("large", 1000, 700, 1200)]
    [InlineData("large", 300, 200, 400)]
    public void A_named_size_is_a_step_and_small_originals_have_few(string? size, int width, int height, int longSide)
        => PreviewSizes.LongSide(size, null, null, null, (width, height)).ShouldBe(longSide);

    [Theory]
    [InlineData(150, null, null, 200)]
    [InlineData(400, null, null, 400)]
    [InlineData(401, null, null, 800)]
    [InlineData(null, 300, null, 400)]
    [InlineData(null, 301, null, 800)]
    [InlineData(400, 100, "contain", 200)]
    [InlineData(400, 100, "cover", 400)]
    [InlineData(400, 400, "cover", 800)]
    [InlineData(3200, 3200, "cover", 3200)]
    public void A_box_is_given_the_next_step_that_fits_or_fills_it(int? width, int? height, string? fit, int longSide)
        => PreviewSizes.LongSide(null, width, height, fit, (4000, 3000)).ShouldBe(longSide);

    [Theory]
    [InlineData(null, 0, null, null, "width")]
    [InlineData(null, null, 3201, null, "height")]
    [InlineData(null, 10, 10, "crop", "fit")]
    [InlineData("small", 10, null, null, "size")]
    [InlineData("huge", null, null, null, "size")]
    public void What_is_beyond_the_limits_is_named(string? size, int? width, int? height, string? fit, string field)
        => Should.Throw<LimnerException>(() => PreviewSizes.LongSide(size, width, height, fit, (4000, 3000))).Failure.Field.ShouldBe(field);

    [Fact]
    public void However_it_is_asked_there_are_no_more_than_the_steps_of_the_ladder()
        => Enumerable.Range(1, PreviewSizes.MaxSide).Select(width => PreviewSizes.LongSide(null, width, null, "cover", (9000, 50))).Distinct().Order().ShouldBe(PreviewSizes.Ladder);
}
