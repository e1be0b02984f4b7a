using Limner.Imaging;
using Limner.Library.Thumbnails;

namespace Limner.Library.Tests.Thumbnails;

public sealed class PreviewFormatsTests
{
    private const string Chromium = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";

    [Theory]
    [InlineData("", 1200, PreviewFormat.Webp)]
    [InlineData("*/*", 1200, PreviewFormat.Webp)]
    [InlineData("image/*", 400, PreviewFormat.Webp)]
    [InlineData(Chromium, 1200, PreviewFormat.Avif)]
    [InlineData(Chromium, 400, PreviewFormat.Webp)]
    [InlineData("image/webp,*/*;q=0.8", 2400, PreviewFormat.Webp)]
    [InlineData("image/jpeg", 400, PreviewFormat.Jpeg)]
    [InlineData("image/jpeg, */*;q=0.5", 400, PreviewFormat.Jpeg)]
    [InlineData("image/png", 400, PreviewFormat.Jpeg)]
    [InlineData("image/webp;q=0, image/*", 400, PreviewFormat.Jpeg)]
    [InlineData("image/avif;q=0, image/webp", 1200, PreviewFormat.Webp)]
    [InlineData("image/avif;q=0.1, image/webp", 1200, PreviewFormat.Webp)]
    [InlineData("nonsense", 1200, PreviewFormat.Jpeg)]
    public void The_format_is_what_the_client_takes_and_is_worth_the_work(string accept, int longSide, PreviewFormat format)
        => PreviewFormats.Choose(accept, longSide).ShouldBe(format);
}
