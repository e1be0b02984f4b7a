using System.Security.Cryptography;
using System.Text.Json;
using Limner.Imaging;
using Limner.Testing;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Vision.Tests.Embedding;

public sealed class ResamplerTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>tests/assets/image-text/make.py, by Pillow 9.4.</summary>
    [Fact]
    public void Every_filter_and_size_has_the_bytes_that_pillow_gives()
    {
        var known = JsonSerializer.Deserialize<List<Known>>(File.ReadAllBytes(TinyImageText.Asset("resampled.json")), Json)!;
        known.Count.ShouldBeGreaterThan(50);
        foreach (var pictures in known.GroupBy(entry => entry.Picture))
        {
            using var picture = ImageTextFixture.Picture(pictures.Key);
            foreach (var entry in pictures)
            {
                Convert.ToHexStringLower(SHA256.HashData(Resize(picture, entry, new Resampler.Window(0, 0, entry.Width, entry.Height)))).ShouldBe(entry.Sha256, entry.ToString());
            }
        }
    }

    [Fact]
    public void A_window_is_that_part_of_the_whole()
    {
        using var picture = ImageTextFixture.Picture("scene-400x300.png");
        var size = new Known("", (int)ResampleFilter.Bicubic, 298, 224, "");
        var (whole, part) = (Resize(picture, size, new Resampler.Window(0, 0, 298, 224)), Resize(picture, size, new Resampler.Window(37, 5, 200, 210)));
        for (var row = 0; row < 210; row++)
        {
            part.AsSpan(row * 600, 600).SequenceEqual(whole.AsSpan((((row + 5) * 298) + 37) * 3, 600)).ShouldBeTrue();
        }
    }

    private static byte[] Resize(PixelBuffer picture, Known to, Resampler.Window window)
    {
        var target = new byte[window.Width * window.Height * 3];
        Resampler.Resize(picture.Span, picture.Width, picture.Height, (to.Width, to.Height), window, (ResampleFilter)to.Resample, target);
        return target;
    }

    private sealed record Known(string Picture, int Resample, int Width, int Height, string Sha256);
}
