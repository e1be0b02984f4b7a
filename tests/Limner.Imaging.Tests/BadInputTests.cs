using System.Buffers.Binary;
using System.Text;
using Limner.Kernel.Errors;
using Limner.Safety.Files;

namespace Limner.Imaging.Tests;

public sealed class BadInputTests
{
    private readonly PictureDecoder decoder = new(new DecodeBudgetOptions());

    [Fact]
    public void A_file_of_zero_bytes_is_empty() => Refusal([]).Error.ShouldBe(ErrorCatalogue.FileEmpty);

    [Theory]
    [InlineData("just some text")]
    [InlineData("<html><body><svg></svg></body></html>")]
    [InlineData("BM is how this text begins, and it is longer than a bitmap's header")]
    [InlineData("%PDF-1.7")]
    [InlineData("P6 and some more text")]
    public void Content_that_is_no_picture_is_told(string content) => Refusal(Encoding.UTF8.GetBytes(content)).Error.ShouldBe(ErrorCatalogue.FileNotAPicture);

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>")]
    [InlineData("<?xml version=\"1.0\"?>\n<!-- drawn -->\n<!DOCTYPE svg>\n<svg/>")]
    [InlineData("  <s:svg xmlns:s=\"http://www.w3.org/2000/svg\"/>")]
    public void A_drawing_that_can_carry_scripts_is_refused(string content)
    {
        Refusal(Encoding.UTF8.GetBytes(content)).Error.ShouldBe(ErrorCatalogue.FileRefused);
        Refusal([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(content)]).Error.ShouldBe(ErrorCatalogue.FileRefused);
        Refusal([0xff, 0xfe, .. Encoding.Unicode.GetBytes(content)]).Error.ShouldBe(ErrorCatalogue.FileRefused);
    }

    [Theory]
    [InlineData("0000001866747970686569630000000068656963", "HEIC")]
    [InlineData("49492A00100000004352020000000000", "raw")]
    [InlineData("38425053000100000000000000030000", "Photoshop")]
    [InlineData("424D46000000000000003600000028000000010000000100000001001800", "BMP")]
    [InlineData("5036203120312032353520616263", "PNM")]
    [InlineData("FF0A7F00", "JPEG XL")]
    public void A_picture_of_a_format_that_is_not_read_is_named(string hex, string name)
    {
        var failure = Refusal(Convert.FromHexString(hex));

        failure.Error.ShouldBe(ErrorCatalogue.FileFormatUnsupported);
        failure.Detail.ShouldNotBeNull().ShouldContain(name);
    }

    [Theory]
    [InlineData("jpegsave_buffer", "Q=90", 0.3)]
    [InlineData("jpegsave_buffer", "Q=90", 0.7)]
    [InlineData("jpegsave_buffer", "Q=90", 0.97)]
    [InlineData("jpegsave_buffer", "Q=90,interlace=true", 0.6)]
    [InlineData("pngsave_buffer", "compression=6", 0.5)]
    [InlineData("pngsave_buffer", "interlace=true", 0.5)]
    [InlineData("webpsave_buffer", "Q=80", 0.5)]
    [InlineData("gifsave_buffer", "dither=0", 0.5)]
    [InlineData("tiffsave_buffer", "compression=deflate", 0.5)]
    [InlineData("heifsave_buffer", "compression=av1,effort=0", 0.5)]
    public void A_picture_that_was_cut_off_is_corrupt(string saver, string options, double kept)
    {
        using var image = TestPictures.Scene(640, 480);
        var file = image.Encode(saver, options);

        Refusal(file[..(int)(file.Length * kept)]).Error.ShouldBe(ErrorCatalogue.FileCorrupt);
    }

    [Theory]
    [InlineData("jpegsave_buffer")]
    [InlineData("pngsave_buffer")]
    [InlineData("webpsave_buffer")]
    [InlineData("gifsave_buffer")]
    [InlineData("tiffsave_buffer")]
    [InlineData("heifsave_buffer", "compression=av1,effort=0")]
    public void A_picture_that_ends_within_its_header_is_named_and_harms_nothing(string saver, string options = "keep=all")
    {
        using var image = TestPictures.Scene(64, 48);
        var file = image.Encode(saver, options);

        for (var length = 1; length < Math.Min(file.Length, 160); length++)
        {
            Refusal(file[..length]).Error.ShouldBeOneOf(ErrorCatalogue.FileCorrupt, ErrorCatalogue.FileNotAPicture, ErrorCatalogue.FileTooManyPixels);
        }
    }

    [Fact]
    public void A_hundred_megapixels_in_103_bytes_are_refused_from_the_header()
    {
        var file = new byte[103];
        byte[] head = [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0x27, 0x10, 0x27, 0x10, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
        head.CopyTo(file, 0);

        var failure = Refusal(file);

        failure.Error.ShouldBe(ErrorCatalogue.FileCorrupt);
        failure.Detail.ShouldBe("The header claims 10000 x 10000 pixels, but the file has only 103 bytes.");
    }

    [Fact]
    public void A_hundred_megapixels_of_nothing_in_a_plausible_file_cost_no_memory_to_speak_of()
    {
        // Large enough to pass, so libvips gets to see it; there is next to no picture behind the header.
        using var image = TestPictures.Scene(64, 64);
        byte[] file = [.. image.Jpeg("Q=80"), .. new byte[200_000]];
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), 10_000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), 10_000);
        var before = Environment.WorkingSet;

        using var picture = decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);

        (picture.Width, picture.Height).ShouldBe((10_000, 10_000));
        (Environment.WorkingSet - before).ShouldBeLessThan(250_000_000, "decoded whole, it is 300 MB");
    }

    [Fact]
    public void More_pixels_than_the_limit_are_refused_and_the_limit_is_named()
    {
        var failure = Refusal(Png(60_000, 60_000, interlaced: false));

        failure.Error.ShouldBe(ErrorCatalogue.FileTooManyPixels);
        failure.Detail.ShouldNotBeNull().ShouldContain("library.max_megapixels is 200");
    }

    [Theory]
    [InlineData("png")]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("gif with a frame beyond its canvas")]
    [InlineData("progressive")]
    [InlineData("a scan for each component")]
    public void What_would_need_too_much_memory_to_decode_is_refused_and_the_limit_is_named(string kind)
    {
        byte[] file = kind switch
        {
            "png" => [.. Png(14_000, 14_000, interlaced: true), .. new byte[2_000_000]],
            "gif" => [.. "GIF89a"u8, 0x40, 0x2c, 0x40, 0x2c, 0, 0, 0, .. new byte[32]],
            "gif with a frame beyond its canvas" =>
            [
                .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
                0x2c, 0, 0, 0, 0, 0x40, 0x2c, 0x40, 0x2c, 0, 2, 2, 0x4c, 1, 0, 0x3b,
            ],
            "a scan for each component" =>
            [
                0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0x36, 0xb0, 0x36, 0xb0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
                0xff, 0xfe, 0, 4, 0, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, .. new byte[500_000],
            ],
            "webp" => [.. "RIFF"u8, 30, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0x2c, 0, 0x3f, 0x2c, 0, .. new byte[32]],
            _ => [0xff, 0xd8, 0xff, 0xc2, 0, 17, 8, 0x36, 0xb0, 0x36, 0xb0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, .. new byte[500_000]],
        };

        var failure = Refusal(file);

        failure.Error.ShouldBe(ErrorCatalogue.FileTooManyPixels);
        failure.Detail.ShouldNotBeNull().ShouldContain("library.max_decode_memory_mb is 512");
    }

    [Fact]
    public void A_file_beyond_the_limit_is_refused_before_it_is_looked_at()
    {
        var small = new PictureDecoder(new DecodeBudgetOptions { MaxFileSizeMb = 1 });

        Should.Throw<LimnerException>(() => small.ReadHeader(new byte[1_048_577])).Failure.Error.ShouldBe(ErrorCatalogue.FileTooLarge);
    }

    [Fact]
    public void Damage_anywhere_ends_in_a_picture_or_a_named_reason()
    {
        var random = new Random(20_260_101);
        using var image = TestPictures.Scene(120, 90);
        foreach (var saver in new[] { "jpegsave_buffer", "pngsave_buffer", "webpsave_buffer", "gifsave_buffer", "tiffsave_buffer", "heifsave_buffer" })
        {
            var file = image.Encode(saver, saver == "heifsave_buffer" ? "compression=av1,effort=0" : "keep=all");
            for (var i = 0; i < 60; i++)
            {
                var damaged = file.ToArray();
                for (var hit = 0; hit < 1 + (i % 8); hit++)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                try
                {
                    using var picture = decoder.Decode(damaged, decoder.ReadHeader(damaged), CancellationToken.None);
                    picture.EncodeThumbnail(100, 80).Length.ShouldBeGreaterThan(0);
                }
                catch (LimnerException exception)
                {
                    exception.Failure.Error.Code.ShouldStartWith("file_");
                }
            }
        }
    }

    private Failure Refusal(byte[] file) => Should.Throw<LimnerException>(() =>
    {
        using var picture = decoder.Decode(file, decoder.ReadHeader(file), CancellationToken.None);
    }).Failure;

    private static byte[] Png(int width, int height, bool interlaced)
    {
        var header = new byte[33];
        byte[] start = [0x89, .. "PNG"u8, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8];
        start.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(20), height);
        (header[24], header[25], header[28]) = (8, 2, (byte)(interlaced ? 1 : 0));
        return header;
    }
}
