namespace Limner.Generation.Schedulers;

/// <summary>How much of the picture is left at each timestep of training, and which timesteps are visited.</summary>
internal sealed class NoiseSchedule
{
    // With betas rescaled to zero signal the last one is 0, and sigma without end; the smallest that diffusers uses instead.
    private const double LeastAlpha = 1.0 / (1 << 24);

    private readonly double[] _alphas;
    private readonly double[] _sigmas;

    public NoiseSchedule(SchedulerConfig config)
    {
        _alphas = CumulativeAlphas(config);
        _sigmas = [.. _alphas.Select(alpha => Math.Sqrt((1 - alpha) / alpha))];
    }

    /// <summary>Timesteps of training.</summary>
    public int Count => _alphas.Length;

    public double SigmaMin => _sigmas[0];

    public double SigmaMax => _sigmas[^1];

    /// <summary>The cumulative product of 1 - beta up to a timestep, in (0, 1).</summary>
    public double Alpha(int timestep) => _alphas[timestep];

    /// <summary>sqrt((1 - alpha) / alpha), linear between timesteps.</summary>
    public double Sigma(double timestep)
    {
        var position = Math.Clamp(timestep, 0, Count - 1);
        var low = Math.Min((int)position, Count - 2);
        return low < 0 ? _sigmas[0] : _sigmas[low] + ((position - low) * (_sigmas[low + 1] - _sigmas[low]));
    }

    /// <summary>The timestep of a sigma, linear in its logarithm.</summary>
    public double TimestepOf(double sigma)
    {
        var at = Array.BinarySearch(_sigmas, sigma);
        if (at >= 0)
        {
            return at;
        }

        var above = ~at;
        if (above == 0 || above == Count)
        {
            return above == 0 ? 0 : Count - 1;
        }

        var (low, high) = (Math.Log(_sigmas[above - 1]), Math.Log(_sigmas[above]));
        return above - 1 + ((Math.Log(sigma) - low) / (high - low));
    }

    /// <summary>Timesteps from noise to picture.</summary>
    /// <param name="further">1 for solvers that space one interval more and leave its last point out.</param>
    /// <remarks>None is beyond the last of training, where many steps and an offset would lead.</remarks>
    public double[] Timesteps(TimestepSpacing spacing, int steps, int offset, int further = 0)
    {
        var timesteps = new double[steps];
        var intervals = steps + further;
        for (var i = 0; i < steps; i++)
        {
            timesteps[i] = spacing switch
            {
                TimestepSpacing.Linspace => intervals == 1 ? 0 : (Count - 1) - (i * (Count - 1.0) / (intervals - 1)),
                TimestepSpacing.Leading => Math.Min(((intervals - 1 - i) * (Count / intervals)) + offset, Count - 1),
                _ => Math.Round(Count - (i * (double)Count / steps)) - 1,
            };
        }

        return timesteps;
    }

    /// <summary>Karras et al. 2022, equation 5, rho = 7.</summary>
    public static double[] Karras(double smallest, double largest, int steps)
    {
        const double Rho = 7;
        var (low, high) = (Math.Pow(smallest, 1 / Rho), Math.Pow(largest, 1 / Rho));
        var sigmas = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            sigmas[i] = Math.Pow(high + ((steps == 1 ? 0 : i / (steps - 1.0)) * (low - high)), Rho);
        }

        return sigmas;
    }

    private static double[] CumulativeAlphas(SchedulerConfig config)
    {
        var count = config.NumTrainTimesteps;
        var alphas = new double[count];
        var product = 1.0;
        for (var i = 0; i < count; i++)
        {
            var part = count == 1 ? 0 : i / (count - 1.0);
            product *= 1 - (config.Betas switch
            {
                BetaSchedule.Linear => config.BetaStart + (part * (config.BetaEnd - config.BetaStart)),
                BetaSchedule.ScaledLinear => Math.Pow(Math.Sqrt(config.BetaStart) + (part * (Math.Sqrt(config.BetaEnd) - Math.Sqrt(config.BetaStart))), 2),
                _ => Math.Min(1 - (CosineBar((i + 1.0) / count) / CosineBar((double)i / count)), 0.999),
            });
            alphas[i] = product;
        }

        return config.RescaleBetasZeroSnr ? WithoutSignalAtTheEnd(alphas) : alphas;
    }

    private static double CosineBar(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);

    /// <summary>Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed", algorithm 1.</summary>
    private static double[] WithoutSignalAtTheEnd(double[] alphas)
    {
        var (first, last) = (Math.Sqrt(alphas[0]), Math.Sqrt(alphas[^1]));
        return [.. alphas.Select(alpha => Math.Max(LeastAlpha, Math.Pow((Math.Sqrt(alpha) - last) * first / (first - last), 2)))];
    }
}
