using System.Text;
using Limner.Documents.Pdf;
using Limner.Kernel.Errors;

namespace Limner.Documents.Tests.Pdf;

public sealed class DrawnPageTests
{
    [Fact]
    public void Pages_one_after_the_other_come_in_grey_and_small_in_colour()
    {
        byte[] maps = [.. "P6\n2 1\n255\n"u8, 255, 0, 0, 10, 20, 30, .. "P6\n1 1\n255\n"u8, 255, 255, 255];
        var pages = DrawnPage.ReadAll(maps, withSquares: true);

        // 0.3 red + 0.59 green + 0.11 blue.
        pages.Select(page => page.Grey.Pixels.ToArray()).ShouldBe([[77, 18], [255]]);
        var square = pages[0].Square!;
        (square.Width, square.Height).ShouldBe((512, 512));
        square.Span[..3].ToArray().ShouldBe([255, 0, 0]);
        square.Span[^3..].ToArray().ShouldBe([10, 20, 30]);
        DrawnPage.ReadAll(maps, withSquares: false).ShouldAllBe(page => page.Square == null);
    }

    [Theory]
    [InlineData("P5\n1 1\n255\nabc")]
    [InlineData("P6\n999999 999999\n255\na")]
    [InlineData("P6\n40000 40000\n255\na")]
    [InlineData("P6\n0 1\n255\n")]
    [InlineData("P6\n2 2\n255\nabcdefghijk")]
    [InlineData("P6")]
    public void What_is_none_is_refused(string text)
        => Should.Throw<LimnerException>(() => DrawnPage.ReadAll(Encoding.Latin1.GetBytes(text), withSquares: true)).Failure.Error.ShouldBe(ErrorCatalogue.ChildProcess);
}
