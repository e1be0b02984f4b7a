using System.Text;
using Limner.Kernel.Text;
using Limner.Search.Indexing;

namespace Limner.Search.Tests.Indexing;

public class SearchTextTests
{
    [Theory]
    [InlineData("IMG_2024-beach.jpg", "img 2024 beach jpg")]
    [InlineData("beachParty.JPG", "beach party jpg beachparty")]
    [InlineData("DSC01234.JPG", "dsc 01234 jpg dsc01234")]
    [InlineData("Café Zürich", "cafe zurich")]
    [InlineData("ＦＵＬＬ ｗｉｄｔｈ", "full width")]
    [InlineData("Łódź, Ærø, Straße", "lodz æro strasse")]
    [InlineData("John's O’Neill", "johns oneill")]
    [InlineData("가족사진", "가족 족사 사진 진")]
    [InlineData("나", "나")]
    [InlineData("제주도_여행2024", "제주 주도 도 여행 행 2024")]
    [InlineData("東京タワー", "東京 京タ タワ ワー ー")]
    [InlineData("ｶﾞｰﾃﾞﾝ", "ガー ーデ デン ン")]
    [InlineData("2024-05-03 trip", "2024 05 03 trip 20240503")]
    [InlineData("2024_05 trip", "2024 05 trip 202405")]
    [InlineData("sun☀️🏖️sand", "sun ☀ 🏖 sand")]
    [InlineData("a\0b\u200Bc\n\"d\"*NEAR(", "a bc d near")]
    [InlineData("", "")]
    [InlineData("---", "")]
    public void A_text_is_cut_into_the_words_people_look_for(string text, string words)
        => SearchText.ForIndex([text]).ShouldBe(words);

    [Fact]
    public void A_name_written_by_macos_reads_like_one_written_elsewhere()
    {
        // Jamo and combining marks, as HFS+ stores them; spelled out because the test host has no normalization either.
        const string hangul = "\u1112\u1161\u11AB\u1100\u116E\u11A8";
        SearchText.ForIndex([hangul]).ShouldBe(SearchText.ForIndex(["한국"]));
        SearchText.ForIndex(["か\u3099く"]).ShouldBe(SearchText.ForIndex(["がく"]));
        SearchText.ForIndex(["e\u0301te\u0301"]).ShouldBe(SearchText.ForIndex(["été"]));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_word() => SearchText.ForIndex(["a\uD83Cb"]).ShouldBe("a b");

    [Fact]
    public void A_field_of_a_million_words_puts_a_bounded_number_into_the_index()
        => SearchText.ForIndex([string.Join(' ', Enumerable.Repeat("word", 1_000_000))]).Split(' ').Length.ShouldBe(1000);

    [Fact]
    public void A_word_without_end_is_cut_without_cutting_a_character_in_two()
    {
        var words = SearchText.ForIndex([string.Concat(Enumerable.Repeat("𐐨", 100))]);
        words.Length.ShouldBe(64);
        words.EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
    }

    [Fact]
    public void Folding_what_is_folded_changes_nothing()
    {
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            if (Rune.IsValid(code))
            {
                var once = TextFolding.Fold(new Rune(code).ToString());
                var twice = TextFolding.Fold(once);

                // A million messages that nobody reads take longer than what is tested.
                if (!string.Equals(twice, once, StringComparison.Ordinal))
                {
                    twice.ShouldBe(once, $"U+{code:X4}");
                }
            }
        }
    }
}
