using System.Buffers.Binary;
using Limner.Imaging.Conversion;
using Limner.Imaging.Metadata;
using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Limner.Testing;
using Limner.Testing.Pictures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Imaging.Tests.Conversion;

public sealed class PictureConverterTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();
    private ServiceProvider services = Start(toolsDir: "");

    public static TheoryData<string> RawNames => [.. RawFiles.Names];

    private PictureConverter Converter => services.GetRequiredService<PictureConverter>();

    public void Dispose()
    {
        services.Dispose();
        temporary.Dispose();
    }

    [Theory]
    [InlineData("quarters.bmp", "image/bmp")]
    [InlineData("quarters.ico", "image/x-icon")]
    [InlineData("quarters.pcx", "image/x-pcx")]
    [InlineData("quarters.ppm", "image/x-portable-anymap")]
    [InlineData("quarters.tga", "image/x-tga")]
    public async Task What_netpbm_reads_is_read(string asset, string mediaType)
    {
        var (header, colours, opened) = await ReadAsync(Asset(asset));
        (header.Width, header.Height, opened).ShouldBe((96, 64, mediaType));
        ShouldBeQuarters(colours, TestPictures.Red, TestPictures.Green, TestPictures.Blue, TestPictures.Yellow);
    }

    [Fact]
    public async Task A_heic_of_a_telephone_is_turned_once_and_its_metadata_are_read()
    {
        var file = Asset("rotated.heic");
        var (header, colours, opened) = await ReadAsync(file);
        (header.Width, header.Height, opened).ShouldBe((64, 96, "image/heic"));
        ShouldBeQuarters(colours, TestPictures.Blue, TestPictures.Red, TestPictures.Yellow, TestPictures.Green);

        var metadata = services.GetRequiredService<MetadataReader>().Read(file);
        (metadata.CameraMake, metadata.CameraModel, metadata.Iso).ShouldBe(("Limner", "Test 1", 200));
        metadata.TakenAt!.Value.DateTime.ShouldBe(new DateTime(2024, 5, 3, 14, 22, 5));
    }

    [Theory]
    [MemberData(nameof(RawNames))]
    public async Task A_raw_file_shows_its_largest_preview_upright(string make)
    {
        using var quarters = TestPictures.Quarters(900, 600);
        using var small = TestPictures.Quarters(160, 120);
        var file = RawFiles.Make(make, small.Jpeg(), quarters.Jpeg());
        FileSniffer.Sniff(file).ShouldBe(FileKind.Raw);

        var (header, colours, opened) = await ReadAsync(file);
        opened.ShouldBe(RawFiles.MediaType(make));
        (header.Width, header.Height).ShouldBe((600, 900));
        ShouldBeQuarters(colours, TestPictures.Blue, TestPictures.Red, TestPictures.Yellow, TestPictures.Green);
        services.GetRequiredService<MetadataReader>().Read(file).CameraMake.ShouldBe(RawFiles.CameraMake(make));
    }

    [Fact]
    public async Task A_raw_file_without_a_preview_is_developed()
    {
        using var quarters = TestPictures.Quarters(96, 64);
        await File.WriteAllBytesAsync(temporary.Combine("made.tiff"), quarters.Encode("tiffsave_buffer", ""));
        Script("dcraw_emu", $"cp {temporary.Combine("made.tiff")} in.tiff");
        var (header, _, opened) = await ReadAsync(RawFiles.Make("CR2"));
        (header.Width, header.Height, opened).ShouldBe((96, 64, "image/x-canon-cr2"));
    }

    [Theory]
    [InlineData("yes > /dev/zero", "ended", "cannot run for ever")]
    [InlineData("head -c 900000000 /dev/zero > out.jpg", "", "a file has a limit")]
    [InlineData("tail /dev/zero", "", "memory has a limit")]
    [InlineData("exit 3", "ended with code 3", "failures are told")]
    [InlineData("true", "made no picture", "nothing was made")]
    [InlineData("ln -s /etc/passwd out.jpg", "made no picture", "links are not followed")]
    public async Task A_converter_that_misbehaves_is_a_failure_of_the_file_alone(string script, string detail, string why)
    {
        // A second of processor, so that what would run for ever ends within the test.
        Script("heif-convert", script.StartsWith("yes", StringComparison.Ordinal) ? "ulimit -t 1; " + script : script);
        var before = WorkDirectories();
        var failure = (await Should.ThrowAsync<LimnerException>(async () => await Converter.OpenAsync(Asset("rotated.heic"), CancellationToken.None), why)).Failure;
        failure.Error.ShouldBe(ErrorCatalogue.FileCorrupt);
        failure.Detail!.ShouldContain(detail);
        WorkDirectories().Except(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_converter_that_hangs_ends_with_who_gives_up()
    {
        Script("heif-convert", "echo > started; sleep 1000");
        var before = WorkDirectories();
        using var giveUp = new CancellationTokenSource();
        var opening = Converter.OpenAsync(Asset("rotated.heic"), giveUp.Token).AsTask();
        while (!WorkDirectories().Except(before).Any(directory => File.Exists(Path.Combine(directory, "started"))))
        {
            opening.IsCompleted.ShouldBeFalse();
            await Task.Delay(10);
        }

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => opening);
        WorkDirectories().Except(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_claims_more_pixels_than_the_limit_never_reaches_a_program()
    {
        foreach (var program in Tool.All.SelectMany(tool => tool.Programs))
        {
            Script(program, $"touch {temporary.Combine("reached")}");
        }

        var bitmap = Asset("quarters.bmp");
        BinaryPrimitives.WriteInt32LittleEndian(bitmap.AsSpan(18), 100_000);
        BinaryPrimitives.WriteInt32LittleEndian(bitmap.AsSpan(22), -100_000);
        var heic = Asset("rotated.heic");
        BinaryPrimitives.WriteInt32BigEndian(heic.AsSpan(heic.AsSpan().IndexOf("ispe"u8) + 8), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(heic.AsSpan(heic.AsSpan().IndexOf("ispe"u8) + 12), 100_000);
        foreach (var file in new[] { bitmap, heic, "P6 100000 100000 255\n"u8.ToArray() })
        {
            (await Should.ThrowAsync<LimnerException>(async () => await Converter.OpenAsync(file, CancellationToken.None))).Failure.Error.ShouldBe(ErrorCatalogue.FileTooManyPixels);
        }

        File.Exists(temporary.Combine("reached")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_killed_server_left_of_a_conversion_goes_with_the_next_one_and_what_is_under_way_stays()
    {
        var (left, under) = (Directory.CreateTempSubdirectory("limner-convert-"), Directory.CreateTempSubdirectory("limner-convert-"));
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "in"), "half a picture");
        left.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2);
        try
        {
            await Converter.OpenAsync(Asset("rotated.heic"), CancellationToken.None);
            Directory.Exists(left.FullName).ShouldBeFalse();
            Directory.Exists(under.FullName).ShouldBeTrue();
        }
        finally
        {
            under.Delete();
        }
    }

    [Fact]
    public async Task Files_that_are_read_anyway_and_what_is_no_picture_come_back_as_they_are()
    {
        using var image = TestPictures.Quarters();
        foreach (var file in new byte[][] { image.Jpeg(), "BM is how a text begins"u8.ToArray(), [] })
        {
            (await Converter.OpenAsync(file, CancellationToken.None)).ShouldBe(new OpenedPicture(file, null));
        }
    }

    private static ServiceProvider Start(string toolsDir)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("library:tools_dir", toolsDir), new("library:max_decode_memory_mb", "64")]).Build());
        collection.AddImaging();
        return collection.BuildServiceProvider();
    }

    private static byte[] Asset(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "assets", "formats", name));

    private static string[] WorkDirectories() => Directory.GetDirectories(Path.GetTempPath(), "limner-convert-*");

    /// <summary>From now on only what is written here stands in for the programs.</summary>
    private void Script(string name, string body)
    {
        services.Dispose();
        services = Start(temporary.FullName);
        var path = temporary.Combine(name);
        File.WriteAllText(path, $"#!/bin/bash\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<(PictureHeader Header, byte[] Pixels, string? MediaType)> ReadAsync(byte[] file)
    {
        var decoder = services.GetRequiredService<PictureDecoder>();
        var opened = await Converter.OpenAsync(file, CancellationToken.None);
        var header = decoder.ReadHeader(opened.Bytes);
        using var picture = decoder.Decode(opened.Bytes, header, CancellationToken.None);
        return (header, picture.Square.Span.ToArray(), opened.MediaType);
    }

    private static void ShouldBeQuarters(byte[] square, params (byte R, byte G, byte B)[] corners)
    {
        const int near = 100, far = 400;
        var places = new[] { (near, near), (far, near), (near, far), (far, far) };
        for (var i = 0; i < corners.Length; i++)
        {
            var at = ((places[i].Item2 * PictureDecoder.SquareSide) + places[i].Item1) * 3;
            Math.Abs(square[at] - corners[i].R).ShouldBeLessThan(13, $"red of corner {i}");
            Math.Abs(square[at + 1] - corners[i].G).ShouldBeLessThan(13, $"green of corner {i}");
            Math.Abs(square[at + 2] - corners[i].B).ShouldBeLessThan(13, $"blue of corner {i}");
        }
    }
}
