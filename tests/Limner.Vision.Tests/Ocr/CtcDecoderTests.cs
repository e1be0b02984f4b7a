using System.Text;
using Limner.Kernel.Errors;
using Limner.Vision.Ocr;

namespace Limner.Vision.Tests.Ocr;

public sealed class CtcDecoderTests
{
    // blank, a, b, c, space
    private static readonly CharacterDictionary Dictionary = CharacterDictionary.Read("a\nb\nc"u8, 5);

    [Theory]
    [InlineData("0110220", "ab")]
    [InlineData("1111", "a")]
    [InlineData("1011", "aa")]
    [InlineData("0000", "")]
    [InlineData("", "")]
    [InlineData("14423", "a bc")]
    [InlineData("321", "cba")]
    public void Repetitions_count_once_and_blanks_part_them(string outputs, string expected)
        => string.Concat(CtcDecoder.Decode(Steps(outputs), Dictionary).Select(character => character.Text)).ShouldBe(expected);

    [Fact]
    public void A_character_lies_in_the_middle_of_its_run_and_is_as_sure_as_its_best_step()
    {
        var steps = Steps("001110");
        steps[(3 * 5) + 1] = 0.95f;
        var character = CtcDecoder.Decode(steps, Dictionary).ShouldHaveSingleItem();
        character.Position.ShouldBe(3);
        character.Confidence.ShouldBe(0.95f);
    }

    [Fact]
    public void Entries_keep_wide_spaces_and_lose_line_ends()
    {
        var dictionary = CharacterDictionary.Read(Encoding.UTF8.GetBytes("a\r\n\u3000\r\n가"), 5);
        dictionary[1].ShouldBe("a");
        dictionary[2].ShouldBe("\u3000");
        dictionary[3].ShouldBe("가");
        dictionary[dictionary.Space].ShouldBe(" ");
    }

    [Fact]
    public void A_dictionary_of_another_model_is_refused()
    {
        Should.Throw<LimnerException>(() => CharacterDictionary.Read("a\nb"u8, 5)).Failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
        Should.Throw<LimnerException>(() => CharacterDictionary.Read([0xFF, 0xFE, 0x0A], 3)).Failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
    }

    [Fact]
    public void White_that_is_wide_enough_parts_words_the_network_ran_together()
    {
        // Characters 20 pixels apart; whites of 2 pixels between letters and one of 12 behind the third.
        List<ReadCharacter> characters = [.. "thecat".Select((letter, i) => new ReadCharacter(letter.ToString(), 0.9f, (i < 3 ? i : i + 0.5f) * 2.5f + 1))];
        List<Gap> gaps = [new(20, 22), new(40, 42), new(60, 72), new(92, 94), new(112, 114)];
        var line = WordSplitter.Split(characters, gaps, 140);
        line.Text.ShouldBe("the cat");
        line.Words.Count.ShouldBe(2);
        line.Words[0].To.ShouldBe(60 / 140f, 0.001f);
        line.Words[1].From.ShouldBe(72 / 140f, 0.001f);
    }

    [Fact]
    public void Ideographs_are_never_parted()
    {
        List<ReadCharacter> characters = [.. "東京都".Select((letter, i) => new ReadCharacter(letter.ToString(), 0.9f, (i * 6) + 2))];
        WordSplitter.Split(characters, [new(35, 55), new(85, 105)], 150).Text.ShouldBe("東京都");
    }

    private static float[] Steps(string outputs)
    {
        var steps = new float[outputs.Length * 5];
        for (var i = 0; i < outputs.Length; i++)
        {
            steps.AsSpan(i * 5, 5).Fill(0.05f);
            steps[(i * 5) + (outputs[i] - '0')] = 0.8f;
        }

        return steps;
    }
}
