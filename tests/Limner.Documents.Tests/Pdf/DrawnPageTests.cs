using Limner.Documents.Pdf;
using Limner.Imaging;

namespace Limner.Documents.Tests.Pdf;

public sealed class DrawnPageTests
{
    [Fact]
    public void A_page_comes_in_grey_and_small_in_colour()
    {
        using var colour = new PixelBuffer(2, 1);
        new byte[] { 255, 0, 0, 10, 20, 30 }.CopyTo(colour.Writable);
        var page = DrawnPage.Of(colour, withSquare: true);

        // 0.3 red + 0.59 green + 0.11 blue.
        page.Grey.Pixels.ToArray().ShouldBe([77, 18]);
        var square = page.Square!;
        (square.Width, square.Height).ShouldBe((512, 512));
        square.Span[..3].ToArray().ShouldBe([255, 0, 0]);
        square.Span[^3..].ToArray().ShouldBe([10, 20, 30]);
        DrawnPage.Of(colour, withSquare: false).Square.ShouldBeNull();
    }
}
