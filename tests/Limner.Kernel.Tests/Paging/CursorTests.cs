using System.Buffers.Text;
using System.Text;
using Limner.Kernel.Paging;

namespace Limner.Kernel.Tests.Paging;

public sealed class CursorTests
{
    [Theory]
    [InlineData("2024-05-03T14:22:05", 7)]
    [InlineData("", 0)]
    [InlineData(null, long.MaxValue)]
    [InlineData("고양이 \"😺\"", 1)]
    public void A_position_survives_the_way_to_the_client_and_back(string? key, long id)
    {
        var cursor = new Cursor("-date", key, id);
        Cursor.TryDecode(cursor.Encode(), "-date", out var decoded).ShouldBeTrue();
        decoded.ShouldBe(cursor);
        Uri.EscapeDataString(cursor.Encode()).ShouldBe(cursor.Encode());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_cursor_is_the_beginning(string? text)
    {
        Cursor.TryDecode(text, "name", out var cursor).ShouldBeTrue();
        cursor.ShouldBeNull();
    }

    [Fact]
    public void A_cursor_of_another_order_is_refused() => Cursor.TryDecode(new Cursor("name", "a", 1).Encode(), "-date", out _).ShouldBeFalse();

    [Theory]
    [InlineData("***")]
    [InlineData("AAAA")]
    public void What_is_no_cursor_is_refused(string text) => Cursor.TryDecode(text, "name", out _).ShouldBeFalse();

    [Theory]
    [InlineData("[\"name\",\"a\"]")]
    [InlineData("[\"name\",\"a\",\"x\"]")]
    [InlineData("[\"name\",\"a\",null]")]
    [InlineData("[\"name\",\"a\",1]")]
    [InlineData("{}")]
    [InlineData("null")]
    public void A_cursor_that_was_tampered_with_is_refused(string json)
        => Cursor.TryDecode(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)), "name", out _).ShouldBeFalse();

    [Fact]
    public void An_endless_cursor_is_refused() => Cursor.TryDecode(new Cursor("name", new string('a', 2000), 1).Encode(), "name", out _).ShouldBeFalse();

    [Theory]
    [InlineData(null, 100)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(7, 7)]
    [InlineData(100_000, 500)]
    public void A_pages_length_is_brought_into_its_bounds(int? asked, int given) => PageLimits.Clamp(asked).ShouldBe(given);
}
