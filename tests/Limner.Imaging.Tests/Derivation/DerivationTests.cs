using System.Globalization;
using Limner.Imaging.Derivation;
using Limner.Safety.Files;

namespace Limner.Imaging.Tests.Derivation;

public sealed class DerivationTests
{
    private readonly PictureDecoder decoder = new(new DecodeBudgetOptions());

    /// <summary>Known answers: the reference implementation (npm thumbhash 0.1.1) on the same formula.</summary>
    [Theory]
    [InlineData(64, 48, "1ff8010d822052323376750244245355b77fcb980f")]
    [InlineData(40, 100, "1f08020b0450646666416533f5bdfe7666")]
    [InlineData(33, 33, "1e18060f045354553054a741a83a98288795e57f868d360f")]
    [InlineData(100, 9, "1df805198a04556544a567a72a6d7f8f7c")]
    public void A_thumb_hash_is_what_the_reference_gives(int width, int height, string expected)
    {
        var rgb = new float[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (((x * x) + (7 * y)) % 256, ((3 * x) + (y * y * 2)) % 256, ((x * y) + 40) % 256);
            }
        }

        Convert.ToHexStringLower(ThumbHasher.Hash(width, height, rgb)).ShouldBe(expected);
    }

    [Fact]
    public void A_thumb_hash_is_some_25_bytes_and_tells_landscape_from_portrait()
    {
        var landscape = Picture(TestPictures.Scene(640, 480).Jpeg()).ThumbHash();
        var portrait = Picture(TestPictures.Scene(480, 640).Jpeg()).ThumbHash();

        landscape.Length.ShouldBeLessThanOrEqualTo(25);
        (landscape[4] >> 7).ShouldBe(1);
        (portrait[4] >> 7).ShouldBe(0);
    }

    [Fact]
    public void The_palette_names_the_colours_and_their_shares()
    {
        using var image = TestPictures.Rgb(400, 300, (x, _) => x < 240 ? ((byte)200, (byte)30, (byte)40) : x < 360 ? ((byte)30, (byte)60, (byte)180) : ((byte)250, (byte)250, (byte)250));

        var palette = Picture(image.Png()).Palette();

        palette.Count.ShouldBe(3);
        Near(palette[0].Hex, 200, 30, 40);
        Near(palette[1].Hex, 30, 60, 180);
        Near(palette[2].Hex, 250, 250, 250);
        palette.Select(colour => Math.Round(colour.Share, 1)).ShouldBe([0.6, 0.3, 0.1]);
    }

    [Fact]
    public void The_shares_of_a_palette_sum_to_one_and_it_is_the_same_each_time()
    {
        var file = TestPictures.Scene(640, 480).Jpeg();

        var palette = Picture(file).Palette();

        palette.Sum(colour => colour.Share).ShouldBe(1, tolerance: 1e-9);
        palette.Count.ShouldBeInRange(2, 5);
        palette.Select(colour => colour.Share).ShouldBeInOrder(SortDirection.Descending);
        palette.ShouldAllBe(colour => colour.Hex.Length == 7 && colour.Share > 0);
        Picture(file).Palette().ShouldBe(palette);
    }

    [Theory]
    [InlineData(0, 0, 0, "#000000")]
    [InlineData(1, 1, 1, "#ffffff")]
    [InlineData(1, 0, 0, "#ff0000")]
    [InlineData(0.2, 0.4, 0.6, "#336699")]
    public void A_colour_goes_to_OKLab_and_back(float red, float green, float blue, string hex) =>
        OkLab.ToHex(OkLab.FromSrgb(red, green, blue)).ShouldBe(hex);

    [Fact]
    public void The_perceptual_hash_withstands_resizing_and_compression()
    {
        using var image = TestPictures.Scene(1200, 900);
        var original = Picture(image.Png()).PerceptualHash();

        foreach (var copy in new[] { image.Jpeg("Q=30"), image.Resize(0.2, 0.2).Jpeg("Q=60"), image.Resize(0.5, 0.5).EncodeWebp(40), image.Encode("gifsave_buffer", "dither=1") })
        {
            PerceptualHasher.Distance(original, Picture(copy).PerceptualHash()).ShouldBeLessThanOrEqualTo(6);
        }
    }

    [Fact]
    public void The_perceptual_hash_tells_pictures_apart()
    {
        var scene = Picture(TestPictures.Scene(600, 400).Jpeg()).PerceptualHash();
        var mirrored = Picture(TestPictures.Scene(600, 400).With("orientation", 2).Jpeg()).PerceptualHash();
        var quarters = Picture(TestPictures.Quarters(600, 400).Jpeg()).PerceptualHash();

        PerceptualHasher.Distance(scene, mirrored).ShouldBeGreaterThan(16);
        PerceptualHasher.Distance(scene, quarters).ShouldBeGreaterThan(16);
    }

    [Fact]
    public void Areas_are_averaged_exactly()
    {
        using var buffer = new PixelBuffer(4, 4);
        var pixels = buffer.Writable.Span;
        for (var i = 0; i < 16; i++)
        {
            pixels[i * 3] = (byte)i;
            pixels[(i * 3) + 1] = 100;
            pixels[(i * 3) + 2] = (byte)(i % 4 < 2 ? 0 : 200);
        }

        var half = AreaAverage.Of(buffer, 2);

        half.Rgb.ShouldBe([2.5f, 100, 0, 4.5f, 100, 200, 10.5f, 100, 0, 12.5f, 100, 200]);
        half.Shrink(1, 1).Rgb.ShouldBe([7.5f, 100, 100]);
    }

    private DecodedPicture Picture(byte[] file) => decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);

    private static void Near(string hex, int red, int green, int blue)
    {
        int Channel(int at) => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Channel(1).ShouldBeInRange(red - 6, red + 6);
        Channel(3).ShouldBeInRange(green - 6, green + 6);
        Channel(5).ShouldBeInRange(blue - 6, blue + 6);
    }
}
