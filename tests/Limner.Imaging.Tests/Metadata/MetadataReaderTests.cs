using Limner.Imaging.Metadata;

namespace Limner.Imaging.Tests.Metadata;

public sealed class MetadataReaderTests
{
    private readonly MetadataReader reader = new(TimeProvider.System);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_camera_writes_is_read_in_either_byte_order(bool little)
    {
        var metadata = reader.Read(Jpeg(Camera(little).Build()));

        metadata.ShouldBe(new PictureMetadata
        {
            TakenAt = new DateTimeOffset(2024, 5, 3, 14, 22, 5, TimeSpan.FromHours(9)),
            OffsetMinutes = 540,
            CameraMake = "Limnograph",
            CameraModel = "L-1 Mark II",
            Lens = "35mm F1.8",
            ExposureSeconds = 1.0 / 250,
            FNumber = 2.8,
            Iso = 400,
            FocalLengthMm = 35,
            Latitude = 37.5665,
            Longitude = -126.978,
            AltitudeM = -12.5,
            Orientation = 6,
        });
    }

    [Theory]
    [InlineData("jpegsave_buffer", "Q=80")]
    [InlineData("pngsave_buffer", "compression=1")]
    [InlineData("webpsave_buffer", "Q=80")]
    [InlineData("heifsave_buffer", "compression=av1,effort=0")]
    public void It_is_found_in_every_format_that_carries_it(string saver, string options)
    {
        using var image = TestPictures.Quarters().With("exif-data", [.. "Exif\0\0"u8, .. Camera(little: true).Build()]);

        var metadata = reader.Read(image.Encode(saver, options));

        (metadata.CameraModel, metadata.Iso, metadata.FNumber).ShouldBe(("L-1 Mark II", 400, 2.8));
        metadata.TakenAt.ShouldNotBeNull().Offset.ShouldBe(TimeSpan.FromHours(9));
    }

    [Fact]
    public void A_TIFF_file_carries_it_in_its_own_directories() => reader.Read(Camera(little: false).Build()).CameraModel.ShouldBe("L-1 Mark II");

    [Fact]
    public void A_picture_without_any_has_none()
    {
        using var image = TestPictures.Quarters();

        reader.Read(image.Jpeg("keep=none")).ShouldBe(new PictureMetadata());
        reader.Read(image.Encode("gifsave_buffer", "dither=0")).ShouldBe(new PictureMetadata());
        reader.Read(Array.Empty<byte>()).ShouldBe(new PictureMetadata());
        reader.Read("not a picture"u8.ToArray()).ShouldBe(new PictureMetadata());
    }

    [Theory]
    [InlineData("0000:00:00 00:00:00")]
    [InlineData("9999:12:31 23:59:59")]
    [InlineData("2024:13:45 99:99:99")]
    [InlineData("2023:02:29 10:00:00")]
    [InlineData("    :  :     :  :  ")]
    [InlineData("yesterday afternoon")]
    [InlineData("2024")]
    [InlineData("")]
    public void A_date_that_is_none_is_left_out(string date)
    {
        var metadata = reader.Read(Jpeg(new ExifBlock().Main(0x010f, "Limnograph").Exif(0x9003, date).Exif(0x9011, "+09:00").Build()));

        metadata.TakenAt.ShouldBeNull();
        metadata.OffsetMinutes.ShouldBeNull();
        metadata.CameraMake.ShouldBe("Limnograph");
    }

    [Theory]
    [InlineData("2024:05:03 14:22:05", "2024-05-03T14:22:05")]
    [InlineData("2024-05-03T14:22:05", "2024-05-03T14:22:05")]
    [InlineData("2024:05:03 14:22:05.371", "2024-05-03T14:22:05")]
    [InlineData("2024:05:03 14:22", "2024-05-03T14:22:00")]
    public void Dates_are_read_as_programs_write_them(string date, string expected)
    {
        var metadata = reader.Read(Jpeg(new ExifBlock().Exif(0x9003, date).Build()));

        metadata.TakenAt.ShouldNotBeNull().ToString("yyyy-MM-ddTHH:mm:ss").ShouldBe(expected);
        metadata.TakenAt.ShouldNotBeNull().Offset.ShouldBe(TimeSpan.Zero);
        metadata.OffsetMinutes.ShouldBeNull();
    }

    [Fact]
    public void The_date_of_the_last_change_counts_only_where_a_camera_wrote_it()
    {
        reader.Read(Jpeg(new ExifBlock().Main(0x0132, "2020:01:02 03:04:05").Build())).TakenAt.ShouldBeNull();
        reader.Read(Jpeg(new ExifBlock().Main(0x010f, "Limnograph").Main(0x0132, "2020:01:02 03:04:05").Build()))
            .TakenAt.ShouldNotBeNull().Year.ShouldBe(2020);
    }

    [Theory]
    [InlineData("+25:00")]
    [InlineData("09:00")]
    [InlineData("+0900")]
    [InlineData("+09:75")]
    public void An_offset_that_is_none_is_left_out(string offset)
    {
        var metadata = reader.Read(Jpeg(new ExifBlock().Exif(0x9003, "2024:05:03 14:22:05").Exif(0x9011, offset).Build()));

        metadata.OffsetMinutes.ShouldBeNull();
        metadata.TakenAt.ShouldNotBeNull().Hour.ShouldBe(14);
    }

    [Fact]
    public void A_denominator_of_zero_is_no_number()
    {
        var metadata = reader.Read(Jpeg(new ExifBlock()
            .Exif(0x829a, new[] { (1u, 0u) }).Exif(0x829d, new[] { (28u, 0u) }).Exif(0x920a, new[] { (0u, 0u) })
            .Gps(1, "N").Gps(2, new[] { (37u, 0u), (0u, 1u), (0u, 1u) }).Gps(3, "E").Gps(4, new[] { (126u, 1u), (0u, 1u), (0u, 1u) })
            .Build()));

        metadata.ShouldBe(new PictureMetadata());
    }

    [Theory]
    [InlineData(91u, 10u)]
    [InlineData(10u, 181u)]
    [InlineData(0u, 0u)]
    [InlineData(uint.MaxValue, 10u)]
    public void A_place_that_is_not_on_earth_is_left_out(uint latitude, uint longitude)
    {
        var metadata = reader.Read(Jpeg(new ExifBlock()
            .Gps(1, "N").Gps(2, new[] { (latitude, 1u), (0u, 1u), (0u, 1u) }).Gps(3, "E").Gps(4, new[] { (longitude, 1u), (0u, 1u), (0u, 1u) }).Build()));

        (metadata.Latitude, metadata.Longitude).ShouldBe((null, null));
    }

    [Fact]
    public void Exposure_and_aperture_are_taken_from_the_logarithmic_tags_where_only_those_are_there()
    {
        var metadata = reader.Read(Jpeg(new ExifBlock().Exif(0x9201, (8, 1)).Exif(0x9202, new[] { (4u, 1u) }).Build()));

        metadata.ExposureSeconds.ShouldNotBeNull().ShouldBe(1.0 / 256, tolerance: 1e-12);
        metadata.FNumber.ShouldNotBeNull().ShouldBe(4, tolerance: 1e-9);
    }

    [Fact]
    public void A_sensitivity_beyond_sixteen_bits_is_taken_from_its_own_tag() =>
        reader.Read(Jpeg(new ExifBlock().Exif(0x8827, ushort.MaxValue).Exif(0x8832, 102_400u).Build())).Iso.ShouldBe(102_400);

    [Fact]
    public void Texts_lose_control_characters_and_surrounding_space()
    {
        var metadata = reader.Read(Jpeg(new ExifBlock().Main(0x010f, "  Lim\no\u0007graph   ").Main(0x0110, "   ").Exif(0xa434, "Objektiv für 사진").Build()));

        metadata.CameraMake.ShouldBe("Lim o graph");
        metadata.CameraModel.ShouldBeNull();
        metadata.Lens.ShouldBe("Objektiv für 사진");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void An_orientation_that_is_none_means_upright(int orientation) =>
        reader.Read(Jpeg(new ExifBlock().Main(0x0112, (ushort)orientation).Build())).Orientation.ShouldBe(1);

    [Fact]
    public void Entries_that_lead_out_of_the_block_are_left_out()
    {
        var metadata = reader.Read(Jpeg(new ExifBlock()
            .Main(0x0110, "L-1").Raw(0x829a, 5, 1, uint.MaxValue).Raw(0x9003, 2, uint.MaxValue, 8).Raw(0x829d, 5, 0x2000_0001, 8).Raw(0x8827, 99, 1, 1).Build()));

        metadata.ShouldBe(new PictureMetadata { CameraModel = "L-1" });
    }

    [Fact]
    public void Damage_anywhere_never_throws()
    {
        var random = new Random(7);
        var block = Camera(little: true).Build();
        using var image = TestPictures.Quarters(16, 16).With("exif-data", [.. "Exif\0\0"u8, .. block]);
        byte[][] files = [Jpeg(block), image.Png(), image.Encode("webpsave_buffer", "Q=50"), image.Encode("tiffsave_buffer", "compression=none"), image.Encode("heifsave_buffer", "compression=av1,effort=0")];
        foreach (var file in files)
        {
            for (var i = 0; i < 1500; i++)
            {
                var damaged = file[..(i % 3 == 0 ? random.Next(file.Length) : file.Length)].ToArray();
                for (var hit = 0; hit < i % 6 && damaged.Length > 0; hit++)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                reader.Read(damaged).Orientation.ShouldBeInRange(1, 8);
            }
        }
    }

    private static ExifBlock Camera(bool little) => new ExifBlock(little)
        .Main(0x010f, "Limnograph").Main(0x0110, "L-1 Mark II").Main(0x0112, (ushort)6).Main(0x0132, "2025:01:01 00:00:00")
        .Exif(0x829a, new[] { (1u, 250u) }).Exif(0x829d, new[] { (28u, 10u) }).Exif(0x8827, (ushort)400)
        .Exif(0x9003, "2024:05:03 14:22:05").Exif(0x9011, "+09:00").Exif(0x920a, new[] { (35u, 1u) }).Exif(0xa434, "35mm F1.8")
        .Gps(1, "N").Gps(2, new[] { (37u, 1u), (33u, 1u), (5940u, 100u) })
        .Gps(3, "W").Gps(4, new[] { (126u, 1u), (58u, 1u), (4080u, 100u) })
        .Gps(5, (byte)1).Gps(6, new[] { (25u, 2u) });

    /// <summary>The least that is a JPEG with an EXIF segment; metadata needs no picture.</summary>
    private static byte[] Jpeg(byte[] block)
    {
        var length = block.Length + 8;
        return [0xff, 0xd8, 0xff, 0xe1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. block, 0xff, 0xd9];
    }
}
