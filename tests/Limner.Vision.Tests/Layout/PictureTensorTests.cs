using System.Text.Json.Nodes;
using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Testing;
using Limner.Vision.Layout;

namespace Limner.Vision.Tests.Layout;

/// <summary>Pictures as layout networks take them, against what numpy computes (tests/assets/layout/make.py).</summary>
public sealed class PictureTensorTests
{
    private static readonly JsonNode Expected = JsonNode.Parse(File.ReadAllText(TinyLayout.Asset("expected.json")))!;

    [Fact]
    public void Pictures_are_resized_by_four_pixels_each_way_whatever_the_scale()
    {
        using var picture = Picture();
        using var down = PictureTensor.Cubic(picture, Size("cubic"), PictureTensor.ImageNetMean, PictureTensor.ImageNetDeviation);
        using var up = PictureTensor.Cubic(picture, Size("cubic_up"), PictureTensor.NoMean, PictureTensor.NoDeviation);
        Compare(down, "cubic");
        Compare(up, "cubic_up");
    }

    [Fact]
    public void Pictures_are_resized_by_two_pixels_each_way()
    {
        using var picture = Picture();
        using var tensor = PictureTensor.Linear(picture, Size("linear"), PictureTensor.ImageNetMean, PictureTensor.ImageNetDeviation);
        Compare(tensor, "linear");
    }

    [Fact]
    public void Pictures_keep_their_proportions_on_a_grey_ground()
    {
        using var picture = Picture();
        var (tensor, scale, left, top) = PictureTensor.Letterboxed(picture, Size("letterbox"));
        using (tensor)
        {
            (scale, left, top).ShouldBe((64 / 53.0, 9, 0));
            Compare(tensor, "letterbox");
        }
    }

    private static (int Width, int Height) Size(string name) => ((int)Expected[name]!["width"]!, (int)Expected[name]!["height"]!);

    private static void Compare(ModelTensor<float> tensor, string name)
    {
        var (width, height) = Size(name);
        tensor.Shape.ToArray().ShouldBe([1, 3, height, width]);
        foreach (var value in Expected[name]!["values"]!.AsArray())
        {
            var (x, y, colour) = ((int)value![0]!, (int)value[1]!, (int)value[2]!);
            ((double)tensor.Elements[(((colour * height) + y) * width) + x]).ShouldBe((double)value[3]!, 1e-5, $"{name} at {x}, {y}, {colour}");
        }
    }

    private static PixelBuffer Picture()
    {
        var picture = new PixelBuffer(37, 53);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                for (var colour = 0; colour < 3; colour++)
                {
                    picture.Writable.Span[(3 * ((y * picture.Width) + x)) + colour] = (byte)(((x * 7) + (y * 13) + (colour * 29) + (x * y % 11 * 5)) % 256);
                }
            }
        }

        return picture;
    }
}
