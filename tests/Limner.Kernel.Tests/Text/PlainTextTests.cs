using Limner.Kernel.Errors;
using Limner.Kernel.Text;

namespace Limner.Kernel.Tests.Text;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData(" Holidays 2024 ", "Holidays 2024")]
    [InlineData("가족 사진", "가족 사진")]
    [InlineData("👩‍👩‍👧", "👩‍👩‍👧")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    [InlineData("<b>", "<b>")]
    public void A_name_of_any_script_passes(string text, string expected) => PlainText.Check(text, 20, "name").ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two\nlines")]
    [InlineData("null\0")]
    [InlineData("x\u0085y")]
    [InlineData("photo\u202egpj.exe")]
    [InlineData("\u2066isolated")]
    [InlineData("a\u2028b")]
    [InlineData("\u200b\u200d")]
    [InlineData("more than twenty characters")]
    public void What_cannot_be_seen_or_is_too_long_is_refused(string text)
        => Should.Throw<LimnerException>(() => PlainText.Check(text, 20, "name")).Failure.ShouldSatisfyAllConditions(
            failure => failure.Error.ShouldBe(ErrorCatalogue.Validation),
            failure => failure.Field.ShouldBe("name"));

    /// <summary>Apart, because an attribute cannot hold half a character.</summary>
    [Fact]
    public void Half_a_character_is_refused()
    {
        Should.Throw<LimnerException>(() => PlainText.Check("fox " + (char)0xd83e, 20, "name"));
        PlainText.FindInvisible($"{(char)0xdd8a}{(char)0xd83e}", linesAllowed: true).ShouldBe(0);
        PlainText.FindInvisible("🦊", linesAllowed: false).ShouldBeNull();
    }
}
