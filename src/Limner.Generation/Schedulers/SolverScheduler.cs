namespace Limner.Generation.Schedulers;

/// <summary>What the exponential integrators share: sample = alpha picture + sigma noise with alpha^2 + sigma^2 = 1, and time measured as lambda = ln(alpha / sigma).</summary>
internal abstract class SolverScheduler : Scheduler
{
    private readonly double[] _levels; // sigma / alpha
    private readonly PredictionType _prediction;

    private protected SolverScheduler(SchedulerConfig config, int steps, int begin, int length)
        : base(length)
    {
        var levels = SigmaSteps.OfSolver(new NoiseSchedule(config), config, steps, begin);
        Timesteps = levels.Timesteps;
        _levels = levels.Sigmas;
        _prediction = config.Prediction;
    }

    private protected bool IsLast(int evaluation) => evaluation == Timesteps.Length - 1;

    private protected double AlphaAt(int level) => 1 / Math.Sqrt((_levels[level] * _levels[level]) + 1);

    private protected double SigmaAt(int level) => _levels[level] * AlphaAt(level);

    /// <summary>Infinite at the level without noise.</summary>
    private protected double LambdaAt(int level) => -Math.Log(_levels[level]);

    private protected void Predict(int evaluation, ReadOnlySpan<float> sample, ReadOnlySpan<float> output)
    {
        var (fromSample, fromOutput) = ToPicture(_prediction, AlphaAt(evaluation), SigmaAt(evaluation));
        Combine(fromSample, sample, fromOutput, output, Picture);
    }

    public override void AddNoise(int evaluation, ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> noisy)
        => Combine(AlphaAt(evaluation), picture, SigmaAt(evaluation), noise, noisy);
}
