namespace Limner.Generation.Schedulers;

/// <summary>
/// Euler's method along a rectified flow (Liu et al. 2022; Esser et al. 2024 for the shift): sample = (1 - sigma) picture + sigma noise, the network predicts
/// noise - picture, x' = x + (sigma' - sigma) v. The spacing ends at the shifted level of the first timestep and is shifted again, as in diffusers.
/// </summary>
internal sealed class FlowMatchEulerScheduler : Scheduler
{
    private readonly double[] _sigmas;

    public FlowMatchEulerScheduler(SchedulerConfig config, int steps, int begin, int length)
        : base(length)
    {
        double Shifted(double sigma) => config.Shift * sigma / (1 + ((config.Shift - 1) * sigma));
        var least = Shifted(1.0 / config.NumTrainTimesteps);
        var sigmas = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            sigmas[i] = Shifted(steps == 1 ? 1 : 1 + (i * (least - 1) / (steps - 1)));
        }

        Timesteps = [.. sigmas[begin..].Select(sigma => sigma * config.NumTrainTimesteps)];
        _sigmas = [.. sigmas[begin..], 0];
    }

    public override void Step(int evaluation, Span<float> sample, ReadOnlySpan<float> output, ReadOnlySpan<float> noise)
    {
        Combine(1, sample, -_sigmas[evaluation], output, Picture);
        Add(_sigmas[evaluation + 1] - _sigmas[evaluation], output, sample);
    }

    public override void AddNoise(int evaluation, ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> noisy)
        => Combine(1 - _sigmas[evaluation], picture, _sigmas[evaluation], noise, noisy);
}
