using Limner.Generation.Prompts;

namespace Limner.Generation.Tests.Prompts;

public sealed class PromptSyntaxTests
{
    [Theory]
    [InlineData("a cat", "a cat=1")]
    [InlineData("a (cat) here", "a =1|cat=1.1| here=1")]
    [InlineData("((cat))", "cat=1.21")]
    [InlineData("[cat]", "cat=0.909")]
    [InlineData("a (red:1.3) apple", "a =1|red=1.3| apple=1")]
    [InlineData("(a (red:1.5) apple:0.5)", "a =0.5|red=0.75| apple=0.5")]
    [InlineData("(cat: .5 )", "cat=0.5")]
    [InlineData(@"a \(cat\) \\", @"a (cat) \=1")]
    [InlineData("a (cat", "a =1|cat=1.1")]
    [InlineData("a cat)", "a cat)=1")]
    [InlineData("12:30 (at noon)", "12:30 =1|at noon=1.1")]
    [InlineData("(cat:huge)", "cat:huge=1.1")]
    [InlineData("(cat:9999)", "cat=10")]
    [InlineData("red BREAK blue", "red =1|BREAK| blue=1")]
    [InlineData("(red BREAK blue)", "red =1.1|BREAK| blue=1.1")]
    [InlineData("BREAKFAST", "BREAKFAST=1")]
    [InlineData("", "")]
    [InlineData("()[]", "")]
    public void Brackets_weigh_and_everything_else_is_text(string prompt, string expected)
        => string.Join('|', PromptSyntax.Parse(prompt).Select(part => part.Breaks ? "BREAK" : $"{part.Text}={Math.Round(part.Weight, 3)}")).ShouldBe(expected);

    [Theory]
    [InlineData("a pur(ple:1.3) [ele]phant", "a purple elephant")]
    [InlineData("a purple( )ele(phant)", "a purple elephant")]
    [InlineData(@"\(cat\) BREAKFAST BREAK a BR(EAK) dog", "(cat) BREAKFAST   a BREAK dog")]
    [InlineData("()[]", "")]
    public void Without_the_notation_the_words_are_left(string prompt, string expected) => PromptSyntax.Plain(prompt).ShouldBe(expected);

    [Fact]
    public void Ten_thousand_brackets_are_read_as_fast_as_anything_else()
    {
        PromptSyntax.Parse(new string('(', 20_000)).ShouldBeEmpty();
        PromptSyntax.Parse(new string('(', 5_000) + "a" + new string(')', 5_000)).ShouldHaveSingleItem().Weight.ShouldBe(10);
    }
}
