using System.Text.Json;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>
/// What the cosines of a model say. SigLIP was trained to give the probability that a text belongs to a picture, the logistic function of scale times cosine plus bias: where
/// <c>config.json</c> states the trained <c>logit_scale</c> (the logarithm, as the parameter is kept) and <c>logit_bias</c>, these are taken. Exported encoders do not hold
/// them, so otherwise typical values of the family are: where they come from, and that they were not measured here, docs/decisions/0028-meaning.md tells.
/// </summary>
/// <param name="Text">Of a text and a picture.</param>
/// <param name="Picture">Of two pictures.</param>
internal sealed record ImageTextScales(LikenessScale Text, LikenessScale Picture)
{
    private static readonly ImageTextScales Clip = new(new LikenessScale(Midpoint: 0.23, Steepness: 60), new LikenessScale(Midpoint: 0.72, Steepness: 15));
    private static readonly ImageTextScales Siglip = new(new LikenessScale(Midpoint: 0.12, Steepness: 112), new LikenessScale(Midpoint: 0.75, Steepness: 15));

    /// <param name="config">The model's <c>config.json</c>.</param>
    public static ImageTextScales Of(JsonElement config)
    {
        var family = config.Text("model_type") ?? "";
        var usual = family.StartsWith("siglip", StringComparison.Ordinal) ? Siglip : Clip;
        return config.Number("logit_scale") is { } logarithm && config.Number("logit_bias") is { } bias && Math.Exp(logarithm) is > 0.01 and < 10_000 and var scale
            && -bias / scale is > -1 and < 1 and var midpoint
            ? usual with { Text = new LikenessScale(midpoint, scale) }
            : usual;
    }

    /// <summary>For models whose configuration cannot be read; whoever encodes with them learns why.</summary>
    public static ImageTextScales Unknown => Clip;
}
