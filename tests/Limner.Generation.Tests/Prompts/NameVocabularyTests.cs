using System.Text;
using Limner.Generation.Prompts;
using Limner.Kernel.Errors;

namespace Limner.Generation.Tests.Prompts;

public sealed class NameVocabularyTests
{
    private const string File =
        """
        {"styles":[{"id":1,"words":["flat"]}],
         "colours":[{"id":2,"words":["blue","파란"]},{"id":3,"words":["red","rot"]}],
         "names":[{"id":4,"name":"red apple","ko":"빨간 사과","words":["red apple","apple","빨간 사과","사과","roter apfel"]},
                  {"id":5,"name":"cat face","ko":"고양이 얼굴","words":["cat face","cat","고양이"]},
                  {"id":6,"name":"cherries","ko":"체리","words":["cherries","cherry"]},
                  {"id":7,"name":"french fries","ko":"감자튀김","words":["french fries","pommes frites"]}]}
        """;

    private static readonly NameVocabulary Names = NameVocabulary.Read(Encoding.UTF8.GetBytes(File));

    [Theory]
    [InlineData("red apple", "red apple", "", "", "", "4")]
    [InlineData("an APPLE, flat style", "red apple", "flat", "", "", "4 1")]
    [InlineData("a blue cat", "cat face", "", "blue", "", "2 5")]
    [InlineData("blue red apples", "red apple", "", "blue", "", "2 4")]
    [InlineData("빨간 사과", "red apple", "", "", "", "4")]
    [InlineData("파란 고양이를 그려줘", "cat face", "", "blue", "그려줘", "2 5")]
    [InlineData("a cherry", "cherries", "", "", "", "6")]
    [InlineData("Pommes frites!", "french fries", "", "", "", "7")]
    [InlineData("a cat riding a bicycle", "cat face", "", "", "riding bicycle", "5")]
    [InlineData("cat and apple", "cat face", "", "", "apple", "5")]
    [InlineData("blue and red cat", "cat face", "", "blue", "red", "2 5")]
    [InlineData("category", "", "", "", "category", "")]
    [InlineData("red", "", "", "red", "", "3")]
    [InlineData("in flat style, an apple", "red apple", "flat", "", "", "1 4")]
    [InlineData("", "", "", "", "", "")]
    public void The_first_thing_style_and_colour_count_and_the_rest_is_told(string prompt, string name, string style, string colour, string ignored, string ids)
    {
        var read = Names.Understand(prompt);

        (read.Name?.Name ?? "", read.Style ?? "", read.Colour ?? "", string.Join(' ', read.Ignored), string.Join(' ', read.Ids)).ShouldBe((name, style, colour, ignored, ids));
    }

    [Fact]
    public void Decomposed_letters_are_the_same_words() => Names.Understand("빨간 사과".Normalize(NormalizationForm.FormD)).Name!.Name.ShouldBe("red apple");

    [Fact]
    public void A_tokenizer_gives_nothing_before_and_after_and_for_what_it_does_not_know()
    {
        Names.Encode("a blue cat at night", 8).ShouldBe([0, 2, 5, 0]);
        Names.Encode("", 8).ShouldBe([0, 0]);
        Names.Encode("a blue cat", 3).ShouldBe([0, 2, 0]);
        Names.VocabularySize.ShouldBe(8);
        Names.Find("cat").ShouldBe(5);
        Names.Find("tram").ShouldBeNull();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"styles":[],"colours":[],"names":[]}""")]
    [InlineData("""{"styles":[],"colours":[],"names":[{"id":0,"name":"cat","ko":"","words":["cat"]}]}""")]
    [InlineData("""{"styles":[],"colours":[],"names":[{"id":1,"name":"cat","ko":"","words":[]}]}""")]
    [InlineData("""{"styles":[],"colours":[],"names":[null]}""")]
    [InlineData("""{"styles":[],"colours":[],"names":[{"id":1,"name":"cat","ko":"","words":["cat",null]}]}""")]
    [InlineData("""{"styles":[],"colours":[],"names":[{"id":2147483647,"name":"cat","ko":"","words":["cat"]}]}""")]
    [InlineData("""{"styles":[],"colours":[],"names":[{"id":1,"name":"cat","ko":"","words":["cat"]},{"id":2,"name":"cat","ko":"","words":["kitten"]}]}""")]
    [InlineData("""{"styles":[],"colours":[{"id":1,"words":["orange"]}],"names":[{"id":2,"name":"orange","ko":"","words":["orange"]}]}""")]
    public void A_file_that_is_none_is_refused(string file)
        => Should.Throw<LimnerException>(() => NameVocabulary.Read(Encoding.UTF8.GetBytes(file))).Failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
}
