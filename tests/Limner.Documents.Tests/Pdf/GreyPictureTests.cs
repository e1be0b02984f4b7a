using System.Text;
using Limner.Documents.Pdf;
using Limner.Kernel.Errors;

namespace Limner.Documents.Tests.Pdf;

public sealed class GreyPictureTests
{
    [Fact]
    public void Pictures_one_after_the_other_are_read()
    {
        var pictures = GreyPicture.ReadAll(Encoding.Latin1.GetBytes("P5\n2 1\n255\nabP5\n1 2\n255\ncd"));
        pictures.Select(picture => (picture.Width, picture.Height)).ShouldBe([(2, 1), (1, 2)]);
        pictures[1][0, 1].ShouldBe((byte)'d');
    }

    [Theory]
    [InlineData("P6\n1 1\n255\nabc")]
    [InlineData("P5\n999999 999999\n255\na")]
    [InlineData("P5\n0 1\n255\n")]
    [InlineData("P5\n2 2\n255\nabc")]
    [InlineData("P5")]
    public void What_is_none_is_refused(string text)
        => Should.Throw<LimnerException>(() => GreyPicture.ReadAll(Encoding.Latin1.GetBytes(text))).Failure.Error.ShouldBe(ErrorCatalogue.ChildProcess);
}
