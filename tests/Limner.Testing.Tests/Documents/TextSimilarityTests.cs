using Limner.Testing.Documents;

namespace Limner.Testing.Tests.Documents;

public class TextSimilarityTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 0)]
    [InlineData("abcbdab", "bdcaba", 4)] // CLRS, 15.4
    [InlineData("AGGTAB", "GXTXAYB", 4)]
    [InlineData("한국어 문서", "한국 문서", 5)]
    public void The_longest_common_subsequence_is_that_of_the_textbooks(string a, string b, int length)
    {
        TextSimilarity.CommonLength(a, b).ShouldBe(length);
        TextSimilarity.CommonLength(b, a).ShouldBe(length);
    }

    [Fact]
    public void Texts_longer_than_a_machine_word_are_compared_as_by_the_plain_table()
    {
        var random = new Random(7);
        foreach (var (m, n) in new[] { (63, 64), (64, 65), (128, 100), (300, 257) })
        {
            var a = string.Concat(Enumerable.Range(0, m).Select(_ => (char)('a' + random.Next(4))));
            var b = string.Concat(Enumerable.Range(0, n).Select(_ => (char)('a' + random.Next(4))));
            TextSimilarity.CommonLength(a, b).ShouldBe(Plain(a, b));
        }
    }

    [Theory]
    [InlineData("", "", 1)]
    [InlineData("abcd", "", 0)]
    [InlineData("the  cat\nsat", "the cat sat", 1)]
    [InlineData("abcd", "bd", 2.0 * 2 / 6)]
    [InlineData("ﬁne “so”", "fine \"so\"", 1)]
    [InlineData("• one", "one", 1)]
    public void Similarity_is_twice_the_common_by_the_sum(string a, string b, double similarity) => TextSimilarity.Of(a, b).ShouldBe(similarity, 1e-12);

    private static int Plain(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[a.Length, b.Length];
    }
}
