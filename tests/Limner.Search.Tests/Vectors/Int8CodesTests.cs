using System.Runtime.InteropServices;
using Limner.Search.Vectors;

namespace Limner.Search.Tests.Vectors;

public sealed class Int8CodesTests
{
    [Fact]
    public void Codes_times_scale_give_the_vector_back_within_half_a_step()
    {
        float[] vector = [0.5f, -1, 0.25f, 0, 0.999f];
        var codes = new sbyte[Int8Codes.PaddedLength(vector.Length)];
        var scale = Int8Codes.Encode(vector, codes);
        scale.ShouldBe(1f / 127);
        codes.Take(5).ShouldBe([(sbyte)64, -127, 32, 0, 127]);
        codes.Skip(5).ShouldAllBe(code => code == 0);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(512)]
    [InlineData(4096)]
    public void Every_kernel_sums_exactly_even_at_the_largest_codes(int length)
    {
        var random = new Random(length);
        foreach (var draw in (Func<sbyte>[])[() => (sbyte)random.Next(-127, 128), () => 127, () => -127])
        {
            var (one, other) = (Codes(length, draw), Codes(length, draw));
            var query = Int8Codes.Widen(other);
            var expected = one.Zip(other, (a, b) => a * b).Sum();
            Int8Codes.Dot(ref MemoryMarshal.GetArrayDataReference(one), ref MemoryMarshal.GetArrayDataReference(query), length).ShouldBe(expected);
            Int8Codes.DotAnywhere(ref MemoryMarshal.GetArrayDataReference(one), ref MemoryMarshal.GetArrayDataReference(query), length).ShouldBe(expected);
        }
    }

    [Fact]
    public void The_best_scores_are_those_of_a_sorted_list()
    {
        var random = new Random(3);
        var offers = Enumerable.Range(1, 1000).Select(id => (Score: (float)random.Next(40), Id: (long)id)).ToList();
        var best = new BestScores(25);
        offers.ForEach(offer => best.Offer(offer.Score, offer.Id));
        best.Items.ToArray().OrderByDescending(item => item.Score).ThenBy(item => item.Id)
            .ShouldBe(offers.OrderByDescending(offer => offer.Score).ThenBy(offer => offer.Id).Take(25));
    }

    private static sbyte[] Codes(int length, Func<sbyte> draw) => [.. Enumerable.Range(0, length).Select(_ => draw())];
}
