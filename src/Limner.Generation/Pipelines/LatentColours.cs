using Limner.Generation.Folders;

namespace Limner.Generation.Pipelines;

/// <summary>
/// What latents look like, near enough for a preview and without a network: red, green and blue as a linear function of the channels. The matrices of Stable Diffusion 1
/// and XL are least squares fits that ComfyUI and stable-diffusion.cpp publish as constants; a model of one's own brings its own in vae_decoder/config.json.
/// </summary>
internal sealed class LatentColours
{
    private static readonly LatentColours StableDiffusion = new(
        [[.3512, .2297, .3227], [.3250, .4974, .2350], [-.2829, .1762, .2721], [-.2120, -.2616, -.7177]], [0, 0, 0]);

    private static readonly LatentColours StableDiffusionXL = new(
        [[.3651, .4232, .4341], [-.2533, -.0042, .1068], [.1076, .1111, -.0362], [-.3165, -.2492, -.2188]], [.1084, -.0175, -.0011]);

    private readonly IReadOnlyList<IReadOnlyList<double>> _factors;
    private readonly IReadOnlyList<double> _bias;

    private LatentColours(IReadOnlyList<IReadOnlyList<double>> factors, IReadOnlyList<double> bias)
    {
        _factors = factors;
        _bias = bias;
    }

    /// <summary>Null: nothing is known of this model's latents.</summary>
    public static LatentColours? Of(DiffusionFolder folder) => folder.Vae switch
    {
        { LatentRgbFactors: { } factors } => new LatentColours(factors, folder.Vae.LatentRgbBias ?? [0, 0, 0]),
        { LatentChannels: 4, ScalingFactor: > 0.18 and < 0.19 } => StableDiffusion,
        { LatentChannels: 4, ScalingFactor: > 0.13 and < 0.131 } => StableDiffusionXL,
        _ => null,
    };

    /// <param name="latents">Of one picture, scaled, channel by channel.</param>
    public LatentPreview Show(ReadOnlySpan<float> latents, int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            for (var colour = 0; colour < 3; colour++)
            {
                var value = _bias[colour];
                for (var channel = 0; channel < _factors.Count; channel++)
                {
                    value += _factors[channel][colour] * latents[(channel * width * height) + i];
                }

                rgb[(i * 3) + colour] = (byte)Math.Clamp(Math.Round(127.5 + (127.5 * value)), 0, 255);
            }
        }

        return new LatentPreview(width, height, rgb);
    }
}
