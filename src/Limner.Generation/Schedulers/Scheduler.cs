namespace Limner.Generation.Schedulers;

/// <summary>
/// The steps of one run of sampling, for a batch of latents laid one after the other: all arithmetic is per element, so pictures do not touch each other. Evaluations
/// are numbered from 0, the noisiest that is taken. Buffers are allocated once; a step allocates nothing. Coefficients are double, elements float.
/// </summary>
internal abstract class Scheduler
{
    private protected Scheduler(int length) => Picture = new float[length];

    /// <summary>What the network is told at each of its evaluations; one step of some schedulers evaluates twice.</summary>
    public double[] Timesteps { get; private protected init; } = [];

    /// <summary>What standard normal noise is multiplied with to start from nothing.</summary>
    public virtual double InitialNoise => 1;

    /// <summary>What the network's last evaluation says the picture is, as latents: for previews. Valid until the next step.</summary>
    public ReadOnlySpan<float> Denoised => Picture;

    private protected float[] Picture { get; }

    /// <summary>Whether this evaluation's step adds noise.</summary>
    public virtual bool Draws(int evaluation) => false;

    /// <summary>What the network is given for a sample.</summary>
    public virtual void ScaleInput(int evaluation, ReadOnlySpan<float> sample, Span<float> input) => sample.CopyTo(input);

    /// <summary>Takes the sample one step on.</summary>
    /// <param name="evaluation">Each once, in order.</param>
    /// <param name="sample">Replaced by the next.</param>
    /// <param name="output">Of the network for the scaled sample.</param>
    /// <param name="noise">Standard normal, as long as the sample; only read where <see cref="Draws"/>.</param>
    public abstract void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise);

    /// <summary>A picture's latents with as much noise as the sample has before an evaluation.</summary>
    public abstract void AddNoise(int evaluation, ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> noisy);

    /// <summary>result = a x + b y; the result may be one of the two.</summary>
    private protected static void Combine(double a, ReadOnlySpan<float> x, double b, ReadOnlySpan<float> y, Span<float> result)
    {
        x = x[..result.Length];
        y = y[..result.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (float)((a * x[i]) + (b * y[i]));
        }
    }

    /// <summary>result += a x.</summary>
    private protected static void Add(double a, ReadOnlySpan<float> x, Span<float> result) => Combine(1, result, a, x, result);

    /// <summary>Keeps elements from -limit to limit, where there is one.</summary>
    private protected static void Limit(Span<float> values, double? limit)
    {
        if (limit is { } most)
        {
            foreach (ref var value in values)
            {
                value = (float)Math.Clamp(value, -most, most);
            }
        }
    }

    /// <summary>The factors p and q of picture = p sample + q output where sample = alpha picture + sigma noise.</summary>
    private protected static (double Sample, double Output) ToPicture(PredictionType prediction, double alpha, double sigma) => prediction switch
    {
        PredictionType.Epsilon => (1 / alpha, -sigma / alpha),
        PredictionType.VPrediction => (alpha / ((alpha * alpha) + (sigma * sigma)), -sigma / Math.Sqrt((alpha * alpha) + (sigma * sigma))),
        _ => (0, 1),
    };
}
