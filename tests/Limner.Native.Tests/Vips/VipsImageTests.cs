using Limner.Native.Vips;

namespace Limner.Native.Tests.Vips;

public sealed class VipsImageTests
{
    [Fact]
    public void The_library_that_was_restored_is_the_one_that_is_loaded() => VipsLibrary.Version.ShouldBe("8.18.7");

    [Fact]
    public void Nothing_is_kept_in_an_operation_cache()
    {
        Pixels(VipsImage.Thumbnail(Gradient().EncodeJpeg(90), 16, 16, VipsSize.Force, toSrgb: true));

        VipsApi.vips_cache_get_size().ShouldBe(0);
    }

    [Theory]
    [InlineData("pngsave_buffer", "compression=1")]
    [InlineData("jpegsave_buffer", "Q=100,subsample_mode=off")]
    [InlineData("webpsave_buffer", "lossless=true")]
    [InlineData("gifsave_buffer", "dither=0")]
    [InlineData("tiffsave_buffer", "compression=deflate")]
    [InlineData("heifsave_buffer", "compression=av1,lossless=true,effort=0")]
    public void Each_format_goes_out_and_comes_back(string saver, string options)
    {
        using var image = Gradient();
        var file = image.Encode(saver, options);

        using var header = VipsImage.Open(file);
        (header.Width, header.Height, header.Pages, header.Orientation).ShouldBe((64, 48, 1, 1));
        using var back = VipsImage.Thumbnail(file, 64, 48, VipsSize.Force, toSrgb: true);
        Pixels(back, 3).Zip(Pixels(image)).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(24);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>")]
    [InlineData("%PDF-1.4\n1 0 obj\n")]
    [InlineData("P3 1 1 255 1 2 3\n")]
    [InlineData("1,2,3\n4,5,6\n")]
    [InlineData("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n")]
    public void Content_of_any_other_kind_reaches_no_parser(string content) =>
        Should.Throw<VipsException>(() => VipsImage.Open(System.Text.Encoding.UTF8.GetBytes(content))).Text.ShouldContain("not in a known format");

    [Fact]
    public void A_truncated_file_fails_with_libvips_own_text()
    {
        var file = Gradient().EncodeJpeg(90);

        var failure = Should.Throw<VipsException>(() => Pixels(VipsImage.Thumbnail(file[..(file.Length / 2)], 16, 16, VipsSize.Force, toSrgb: true)));

        failure.Text.ShouldNotBeNullOrWhiteSpace();
        failure.Message.ShouldContain(failure.Text);
    }

    [Fact]
    public void A_decoding_in_progress_is_stopped_by_its_token()
    {
        using var small = Gradient();
        using var huge = small.Resize(200, 200);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        var memory = new byte[huge.Width * huge.Height * 3];

        var failure = Should.Throw<OperationCanceledException>(() => huge.CopyTo(memory, source.Token));

        failure.CancellationToken.ShouldBe(source.Token);
        memory[^1].ShouldBe((byte)0);
    }

    [Fact]
    public void An_image_outlives_the_one_it_was_derived_from_and_the_memory_stays_pinned()
    {
        VipsImage derived;
        using (var image = Gradient())
        {
            derived = image.Resize(0.5, 0.5);
        }

        GC.Collect();
        using (derived)
        {
            PinnedMemory.LentCount.ShouldBeGreaterThan(0);
            Pixels(derived).Length.ShouldBe(32 * 24 * 3);
        }
    }

    [Fact]
    public void A_disposed_image_is_refused_before_native_code_sees_it()
    {
        var image = Gradient();
        image.Dispose();

        Should.Throw<ObjectDisposedException>(() => image.EncodeJpeg(80));
    }

    [Fact]
    public void Memory_that_is_too_short_is_refused()
    {
        using var image = Gradient();

        Should.Throw<ArgumentException>(() => image.CopyTo(new byte[10]));
    }

    [Fact]
    public void Header_fields_are_read_and_missing_ones_are_null()
    {
        using var header = VipsImage.Open(Gradient().Encode("jpegsave_buffer", "Q=80,interlace=true"));

        header.GetInt("interlaced").ShouldBe(1);
        header.GetInt("no-such-field").ShouldBeNull();
        header.GetBlob("exif-data").ShouldNotBeNull().Length.ShouldBeGreaterThan(6);
        header.GetBlob("icc-profile-data").ShouldBeNull();
    }

    [Fact]
    public void An_unknown_option_is_told()
    {
        using var image = Gradient();

        Should.Throw<VipsException>(() => image.Encode("jpegsave_buffer", "nonsense=1"));
    }

    [Fact]
    public void Many_threads_decode_at_once()
    {
        var file = Gradient().EncodeJpeg(90);
        var expected = Pixels(VipsImage.Thumbnail(file, 20, 20, VipsSize.Force, toSrgb: true));

        Parallel.For(0, 300, _ => Pixels(VipsImage.Thumbnail(file, 20, 20, VipsSize.Force, toSrgb: true)).ShouldBe(expected));
    }

    private static VipsImage Gradient()
    {
        var pixels = new byte[64 * 48 * 3];
        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var i = ((y * 64) + x) * 3;
                (pixels[i], pixels[i + 1], pixels[i + 2]) = ((byte)(x * 4), (byte)(y * 5), 128);
            }
        }

        return VipsImage.FromMemory(pixels, 64, 48, 3).ToColourSpace(VipsInterpretation.Srgb);
    }

    private static byte[] Pixels(VipsImage image, int? bands = null)
    {
        using var kept = bands is { } count && count < image.Bands ? image.ExtractBands(0, count) : image.ExtractBands(0, image.Bands);
        var pixels = new byte[kept.Width * kept.Height * kept.Bands];
        kept.CopyTo(pixels);
        return pixels;
    }
}
