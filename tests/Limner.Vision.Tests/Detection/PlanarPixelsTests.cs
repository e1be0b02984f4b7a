using Limner.Vision.Detection;

namespace Limner.Vision.Tests.Detection;

public sealed class PlanarPixelsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(256 * 3 + 5)]
    public void Each_channel_gets_a_plane_of_its_own_whatever_the_length(int pixels)
    {
        var rgb = new byte[3 * pixels];
        new Random(7).NextBytes(rgb);
        var planes = new float[3 * pixels];

        PlanarPixels.Split(rgb, planes);

        for (var i = 0; i < rgb.Length; i++)
        {
            planes[i % 3 * pixels + i / 3].ShouldBe(rgb[i]);
        }
    }

    [Fact]
    public void Planes_of_another_size_are_refused()
        => Should.Throw<ArgumentOutOfRangeException>(() => PlanarPixels.Split(new byte[6], new float[5]));
}
