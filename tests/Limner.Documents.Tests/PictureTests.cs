using Limner.Imaging;

namespace Limner.Documents.Tests;

/// <summary>Pictures of pages.</summary>
public sealed class PictureTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    [Fact]
    public async Task A_tiff_of_many_pages_is_read_page_by_page()
    {
        using var picture = reader.Get<PictureDecoder>().DecodePage(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "assets", "ocr", "short-latin.png")), 0, 4000, CancellationToken.None);
        var grey = Enumerable.Range(0, picture.Width * picture.Height).Select(i => picture.Span[3 * i]).ToArray();
        var blank = Enumerable.Repeat((byte)255, grey.Length).ToArray();
        var document = await reader.ReadAsync(SmallTiff.Write(picture.Width, picture.Height, grey, blank, grey));
        document.Pages.Select(page => (page.Number, page.Source, page.Problem)).ShouldBe([(1, PageSource.Ocr, null), (2, PageSource.Ocr, null), (3, PageSource.Ocr, null)]);
        document.Elements.ShouldNotContain(element => element.Page == 2);
        var words = Words(1);
        words.Length.ShouldBeGreaterThan(3);
        Words(3).ShouldBe(words);

        string[] Words(int page) => [.. document.Elements.Where(element => element.Page == page).SelectMany(element => element.Text.Split(' '))];
    }

    [Fact]
    public async Task Of_a_tiff_that_ends_too_early_the_good_pages_are_read()
    {
        var grey = Enumerable.Repeat((byte)255, 400 * 300).ToArray();
        var whole = SmallTiff.Write(400, 300, grey, grey);
        var document = await reader.ReadAsync(whole[..^(200 * 300)]);
        document.Pages.Select(page => page.Problem is null).ShouldBe([true, false]);
    }
}

/// <summary>Grey pictures, uncompressed, one after the other (TIFF 6.0).</summary>
internal static class SmallTiff
{
    public static byte[] Write(int width, int height, params byte[][] pages)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("II*\0"u8);
        writer.Write(8);
        const int entries = 8;
        const int size = 2 + (12 * entries) + 4;
        for (var i = 0; i < pages.Length; i++)
        {
            // The directories first, so that a file that ends too early has them all.
            writer.Write((short)entries);
            foreach (var (tag, value) in new (int, int)[] { (256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8 + (size * pages.Length) + (i * width * height)), (278, height), (279, width * height) })
            {
                writer.Write((short)tag);
                writer.Write((short)4);
                writer.Write(1);
                writer.Write(value);
            }

            writer.Write(i + 1 < pages.Length ? 8 + (size * (i + 1)) : 0);
        }

        Array.ForEach(pages, writer.Write);
        return file.ToArray();
    }
}
