using System.Diagnostics.Metrics;
using Limner.Native.Vips;
using Limner.Safety.Files;

namespace Limner.Imaging.Tests;

public sealed class PictureDecoderTests
{
    private readonly PictureDecoder decoder = new(new DecodeBudgetOptions());

    [Theory]
    [InlineData("jpegsave_buffer", "Q=95,subsample_mode=off", PictureFormat.Jpeg, "image/jpeg")]
    [InlineData("jpegsave_buffer", "Q=95,interlace=true", PictureFormat.Jpeg, "image/jpeg")]
    [InlineData("pngsave_buffer", "compression=1", PictureFormat.Png, "image/png")]
    [InlineData("pngsave_buffer", "interlace=true", PictureFormat.Png, "image/png")]
    [InlineData("pngsave_buffer", "palette=true", PictureFormat.Png, "image/png")]
    [InlineData("webpsave_buffer", "lossless=true", PictureFormat.Webp, "image/webp")]
    [InlineData("webpsave_buffer", "Q=95", PictureFormat.Webp, "image/webp")]
    [InlineData("gifsave_buffer", "dither=0", PictureFormat.Gif, "image/gif")]
    [InlineData("tiffsave_buffer", "compression=lzw", PictureFormat.Tiff, "image/tiff")]
    [InlineData("tiffsave_buffer", "compression=deflate,tile=true,pyramid=true", PictureFormat.Tiff, "image/tiff")]
    [InlineData("heifsave_buffer", "compression=av1,Q=90,effort=0", PictureFormat.Avif, "image/avif")]
    public void Each_format_is_recognised_and_decoded_in_its_colours(string saver, string options, PictureFormat format, string mediaType)
    {
        using var image = TestPictures.Quarters();
        var file = image.Encode(saver, options);

        var header = decoder.ReadHeader(file);
        (header.Format, header.MediaType, header.Width, header.Height).ShouldBe((format, mediaType, 64, 48));
        using var picture = decoder.Decode(file, header, CancellationToken.None);

        (picture.Width, picture.Height, picture.Square.Width, picture.Square.Height).ShouldBe((64, 48, 512, 512));
        ShouldShow(picture, TestPictures.Red, TestPictures.Green, TestPictures.Blue, TestPictures.Yellow, tolerance: 12);
    }

    [Theory]
    [InlineData(1, "RGBY")]
    [InlineData(2, "GRYB")]
    [InlineData(3, "YBGR")]
    [InlineData(4, "BYRG")]
    [InlineData(5, "RBGY")]
    [InlineData(6, "BRYG")]
    [InlineData(7, "YGBR")]
    [InlineData(8, "GYRB")]
    public void A_picture_stands_upright_whatever_its_orientation(int orientation, string corners)
    {
        using var image = TestPictures.Quarters().With("orientation", orientation);
        var file = image.Jpeg();

        var header = decoder.ReadHeader(file);
        using var picture = decoder.Decode(file, header, CancellationToken.None);

        (header.Width, header.Height).ShouldBe(orientation >= 5 ? (48, 64) : (64, 48));
        var colours = corners.Select(letter => letter switch
        {
            'R' => TestPictures.Red, 'G' => TestPictures.Green, 'B' => TestPictures.Blue, _ => TestPictures.Yellow,
        }).ToArray();
        ShouldShow(picture, colours[0], colours[1], colours[2], colours[3], tolerance: 10);
    }

    [Fact]
    public void Sixteen_bits_become_eight_of_the_same_colours()
    {
        using var image = TestPictures.Quarters().ToColourSpace(VipsInterpretation.Rgb16);

        ShouldShow(Decode(image.Png("bitdepth=16")), TestPictures.Red, TestPictures.Green, TestPictures.Blue, TestPictures.Yellow, tolerance: 3);
        ShouldShow(Decode(image.Encode("tiffsave_buffer", "compression=none")), TestPictures.Red, TestPictures.Green, TestPictures.Blue, TestPictures.Yellow, tolerance: 3);
    }

    [Theory]
    [InlineData("jpegsave_buffer", "Q=95")]
    [InlineData("pngsave_buffer", "compression=1")]
    [InlineData("tiffsave_buffer", "compression=none")]
    public void Greys_stay_grey(string saver, string options)
    {
        using var image = TestPictures.Rgb(64, 48, (x, _) => x < 32 ? ((byte)60, (byte)60, (byte)60) : ((byte)200, (byte)200, (byte)200))
            .ToColourSpace(VipsInterpretation.BlackAndWhite);

        ShouldShow(Decode(image.Encode(saver, options)), (60, 60, 60), (200, 200, 200), (60, 60, 60), (200, 200, 200), tolerance: 4);
    }

    [Fact]
    public void Sixteen_bit_greys_stay_grey()
    {
        using var image = TestPictures.Rgb(64, 48, (x, _) => x < 32 ? ((byte)60, (byte)60, (byte)60) : ((byte)200, (byte)200, (byte)200))
            .ToColourSpace(VipsInterpretation.Grey16);

        ShouldShow(Decode(image.Png("bitdepth=16")), (60, 60, 60), (200, 200, 200), (60, 60, 60), (200, 200, 200), tolerance: 4);
    }

    [Theory]
    [InlineData("jpegsave_buffer", "Q=98,subsample_mode=off")]
    [InlineData("tiffsave_buffer", "compression=none")]
    public void Printing_colours_become_screen_colours(string saver, string options)
    {
        using var image = TestPictures.Quarters().ToColourSpace(VipsInterpretation.Cmyk);
        image.Bands.ShouldBe(4);

        // Ink has no such green and blue, so the colours come back near, not equal; a decoder that takes them for RGB or inverts them is far off.
        ShouldShow(Decode(image.Encode(saver, options)), TestPictures.Red, TestPictures.Green, TestPictures.Blue, TestPictures.Yellow, tolerance: 60);
    }

    [Fact]
    public void A_colour_profile_is_honoured()
    {
        using var image = TestPictures.Quarters().Apply("icc_transform", "output_profile=p3,input_profile=srgb");
        var stored = new byte[64 * 48 * 3];
        image.CopyTo(stored);
        Math.Abs(stored[0] - TestPictures.Red.R).ShouldBeGreaterThan(8, "Display P3 has other numbers for this red");

        ShouldShow(Decode(image.Jpeg()), TestPictures.Red, TestPictures.Green, TestPictures.Blue, TestPictures.Yellow, tolerance: 8);
    }

    [Theory]
    [InlineData("pngsave_buffer", "compression=1")]
    [InlineData("webpsave_buffer", "lossless=true")]
    [InlineData("tiffsave_buffer", "compression=none")]
    [InlineData("heifsave_buffer", "compression=av1,Q=95,effort=0")]
    [InlineData("gifsave_buffer", "dither=0")]
    public void What_is_transparent_lies_on_white(string saver, string options)
    {
        using var image = TestPictures.Rgba(64, 48, (x, y) => (x < 32, y < 24) switch
        {
            (true, true) => (255, 0, 0, 255),
            (false, true) => (0, 0, 255, 0),
            (true, false) => (0, 255, 0, 255),
            _ => (0, 0, 0, 0),
        });
        var file = image.Encode(saver, options);

        decoder.ReadHeader(file).HasAlpha.ShouldBeTrue();
        ShouldShow(Decode(file), (255, 0, 0), (255, 255, 255), (0, 255, 0), (255, 255, 255), tolerance: 10);
    }

    [Fact]
    public void Half_transparent_red_becomes_pink()
    {
        using var image = TestPictures.Rgba(16, 16, (_, _) => (255, 0, 0, 128));

        ShouldShow(Decode(image.Png()), (255, 127, 127), (255, 127, 127), (255, 127, 127), (255, 127, 127), tolerance: 3);
    }

    [Fact]
    public void Grey_with_alpha_is_read()
    {
        using var image = TestPictures.Rgba(16, 16, (x, _) => (90, 90, 90, (byte)(x < 8 ? 255 : 0))).ToColourSpace(VipsInterpretation.BlackAndWhite);
        image.Bands.ShouldBe(2);

        ShouldShow(Decode(image.Png()), (90, 90, 90), (255, 255, 255), (90, 90, 90), (255, 255, 255), tolerance: 4);
    }

    [Theory]
    [InlineData("gifsave_buffer", "dither=0")]
    [InlineData("webpsave_buffer", "lossless=true")]
    [InlineData("tiffsave_buffer", "compression=none")]
    public void Of_several_pages_the_first_is_shown(string saver, string options)
    {
        using var image = TestPictures.Rgb(64, 96, (_, y) => y < 48 ? TestPictures.Red : TestPictures.Blue).With("page-height", 48);
        var file = image.Encode(saver, options);

        var header = decoder.ReadHeader(file);

        (header.Width, header.Height, header.Pages).ShouldBe((64, 48, 2));
        ShouldShow(Decode(file), TestPictures.Red, TestPictures.Red, TestPictures.Red, TestPictures.Red, tolerance: 4);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3000, 1)]
    [InlineData(1, 3000)]
    [InlineData(2, 700)]
    public void Extreme_shapes_are_decoded_and_keep_their_shape(int width, int height)
    {
        using var image = TestPictures.Rgb(width, height, (_, _) => TestPictures.Green);
        var file = image.Png();
        using var picture = Decode(file);

        using var thumbnail = VipsImage.Open(picture.EncodeThumbnail(400, 80));

        (thumbnail.Width, thumbnail.Height).ShouldBe(DecodedPicture.Fit(width, height, 400));
        picture.ThumbHash().Length.ShouldBeInRange(5, 30);
        picture.Palette().ShouldHaveSingleItem().Share.ShouldBe(1);
    }

    [Fact]
    public void Everything_derived_from_a_picture_takes_one_decoding()
    {
        using var image = TestPictures.Scene(300, 200);
        var file = image.Jpeg();
        var decodes = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "limner.imaging.decodes")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        var thread = Environment.CurrentManagedThreadId;
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => decodes += Environment.CurrentManagedThreadId == thread ? count : 0);
        listener.Start();

        using var picture = decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);
        picture.EncodeThumbnail(400, 80);
        picture.ThumbHash();
        picture.Palette();
        picture.PerceptualHash();
        decodes.ShouldBe(1);

        decoder.RenderPreview(file, 1200, PreviewFormat.Webp, 80, CancellationToken.None);
        decodes.ShouldBe(2);
    }

    [Theory]
    [InlineData(3000, 2000, 1200, PreviewFormat.Webp, 1200, 800)]
    [InlineData(2000, 3000, 1200, PreviewFormat.Avif, 800, 1200)]
    [InlineData(640, 480, 1200, PreviewFormat.Jpeg, 640, 480)]
    public void A_preview_keeps_the_shape_and_never_enlarges(int width, int height, int longSide, PreviewFormat format, int previewWidth, int previewHeight)
    {
        using var image = TestPictures.Scene(width, height);

        using var preview = VipsImage.Open(decoder.RenderPreview(image.Jpeg("Q=80"), longSide, format, 80, CancellationToken.None));

        (preview.Width, preview.Height).ShouldBe((previewWidth, previewHeight));
    }

    [Fact]
    public void A_thumbnail_looks_like_its_picture()
    {
        using var image = TestPictures.Quarters(1200, 900);
        using var picture = Decode(image.Jpeg());

        var file = picture.EncodeThumbnail(400, 85);

        using var thumbnail = VipsImage.Open(file);
        (thumbnail.Width, thumbnail.Height).ShouldBe((400, 300));
        ShouldShow(Decode(file), TestPictures.Red, TestPictures.Green, TestPictures.Blue, TestPictures.Yellow, tolerance: 12);
    }

    [Fact]
    public void Decoding_is_stopped_by_its_token()
    {
        using var image = TestPictures.Scene(600, 400);
        var file = image.Jpeg();
        var header = decoder.ReadHeader(file);

        Should.Throw<OperationCanceledException>(() => decoder.Decode(file, header, new CancellationToken(canceled: true)));
        Should.Throw<OperationCanceledException>(() => decoder.RenderPreview(file, 100, PreviewFormat.Webp, 80, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Many_threads_decode_at_once_to_the_same_pixels()
    {
        using var image = TestPictures.Scene(800, 600);
        var file = image.Jpeg();
        var header = decoder.ReadHeader(file);
        byte[] expected;
        using (var picture = decoder.Decode(file, header, CancellationToken.None))
        {
            expected = picture.Square.Span.ToArray();
        }

        Parallel.For(0, 24, _ =>
        {
            using var picture = decoder.Decode(file, header, CancellationToken.None);
            picture.Square.Span.SequenceEqual(expected).ShouldBeTrue();
        });
    }

    private DecodedPicture Decode(byte[] file) => decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);

    private static void ShouldShow(
        DecodedPicture picture,
        (byte R, byte G, byte B) topLeft,
        (byte R, byte G, byte B) topRight,
        (byte R, byte G, byte B) bottomLeft,
        (byte R, byte G, byte B) bottomRight,
        int tolerance)
    {
        At(128, 128, topLeft);
        At(384, 128, topRight);
        At(128, 384, bottomLeft);
        At(384, 384, bottomRight);

        void At(int x, int y, (byte R, byte G, byte B) expected)
        {
            var pixel = picture.Square.Span.Slice(((y * 512) + x) * 3, 3);
            var distance = Math.Max(Math.Abs(pixel[0] - expected.R), Math.Max(Math.Abs(pixel[1] - expected.G), Math.Abs(pixel[2] - expected.B)));
            distance.ShouldBeLessThanOrEqualTo(tolerance, $"at {x},{y}: ({pixel[0]}, {pixel[1]}, {pixel[2]}) should be {expected}");
        }
    }
}
