using Limner.Documents.Layout;
using Limner.Documents.Pdf;

namespace Limner.Documents.Tests.Layout;

public sealed class FigurePiecesTests
{
    [Fact]
    public void What_was_joined_last_reaches_what_was_looked_at_first()
    {
        // The first is far from each of the others, but not from all of them together.
        PageBox[] pieces = [new(100, 100, 160, 160), new(60, 10, 90, 40), new(60, 210, 90, 240)];
        var middle = new PageBox(10, 75, 20, 175);
        var joined = FigurePieces.Join([.. pieces, middle], [], default);
        joined.ShouldHaveSingleItem().ShouldBe(new PageBox(10, 10, 160, 240));
    }

    [Fact]
    public void Joined_pieces_never_overlap()
    {
        // Far from each of the two that are one, and inside the box around them; the word stands beside.
        PageBox[] pieces = [new(60, 120, 150, 150), new(110, 200, 230, 230), new(200, 110, 230, 195)];
        var word = new PageWord(new PageBox(80, 200, 90, 210), "word", new FontStyle(9, false, false, false, false), 1, ElementEngine.Tesseract);
        var joined = FigurePieces.Join(pieces, [word], default);
        joined.ShouldHaveSingleItem().ShouldBe(new PageBox(60, 110, 230, 230));
    }

    [Fact]
    public void Text_between_pieces_keeps_them_apart()
    {
        PageBox[] pieces = [new(10, 10, 110, 40), new(10, 70, 110, 100)];
        var word = new PageWord(new PageBox(40, 50, 80, 60), "word", new FontStyle(9, false, false, false, false), 1, ElementEngine.Tesseract);
        FigurePieces.Join(pieces, [word], default).Count.ShouldBe(2);
    }
}
