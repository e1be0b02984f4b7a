namespace Limner.Generation.Schedulers;

/// <summary>
/// Pseudo numerical methods on manifolds (Liu et al. 2022), the linear multistep part alone (<c>skip_prk_steps</c>): four noises are mixed as by Adams and Bashforth and
/// carried over by formula 9. The second timestep is evaluated twice, to begin with Heun's average: steps + 1 evaluations. Of a picture that is changed it is the second
/// of the timesteps that are left; diffusers repeats none then and carries the first one from a level the sample is not at.
/// </summary>
internal sealed class PndmScheduler : Scheduler
{
    private const int Kept = 4;

    private readonly NoiseSchedule _schedule;
    private readonly PredictionType _prediction;
    private readonly double _final;
    private readonly int _stride;
    private readonly float[][] _noises = new float[Kept][]; // the latest first
    private readonly float[] _first;
    private readonly float[] _mixed;

    public PndmScheduler(SchedulerConfig config, int steps, int begin, int length)
        : base(length)
    {
        _schedule = new NoiseSchedule(config);
        _prediction = config.Prediction;
        _final = config.SetAlphaToOne ?? false ? 1 : _schedule.Alpha(0);
        _stride = _schedule.Count / steps;
        double[] left = [.. _schedule.Timesteps(config.Spacing(TimestepSpacing.Leading), steps, config.StepsOffset).Select(timestep => Math.Round(timestep)).Skip(begin)];
        Timesteps = left.Length < 2 ? left : [left[0], left[1], .. left[1..]];
        for (var i = 0; i < Kept; i++)
        {
            _noises[i] = new float[length];
        }

        _first = new float[length];
        _mixed = new float[length];
    }

    public override void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise)
    {
        var timestep = Timesteps[evaluation];
        var alpha = Alpha(timestep);
        var (fromSample, fromOutput) = ToPicture(_prediction, Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        Combine(fromSample, sample, fromOutput, output, Picture);
        if (evaluation == 1)
        {
            // Heun: the step from the first timestep again, by the average of the noises at its two ends.
            ToNoise(alpha, sample, output, _mixed);
            Combine(0.5, _mixed, 0.5, _noises[0], _mixed);
            _first.CopyTo(sample);
            Carry(sample, _mixed, Timesteps[0]);
            return;
        }

        var oldest = _noises[^1];
        Array.Copy(_noises, 0, _noises, 1, Kept - 1);
        _noises[0] = oldest;
        ToNoise(alpha, sample, output, _noises[0]);
        if (evaluation == 0)
        {
            sample.CopyTo(_first);
        }

        Mix(Math.Max(1, Math.Min(evaluation, Kept)));
        Carry(sample, _mixed, timestep);
    }

    public override void AddNoise(int evaluation, ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> noisy)
    {
        var alpha = Alpha(Timesteps[evaluation]);
        Combine(Math.Sqrt(alpha), picture, Math.Sqrt(1 - alpha), noise, noisy);
    }

    private void ToNoise(double alpha, ReadOnlySpan<float> sample, ReadOnlySpan<float> output, Span<float> noise)
    {
        if (_prediction == PredictionType.Epsilon)
        {
            output.CopyTo(noise);
        }
        else
        {
            Combine(1 / Math.Sqrt(1 - alpha), sample, -Math.Sqrt(alpha / (1 - alpha)), Picture, noise);
        }
    }

    /// <summary>Adams and Bashforth's coefficients for as many noises as there are.</summary>
    private void Mix(int noises)
    {
        var weights = noises switch
        {
            1 => (1.0, 0.0, 0.0, 0.0),
            2 => (3 / 2.0, -1 / 2.0, 0, 0),
            3 => (23 / 12.0, -16 / 12.0, 5 / 12.0, 0),
            _ => (55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0),
        };
        Combine(weights.Item1, _noises[0], weights.Item2, _noises[1], _mixed);
        Add(weights.Item3, _noises[2], _mixed);
        Add(weights.Item4, _noises[3], _mixed);
    }

    /// <summary>Formula 9 of the paper.</summary>
    private void Carry(Span<float> sample, ReadOnlySpan<float> noise, double timestep)
    {
        var (now, next) = (Alpha(timestep), Alpha(timestep - _stride));
        var divisor = (now * Math.Sqrt(1 - next)) + Math.Sqrt(now * (1 - now) * next);
        Combine(Math.Sqrt(next / now), sample, -(next - now) / divisor, noise, sample);
    }

    private double Alpha(double timestep) => timestep >= 0 ? _schedule.Alpha((int)timestep) : _final;
}
