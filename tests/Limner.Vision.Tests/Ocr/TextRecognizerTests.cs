using Limner.Imaging;
using Limner.Testing.Ocr;
using Limner.Vision.Ocr;

namespace Limner.Vision.Tests.Ocr;

/// <summary>The whole way from pixels to lines, on pages of known text (tools/pages/make_pages.py).</summary>
public sealed class TextRecognizerTests(OcrFixture ocr) : IClassFixture<OcrFixture>
{
    [Theory]
    [InlineData("short-latin", 0.02)]
    [InlineData("short-latin-180", 0.02)]
    [InlineData("short-korean", 0.04)]
    [InlineData("short-korean-180", 0.04)]
    public async Task A_page_is_read(string name, double limit)
    {
        using var page = ocr.Decode(name);
        var text = await ocr.Recognizer.RecognizeAsync(page, new TextRecognitionOptions(), default);
        var read = string.Join('\n', text.Lines.Select(line => line.Text));
        CharacterErrors.Rate(OcrFixture.TextOf(name), read).ShouldBeLessThan(limit, read);
        text.Shortfall.ShouldBeNull();
        var upsideDown = name.EndsWith("180", StringComparison.Ordinal);
        text.Lines.ShouldAllBe(line => line.Quad.TopLeft.X < line.Quad.TopRight.X != upsideDown && line.Quad.TopLeft.Y < line.Quad.BottomLeft.Y != upsideDown);
        text.Lines.ShouldAllBe(line => string.Join(' ', line.Words.Select(word => word.Text)) == line.Text);
    }

    [Theory]
    [InlineData("short-latin")]
    [InlineData("short-korean-180")]
    public async Task Many_threads_read_what_one_reads(string name)
    {
        using var page = ocr.Decode(name);
        var (one, many) = (await ocr.Recognizer.RecognizeAsync(page, new TextRecognitionOptions(), default), await ocr.Recognizer.RecognizeAsync(page, new TextRecognitionOptions { Threads = 3 }, default));
        System.Text.Json.JsonSerializer.Serialize(many).ShouldBe(System.Text.Json.JsonSerializer.Serialize(one));
        one.Lines.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Reading_on_many_threads_stops_when_it_is_called_off()
    {
        using var page = ocr.Decode("short-latin");
        await Should.ThrowAsync<OperationCanceledException>(() => ocr.Recognizer.RecognizeAsync(page, new TextRecognitionOptions { Threads = 3 }, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3000)]
    [InlineData(5000, 1)]
    [InlineData(31, 31)]
    [InlineData(700, 500)]
    public async Task A_blank_picture_of_any_shape_holds_no_text(int width, int height)
    {
        using var picture = new PixelBuffer(width, height);
        picture.Writable.Span.Fill(255);
        var text = await ocr.Recognizer.RecognizeAsync(picture, new TextRecognitionOptions { Languages = ["eng"] }, default);
        text.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Noise_is_not_taken_for_much_text()
    {
        using var picture = new PixelBuffer(640, 480);
        new Random(5).NextBytes(picture.Writable.Span);
        var text = await ocr.Recognizer.RecognizeAsync(picture, new TextRecognitionOptions { Languages = ["eng"] }, default);
        text.Lines.Sum(line => line.Text.Length).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task A_picture_that_is_too_large_is_refused()
    {
        using var picture = new PixelBuffer(TextRecognitionOptions.MaximumSide + 1, 8);
        await Should.ThrowAsync<ArgumentException>(() => ocr.Recognizer.RecognizeAsync(picture, new TextRecognitionOptions(), default));
    }

    [Fact]
    public async Task A_reading_that_nobody_waits_for_stops()
    {
        using var page = ocr.Decode("short-latin");
        await Should.ThrowAsync<OperationCanceledException>(() => ocr.Recognizer.RecognizeAsync(page, new TextRecognitionOptions(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task The_gate_lets_pages_through_and_plain_pictures_not()
    {
        using var page = ocr.Square(OcrFixture.Asset("short-latin.png"));
        (await ocr.Gate.ScoreAsync(page, default)).ShouldBeGreaterThan(0.5f);
        using var blank = new PixelBuffer(512, 512);
        blank.Writable.Span.Fill(200);
        (await ocr.Gate.ScoreAsync(blank, default)).ShouldBeLessThan(0.2f);
        using var small = new PixelBuffer(10, 10);
        await Should.ThrowAsync<ArgumentException>(() => ocr.Gate.ScoreAsync(small, default));
    }
}
