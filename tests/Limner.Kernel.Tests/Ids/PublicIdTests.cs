using Limner.Kernel.Ids;

namespace Limner.Kernel.Tests.Ids;

public sealed class PublicIdTests
{
    [Theory]
    [InlineData(0, "img_0")]
    [InlineData(35, "img_z")]
    [InlineData(36, "img_10")]
    [InlineData(100, "img_2s")]
    [InlineData(long.MaxValue, "img_1y2p0ij32e8e7")]
    public void A_number_is_written_in_base_36_behind_its_kind_and_read_back(long number, string text)
    {
        PublicId.Format(IdPrefixes.Image, number).ShouldBe(text);
        PublicId.TryParse(IdPrefixes.Image, text, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(number);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("img")]
    [InlineData("img_")]
    [InlineData("img-1")]
    [InlineData("tag_1")]
    [InlineData("img_-1")]
    [InlineData("img_A")]
    [InlineData("img_1 ")]
    [InlineData("img_01")]
    [InlineData("img_00")]
    [InlineData("img_0000000000001")]
    [InlineData("img_1y2p0ij32e8e8")]
    [InlineData("img_zzzzzzzzzzzzzzzzzzzz")]
    public void What_is_no_id_of_this_kind_is_refused(string? text) => PublicId.TryParse(IdPrefixes.Image, text, out _).ShouldBeFalse();

    [Fact]
    public void A_negative_number_has_no_id() => Should.Throw<ArgumentOutOfRangeException>(() => PublicId.Format(IdPrefixes.Image, -1));
}
