using Limner.Generation.Noise;

namespace Limner.Generation.Tests.Noise;

public sealed class PhiloxTests
{
    // kat_vectors of Random123, philox4x32-10.
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0 }, 0UL, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, 0xffffffffffffffffUL, new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, 0x299f31d0a4093822UL, new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Known_answers(uint[] counter, ulong key, uint[] expected)
    {
        Philox.Generate(counter, key);

        counter.ShouldBe(expected);
    }

    [Fact]
    public void Noise_is_standard_normal_and_a_longer_draw_begins_like_a_shorter_one()
    {
        var noise = new float[200_000];
        new PictureNoise(7).Fill(PictureNoise.Start, noise);
        var few = new float[7];
        new PictureNoise(7).Fill(PictureNoise.Start, few);

        few.ShouldBe(noise[..7]);
        noise.Average(value => (double)value).ShouldBe(0, 0.01);
        noise.Average(value => (double)value * value).ShouldBe(1, 0.01);
        noise.Average(value => Math.Pow(value, 4)).ShouldBe(3, 0.1);
    }

    [Fact]
    public void Streams_and_seeds_have_nothing_to_do_with_each_other()
    {
        float[] Of(long seed, uint stream)
        {
            var noise = new float[20_000];
            new PictureNoise(seed).Fill(stream, noise);
            return noise;
        }

        var start = Of(5, PictureNoise.Start);
        foreach (var other in new[] { Of(6, PictureNoise.Start), Of(-5, PictureNoise.Start), Of(5, PictureNoise.Encoding), Of(5, PictureNoise.Step(0)), Of(5, PictureNoise.Step(1)) })
        {
            start.Zip(other).Average(pair => (double)pair.First * pair.Second).ShouldBe(0, 0.03);
        }
    }
}
