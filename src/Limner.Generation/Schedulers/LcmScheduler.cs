namespace Limner.Generation.Schedulers;

/// <summary>
/// Multistep sampling of latent consistency models (Luo et al. 2023): the network's picture, mixed with the sample by the boundary conditions c_skip and c_out
/// (sigma_data 0.5), gets noise of the next level. Timesteps are picked from the grid the model was distilled on; a lower strength shortens the grid, not the steps.
/// </summary>
internal sealed class LcmScheduler : Scheduler
{
    private const double SigmaData = 0.5;

    private readonly NoiseSchedule _schedule;
    private readonly PredictionType _prediction;
    private readonly double _scaling;
    private readonly double? _limit;
    private readonly float[] _consistent;

    public LcmScheduler(SchedulerConfig config, int steps, double strength, int length)
        : base(length)
    {
        _schedule = new NoiseSchedule(config);
        _prediction = config.Prediction;
        _scaling = config.TimestepScaling;
        _limit = config.ClipSample ? config.ClipSampleRange : null;
        _consistent = new float[length];
        var points = GridPoints(config, strength);
        var stride = _schedule.Count / config.OriginalInferenceSteps;
        Timesteps = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            Timesteps[i] = ((points - (int)((long)i * points / steps)) * stride) - 1;
        }
    }

    /// <summary>The most steps there can be.</summary>
    public static int GridPoints(SchedulerConfig config, double strength) => (int)(config.OriginalInferenceSteps * strength);

    public override bool Draws(int evaluation) => evaluation < Timesteps.Length - 1;

    public override void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise)
    {
        var alpha = _schedule.Alpha((int)Timesteps[evaluation]);
        var (fromSample, fromOutput) = ToPicture(_prediction, Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        Combine(fromSample, sample, fromOutput, output, Picture);
        Limit(Picture, _limit);
        var scaled = Timesteps[evaluation] * _scaling;
        const double Variance = SigmaData * SigmaData;
        Combine(scaled / Math.Sqrt((scaled * scaled) + Variance), Picture, Variance / ((scaled * scaled) + Variance), sample, _consistent);
        if (!Draws(evaluation))
        {
            _consistent.CopyTo(sample);
            return;
        }

        var next = _schedule.Alpha((int)Timesteps[evaluation + 1]);
        Combine(Math.Sqrt(next), _consistent, Math.Sqrt(1 - next), noise, sample);
    }

    public override void AddNoise(int evaluation, ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> noisy)
    {
        var alpha = _schedule.Alpha((int)Timesteps[evaluation]);
        Combine(Math.Sqrt(alpha), picture, Math.Sqrt(1 - alpha), noise, noisy);
    }
}
