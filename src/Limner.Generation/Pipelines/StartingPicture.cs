using Limner.Generation.Folders;
using Limner.Generation.Noise;
using Limner.Imaging;
using Limner.Models.Onnx;

namespace Limner.Generation.Pipelines;

/// <summary>A given picture at the size that is drawn, and what of it the sampler needs for one picture.</summary>
internal sealed class StartingPicture
{
    private readonly float[] _pixels;
    private readonly float[]? _kept;
    private readonly int _width;
    private readonly int _height;

    /// <param name="width">That is drawn.</param>
    /// <param name="height">That is drawn.</param>
    public StartingPicture(DiffusionFolder folder, PixelBuffer picture, PictureMask? mask, int width, int height)
    {
        (_width, _height) = (width, height);
        _pixels = Planes(picture, width, height);
        if (mask is not null)
        {
            var factor = folder.Vae.Factor;
            Mask = Nearest(mask, width / factor, height / factor);
            var wide = Nearest(mask, width, height);
            _kept = [.. _pixels];
            for (var i = 0; i < _kept.Length; i++)
            {
                _kept[i] *= 1 - wide[i % wide.Length];
            }
        }
    }

    /// <summary>For each latent 1 where it is painted anew and 0 where the picture stays; null: there is no mask.</summary>
    public float[]? Mask { get; }

    /// <summary>The picture as latents.</summary>
    public float[] Encode(ModelLease lease, DiffusionFolder folder, PictureNoise noise, CancellationToken cancellation)
        => LatentCodec.Encode(lease, folder, _pixels, _width, _height, noise, PictureNoise.Encoding, cancellation);

    /// <summary>For a network that takes a mask: the mask, then what stays of the picture as latents, grey where it is painted anew.</summary>
    public float[] EncodeKept(ModelLease lease, DiffusionFolder folder, PictureNoise noise, CancellationToken cancellation)
        => [.. Mask!, .. LatentCodec.Encode(lease, folder, _kept!, _width, _height, noise, PictureNoise.MaskedEncoding, cancellation)];

    private static float[] Planes(PixelBuffer picture, int width, int height)
    {
        using var resized = picture.Width == width && picture.Height == height ? null : PixelScaler.Resize(picture, width, height);
        var rgb = (resized ?? picture).Span;
        var planes = new float[3 * width * height];
        for (var i = 0; i < width * height; i++)
        {
            for (var colour = 0; colour < 3; colour++)
            {
                planes[(colour * width * height) + i] = (rgb[(i * 3) + colour] / 127.5f) - 1;
            }
        }

        return planes;
    }

    private static float[] Nearest(PictureMask mask, int width, int height)
    {
        var values = mask.Values.Span;
        var result = new float[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = (int)((long)y * mask.Height / height) * mask.Width;
            for (var x = 0; x < width; x++)
            {
                var value = values[row + (int)((long)x * mask.Width / width)];
                result[(y * width) + x] = value >= 128 ? 1 : 0;
            }
        }

        return result;
    }
}
