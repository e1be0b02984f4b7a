using System.Text;
using Limner.Safety.Files;

namespace Limner.Safety.Tests.Files;

public sealed class FileSnifferTests
{
    [Theory]
    [InlineData("FFD8FFE000104A464946", FileKind.Jpeg)]
    [InlineData("89504E470D0A1A0A", FileKind.Png)]
    [InlineData("474946383961", FileKind.Gif)]
    [InlineData("474946383761", FileKind.Gif)]
    [InlineData("524946460000000057454250", FileKind.Webp)]
    [InlineData("524946460000000041564920", FileKind.Video)]
    [InlineData("49492A0008000000", FileKind.Tiff)]
    [InlineData("4D4D002A00000008", FileKind.Tiff)]
    [InlineData("49492B0008000000", FileKind.Tiff)]
    [InlineData("0000001C66747970617669660000000061766966", FileKind.Avif)]
    [InlineData("0000001C667479706D696631000000006D69663161766966", FileKind.Avif)]
    [InlineData("00000018667479706865696300000000", FileKind.Heic)]
    [InlineData("0000001C667479706D696631000000006D69663168656963", FileKind.Heic)]
    [InlineData("0000001866747970637278200000000163727820", FileKind.Raw)]
    [InlineData("00000018667479706D703432000000006D703432", FileKind.Video)]
    [InlineData("49492A00100000004352", FileKind.Raw)]
    [InlineData("4949550018000000", FileKind.Raw)]
    [InlineData("49495253", FileKind.Raw)]
    [InlineData("46554A4946494C4D4343442D52415720", FileKind.Raw)]
    [InlineData("384250530001", FileKind.Psd)]
    [InlineData("FF0A", FileKind.JpegXl)]
    [InlineData("0000000C4A584C20", FileKind.JpegXl)]
    [InlineData("0000000C6A502020", FileKind.Jpeg2000)]
    [InlineData("000001000100", FileKind.Icon)]
    [InlineData("50360A3936", FileKind.Pnm)]                       // "P6", a new line, a number
    [InlineData("503620746865", FileKind.Unknown)]                 // "P6 the": a text
    [InlineData("255044462D", FileKind.Pdf)]
    [InlineData("504B0304", FileKind.Archive)]
    [InlineData("1F8B08", FileKind.Archive)]
    [InlineData("00", FileKind.Unknown)]
    [InlineData("FFD8", FileKind.Unknown)]
    [InlineData("", FileKind.Empty)]
    public void A_file_is_known_by_its_first_bytes(string hex, FileKind kind) => FileSniffer.Sniff(Convert.FromHexString(hex)).ShouldBe(kind);

    [Theory]
    [InlineData("<svg/>", FileKind.Svg)]
    [InlineData("\n <?xml version='1.0'?><!-- x --><svg xmlns='http://www.w3.org/2000/svg'>", FileKind.Svg)]
    [InlineData("<SVG>", FileKind.Svg)]
    [InlineData("<s:svg xmlns:s='http://www.w3.org/2000/svg'>", FileKind.Svg)]
    [InlineData("<html><body><svg>", FileKind.Unknown)]
    [InlineData("a text about <svg>", FileKind.Unknown)]
    [InlineData("BM, a firm that is not a bitmap", FileKind.Unknown)]
    public void Drawings_are_told_from_texts(string text, FileKind kind)
    {
        FileSniffer.Sniff(Encoding.UTF8.GetBytes(text)).ShouldBe(kind);
        FileSniffer.Sniff([0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)]).ShouldBe(kind);
    }

    [Theory]
    [InlineData("010012C6010004000000010400000000000000000000", FileKind.Raw)]           // DNGVersion
    [InlineData("0300FE0004000100000001000000" + "0F0102000400000041424300" + "4A0104000100000000010000", FileKind.Raw)] // a reduced picture, a make, sub-directories
    [InlineData("0200FE0004000100000000000000" + "0F0102000400000041424300", FileKind.Tiff)]
    public void Camera_raw_files_are_told_from_TIFF(string directory, FileKind kind) =>
        FileSniffer.Sniff(Convert.FromHexString("49492A0008000000" + directory)).ShouldBe(kind);

    [Fact]
    public void Any_bytes_are_sniffed_without_a_failure()
    {
        var random = new Random(5);
        byte[][] starts = [[0x49, 0x49, 42, 0], [0x4d, 0x4d, 0, 42], [0, 0, 0, 24, .. "ftyp"u8], [.. "<?xml"u8], [.. "BM"u8], [.. "RIFF"u8]];
        for (var i = 0; i < 4000; i++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            byte[] file = [.. starts[i % starts.Length], .. bytes];

            FileSniffer.Sniff(file);
            foreach (var kind in Enum.GetValues<FileKind>())
            {
                PictureClaim.Read(kind, file);
            }
        }
    }

    [Fact]
    public void A_claim_is_read_past_the_segments_before_it()
    {
        byte[] file = [0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xc0, 0, 0, 0xff, 0xff, 0xc2, 0, 17, 8, 0x01, 0x00, 0x02, 0x00, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0];

        var claim = PictureClaim.Read(FileKind.Jpeg, file).ShouldNotBeNull();

        (claim.Width, claim.Height).ShouldBe((512, 256));
        claim.WorkingBytes.ShouldBe(512 * 256 * 3, "4:2:0 holds one and a half 16-bit coefficients for each pixel");
    }

    [Fact]
    public void A_blank_picture_is_plausible_in_as_few_bytes_as_its_format_can_do()
    {
        // 10,000 x 10,000 pixels of one bit, all alike: 12.5 MB that deflate holds in some 12 KB.
        byte[] header = [0x89, .. "PNG"u8, 13, 10, 26, 10, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10, 1, 0, 0, 0, 0];

        PictureClaim.Read(FileKind.Png, header).ShouldNotBeNull().LeastFileBytes.ShouldBeInRange(12_000, 12_200);
    }
}
