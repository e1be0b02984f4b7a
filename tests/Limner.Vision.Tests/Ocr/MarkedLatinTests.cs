using Limner.Vision.Ocr;

namespace Limner.Vision.Tests.Ocr;

public sealed class MarkedLatinTests
{
    [Theory]
    [InlineData("Die Grose der Strase", "Die Größe der Straße", "Die Größe der Straße")]
    [InlineData("Die Grosse der Strasse", "Die Größe der Straße", "Die Größe der Straße")]
    [InlineData("schon im Marz", "schön im März", "schön im März")]
    [InlineData("Garcon, une creme brulee!", "Garçon, une crème brûlée!", "Garçon, une crème brûlée!")]
    [InlineData("El nino y el manana", "El niño y el mañana", "El niño y el mañana")]
    [InlineData("Invoice 4417 8890", "Invoice 4417 8B90", "Invoice 4417 8890")]
    [InlineData("Ordinary words", "Something çompletely different", "Ordinary words")]
    [InlineData("two words", "twö", "two words")]
    public void Letters_with_marks_are_taken_over_and_nothing_else(string network, string tesseract, string expected)
        => MarkedLatin.Restore(Line(network), Line(tesseract)).Text.ShouldBe(expected);

    [Fact]
    public void Words_keep_their_places()
    {
        var restored = MarkedLatin.Restore(Line("Grose Katze"), Line("Große Katze"));
        restored.Words.Select(word => (word.Text, word.From)).ShouldBe([("Große", 0), ("Katze", 1)]);
    }

    [Fact]
    public void What_Tesseract_guesses_is_not_believed()
        => MarkedLatin.Restore(Line("Strase"), Line("Straße") with { Confidence = 0.4f }).Text.ShouldBe("Strase");

    [Theory]
    [InlineData("Straße 12", true)]
    [InlineData("人人生而自由", false)]
    [InlineData("12:30", false)]
    [InlineData("모든 사람은", false)]
    public void Only_Latin_lines_can_lack_marks(string text, bool expected) => MarkedLatin.MayLackMarks(text).ShouldBe(expected);

    private static ReadLine Line(string text) => new(text, 0.95f, [.. text.Split(' ').Select((word, i) => new ReadWord(word, 0.95f, i, i + 0.9f))]);
}
