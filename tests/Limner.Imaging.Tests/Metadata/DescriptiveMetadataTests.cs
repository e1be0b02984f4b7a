using Limner.Imaging.Metadata;
using Limner.Kernel.Errors;
using Limner.Testing;

namespace Limner.Imaging.Tests.Metadata;

/// <summary>What other programs wrote (tests/assets/metadata/make.sh says what) is read as they meant it.</summary>
public sealed class DescriptiveMetadataTests
{
    private readonly MetadataReader reader = new(new FakeClock());

    [Theory]
    [InlineData("xmp.jpg")]
    [InlineData("xmp.png")]
    [InlineData("xmp.webp")]
    [InlineData("xmp.tif")]
    [InlineData("xmp.heic")]
    public void XMP_is_found_in_every_format_that_carries_it(string name)
    {
        var metadata = reader.Read(Asset(name));

        ShouldBeTheLake(metadata.Words);
        (metadata.TakenAt, metadata.OffsetMinutes).ShouldBe((new DateTimeOffset(2021, 6, 7, 5, 48, 9, TimeSpan.FromHours(2)), 120));
        (metadata.Latitude, metadata.Longitude).ShouldBe((47.05, -8.3075));
    }

    [Fact]
    public void A_sidecar_says_what_a_packet_inside_a_picture_says()
    {
        var stated = reader.ReadSidecar(Asset("exiftool.xmp"));

        ShouldBeTheLake(stated.Words);
        stated.TakenAt.ShouldBe(new WallTime(new DateTime(2021, 6, 7, 5, 48, 9), 120));
        stated.Position.ShouldBe(new GeoPosition(47.05, -8.3075, null));
    }

    [Fact]
    public void Properties_written_as_attributes_are_read_like_those_written_as_elements()
    {
        var stated = reader.ReadSidecar(Asset("exiv2.xmp"));

        (stated.Words.Title, stated.Words.Description, stated.Words.Rating).ShouldBe(("Evening", "Abend", -1));
        stated.Words.Keywords.ShouldBe(["harbour"]);
        stated.TakenAt.ShouldBe(new WallTime(new DateTime(2022, 2, 3, 18, 0, 1), null));
    }

    [Fact]
    public void What_Windows_and_digiKam_write_is_understood_too()
    {
        var stated = reader.ReadSidecar(Asset("windows.xmp"));

        stated.Words.Keywords.ShouldBe(["People|Anna Kim", "Places|Korea|Seoul"]);
        stated.Words.Rating.ShouldBe(4);
        stated.Words.People.ShouldBe([new NamedPerson("Chris Lee", null), new NamedPerson("Anna Kim", new FaceArea(0.4, 0.1, 0.2, 0.3))], ignoreOrder: true);
        stated.TakenAt.ShouldBeNull();
        stated.CreatedAt.ShouldBe(new WallTime(new DateTime(1931, 1, 1), null));
    }

    [Theory]
    [InlineData("iptc-utf8.jpg", "호수의 아침", "아침")]
    [InlineData("iptc-latin1.jpg", "Été", "Genève")]
    public void IPTC_is_read_in_the_characters_it_was_written_in(string name, string title, string keyword)
    {
        var words = reader.Read(Asset(name)).Words;

        words.Title.ShouldBe(title);
        words.Keywords.ShouldNotBeNull().ShouldContain(keyword);
    }

    [Fact]
    public void IPTC_has_a_description_rights_a_creator_and_a_date()
    {
        var metadata = reader.Read(Asset("iptc-utf8.jpg"));

        (metadata.Words.Description, metadata.Words.Rights, metadata.Words.Creator).ShouldBe(("Été à Genève", "© Anna Kim", "Anna Kim"));
        metadata.TakenAt.ShouldBe(new DateTimeOffset(2019, 8, 7, 6, 5, 4, TimeSpan.FromHours(9)));
    }

    [Theory]
    [InlineData("digest-fits.jpg", "by XMP")]
    [InlineData("digest-differs.jpg", "by IPTC, later")]
    public void IPTC_goes_before_XMP_only_where_it_was_changed_since(string name, string title) => reader.Read(Asset(name)).Words.Title.ShouldBe(title);

    [Fact]
    public void EXIF_alone_says_as_much_as_it_can()
    {
        var metadata = reader.Read(Asset("exif.jpg"));

        (metadata.Words.Title, metadata.Words.Description, metadata.Words.Rights, metadata.Words.Creator, metadata.Words.Rating)
            .ShouldBe(("개와 의자", "A dog on a bench", "(c) Ben Ode", "Ben Ode", 3));
        metadata.Words.Keywords.ShouldBe(["dog", "bench"]);
        metadata.TakenAt.ShouldBe(new DateTimeOffset(2018, 1, 2, 3, 4, 5, TimeSpan.FromHours(-5)));
        (metadata.Latitude, metadata.Longitude, metadata.AltitudeM).ShouldBe((-33.5, 151.25, -12));
    }

    [Fact]
    public void What_cameras_write_into_every_picture_and_what_cannot_be_is_left_out()
    {
        var metadata = reader.Read(Asset("boilerplate.jpg"));

        (metadata.Words.Description, metadata.TakenAt, metadata.Latitude, metadata.Longitude).ShouldBe((null, null, null, null));
    }

    [Fact]
    public void A_packet_goes_on_in_further_segments_and_long_texts_are_cut()
    {
        var words = reader.Read(Asset("extended.jpg")).Words;

        words.Title.ShouldBe("with an extension");
        words.Description.ShouldNotBeNull().Length.ShouldBe(MetadataText.MaxDescription);
    }

    [Theory]
    [InlineData("0000-01-01T00:00:00")]
    [InlineData("9999-12-31T23:59:59")]
    [InlineData("1825-12-31T23:59:59")]
    [InlineData("2021-02-30T00:00:00")]
    [InlineData("2021-13-01T00:00:00")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void A_date_that_cannot_be_is_none_and_the_rest_is_kept(string date)
    {
        var stated = reader.ReadSidecar(Packet($"<exif:DateTimeOriginal>{date}</exif:DateTimeOriginal><dc:title>kept</dc:title>"));

        (stated.TakenAt, stated.CreatedAt, stated.Words.Title).ShouldBe((null, null, "kept"));
    }

    [Theory]
    [InlineData("91,0,0N", "8,0,0E")]
    [InlineData("47,0,0N", "181,0,0E")]
    [InlineData("0,0,0N", "0,0,0E")]
    [InlineData("1e400N", "8,0,0E")]
    [InlineData("NaN", "NaN")]
    [InlineData("1/0", "8,0,0E")]
    public void A_place_that_is_none_on_Earth_is_left_out(string latitude, string longitude)
        => reader.ReadSidecar(Packet($"<exif:GPSLatitude>{latitude}</exif:GPSLatitude><exif:GPSLongitude>{longitude}</exif:GPSLongitude>")).Position.ShouldBeNull();

    [Fact]
    public void A_sidecar_with_entities_is_refused()
    {
        const string Bomb = """
            <?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&b;&a;</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>
            """;

        ShouldRefuse(System.Text.Encoding.UTF8.GetBytes(Bomb), ErrorCatalogue.SidecarInvalid);
    }

    [Fact]
    public void A_sidecar_that_is_cut_off_too_deep_too_large_or_no_XMP_is_refused_with_its_reason()
    {
        var whole = Asset("exiftool.xmp");
        ShouldRefuse(whole[..(whole.Length / 2)], ErrorCatalogue.SidecarInvalid);
        ShouldRefuse([], ErrorCatalogue.SidecarInvalid);
        ShouldRefuse("<html><body/></html>"u8.ToArray(), ErrorCatalogue.SidecarInvalid);
        ShouldRefuse(Packet(string.Concat(Enumerable.Repeat("<dc:title>", 100)) + string.Concat(Enumerable.Repeat("</dc:title>", 100))), ErrorCatalogue.SidecarInvalid);
        ShouldRefuse(new byte[MetadataReader.LargestSidecar + 1], ErrorCatalogue.SidecarTooLarge);
    }

    [Fact]
    public void Characters_that_cannot_be_seen_are_taken_out_and_numbers_of_items_are_bounded()
    {
        var many = string.Concat(Enumerable.Range(0, 3_000).Select(i => $"<rdf:li>word {i}</rdf:li>"));
        var words = reader.ReadSidecar(Packet($"<dc:title>gpj.\u202Eexe</dc:title><dc:subject><rdf:Bag>{many}</rdf:Bag></dc:subject>")).Words;

        words.Title.ShouldBe("gpj. exe");
        words.Keywords.ShouldNotBeNull().Count.ShouldBe(MetadataText.MaxKeywords);
    }

    /// <summary>Every file of the folder, cut off everywhere and with bytes changed all over: reading it ends, says something or names its failure.</summary>
    [Fact]
    public void Nothing_that_is_damaged_makes_it_fail_otherwise_than_by_name()
    {
        var random = new Random(20_211);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/assets/metadata")).Where(path => !path.EndsWith(".sh", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(path);
            for (var i = 0; i < 150; i++)
            {
                var damaged = bytes[..(i % 3 == 0 ? random.Next(bytes.Length) : bytes.Length)];
                for (var changes = i % 3 == 0 ? 0 : random.Next(1, 20); changes > 0; changes--)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                reader.Read(damaged).ShouldNotBeNull();
                if (Record.Exception(() => reader.ReadSidecar(damaged)) is { } exception)
                {
                    exception.ShouldBeOfType<LimnerException>().Failure.Error.ShouldBe(ErrorCatalogue.SidecarInvalid);
                }
            }
        }
    }

    private static void ShouldBeTheLake(DescriptiveMetadata words)
    {
        (words.Title, words.Description, words.Rights, words.Creator, words.Rating, words.Label)
            .ShouldBe(("Morning at the lake", "Mist & <light>, \"before\" eight", "(c) 2021 Anna Kim", "Anna Kim, Ben Ode", 4, "Green"));
        words.Keywords.ShouldBe(["Places|Switzerland|Lucerne", "lake", "호수"]);
        words.People.ShouldBe([new NamedPerson("Anna Kim", new FaceArea(0.4, 0.1, 0.2, 0.3))]);
    }

    private void ShouldRefuse(byte[] sidecar, ErrorDefinition error)
        => Should.Throw<LimnerException>(() => reader.ReadSidecar(sidecar)).Failure.Error.ShouldBe(error);

    private static byte[] Asset(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests/assets/metadata", name));

    private static byte[] Packet(string properties) => System.Text.Encoding.UTF8.GetBytes(
        $"""
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/">{properties}</rdf:Description>
        </rdf:RDF></x:xmpmeta>
        """);
}
