namespace Limner.Generation.Schedulers;

/// <summary>
/// Euler's method on the probability flow (Karras et al. 2022, algorithm 2 without churn), sample = picture + sigma noise. The ancestral form goes down further, to
/// sqrt(s'^2 - up^2) with up = sqrt(s'^2 (s^2 - s'^2) / s^2), and puts noise of that size back.
/// </summary>
internal sealed class EulerScheduler : Scheduler
{
    private readonly double[] _sigmas;
    private readonly PredictionType _prediction;
    private readonly bool _ancestral;

    public EulerScheduler(SchedulerConfig config, int steps, int begin, int length, bool ancestral)
        : base(length)
    {
        var levels = SigmaSteps.OfEuler(new NoiseSchedule(config), config, steps, begin);
        Timesteps = levels.Timesteps;
        _sigmas = levels.Sigmas;
        _prediction = config.Prediction;
        _ancestral = ancestral;
        InitialNoise = config.Spacing(TimestepSpacing.Linspace) == TimestepSpacing.Leading ? Math.Sqrt((levels.Largest * levels.Largest) + 1) : levels.Largest;
    }

    public override double InitialNoise { get; }

    public override bool Draws(int evaluation) => _ancestral && _sigmas[evaluation + 1] > 0;

    public override void ScaleInput(int evaluation, ReadOnlySpan<float> sample, Span<float> input)
    {
        var factor = 1 / Math.Sqrt((_sigmas[evaluation] * _sigmas[evaluation]) + 1);
        Combine(factor, sample, 0, sample, input);
    }

    public override void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise)
    {
        var (now, next) = (_sigmas[evaluation], _sigmas[evaluation + 1]);
        var (fromSample, fromOutput) = ToPicture(_prediction, 1, now);
        Combine(fromSample, sample, fromOutput, output, Picture);
        var up = _ancestral ? Math.Sqrt(next * next * ((now * now) - (next * next)) / (now * now)) : 0;
        var down = Math.Sqrt((next * next) - (up * up));
        Combine(down / now, sample, 1 - (down / now), Picture, sample);
        if (up > 0)
        {
            Add(up, noise, sample);
        }
    }

    public override void AddNoise(int evaluation, ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> noisy)
        => Combine(1, picture, _sigmas[evaluation], noise, noisy);
}
