namespace Limner.Generation.Schedulers;

/// <summary>
/// Denoising diffusion implicit models (Song, Meng and Ermon 2020, equation 12): x' = sqrt(a') x0 + sqrt(1 - a' - s^2) eps + s z, with
/// s = eta sqrt((1 - a') / (1 - a) (1 - a / a')). A step goes back by the timesteps of training over the steps, whatever the spacing, as in diffusers.
/// </summary>
internal sealed class DdimScheduler : Scheduler
{
    private readonly NoiseSchedule _schedule;
    private readonly PredictionType _prediction;
    private readonly double _final;
    private readonly double _eta;
    private readonly int _stride;
    private readonly double? _limit;

    public DdimScheduler(SchedulerConfig config, int steps, int begin, int length, double eta)
        : base(length)
    {
        _schedule = new NoiseSchedule(config);
        _prediction = config.Prediction;
        _final = config.SetAlphaToOne ?? true ? 1 : _schedule.Alpha(0);
        _eta = eta;
        _limit = config.ClipSample ? config.ClipSampleRange : null;
        _stride = _schedule.Count / steps;
        Timesteps = [.. _schedule.Timesteps(config.Spacing(TimestepSpacing.Leading), steps, config.StepsOffset).Select(timestep => Math.Round(timestep)).Skip(begin)];
    }

    public override bool Draws(int evaluation) => _eta > 0;

    public override void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise)
    {
        var (now, next) = (Alpha(Timesteps[evaluation]), Alpha(Timesteps[evaluation] - _stride));
        var (fromSample, fromOutput) = ToPicture(_prediction, Math.Sqrt(now), Math.Sqrt(1 - now));
        Combine(fromSample, sample, fromOutput, output, Picture);
        var chance = _eta * Math.Sqrt((1 - next) / (1 - now) * (1 - (now / next)));

        // eps = (x - sqrt(a) x0) / sqrt(1 - a), put into the equation.
        var towards = Math.Sqrt(Math.Max(0, 1 - next - (chance * chance))) / Math.Sqrt(1 - now);
        Combine(towards, sample, -towards * Math.Sqrt(now), Picture, sample);
        Limit(Picture, _limit);
        Add(Math.Sqrt(next), Picture, sample);
        if (chance > 0)
        {
            Add(chance, noise, sample);
        }
    }

    public override void AddNoise(int evaluation, ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> noisy)
    {
        var alpha = Alpha(Timesteps[evaluation]);
        Combine(Math.Sqrt(alpha), picture, Math.Sqrt(1 - alpha), noise, noisy);
    }

    private double Alpha(double timestep) => timestep >= 0 ? _schedule.Alpha((int)timestep) : _final;
}
