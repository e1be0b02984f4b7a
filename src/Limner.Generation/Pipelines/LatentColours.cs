using Limner.Generation.Folders;

namespace Limner.Generation.Pipelines;

/// <summary>
/// What latents look like, near enough for a preview and without a network: red, green and blue as a linear function of the channels. The numbers for Stable Diffusion 1 are
/// those of stable-diffusion.cpp (MIT), for XL those of diffusers' documentation (Apache-2.0, "Pipeline callbacks", there in steps of 255); a model of one's own
/// brings its own in vae_decoder/config.json.
/// </summary>
internal sealed class LatentColours
{
    private const double Half = 127.5;

    private static readonly LatentColours StableDiffusion = new(
        [[.337366, .216344, .257386], [.165636, .386828, .046994], [-.267803, .237036, .223517], [-.178022, -.200862, -.678514]], [-.017478, -.055834, -.105825]);

    private static readonly LatentColours StableDiffusionXL = new(
        [[60 / Half, 60 / Half, 60 / Half], [-60 / Half, -5 / Half, 10 / Half], [25 / Half, 15 / Half, -5 / Half], [-70 / Half, -50 / Half, -35 / Half]],
        [(150 / Half) - 1, (140 / Half) - 1, (130 / Half) - 1]);

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

                rgb[(i * 3) + colour] = (byte)Math.Clamp(Math.Round(Half + (Half * value)), 0, 255);
            }
        }

        return new LatentPreview(width, height, rgb);
    }
}
