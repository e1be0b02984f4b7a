namespace Limner.Generation.Schedulers;

/// <summary>The noise levels of a run for schedulers that are written in sigma = sqrt((1 - alpha) / alpha); the last one, without noise, is 0.</summary>
/// <param name="Timesteps">One less than sigmas.</param>
/// <param name="Sigmas">From the first that is taken.</param>
/// <param name="Largest">Of all steps, also those that are left out.</param>
internal sealed record SigmaSteps(double[] Timesteps, double[] Sigmas, double Largest)
{
    /// <summary>As diffusers' Euler schedulers: timesteps need not be whole, and Karras' levels lie between those of the spacing.</summary>
    public static SigmaSteps OfEuler(NoiseSchedule schedule, SchedulerConfig config, int steps, int begin)
    {
        var timesteps = schedule.Timesteps(config.Spacing(TimestepSpacing.Linspace), steps, config.StepsOffset);
        double[] sigmas = [.. timesteps.Select(schedule.Sigma)];
        if (config.UseKarrasSigmas)
        {
            sigmas = NoiseSchedule.Karras(sigmas[^1], sigmas[0], steps);
            timesteps = [.. sigmas.Select(schedule.TimestepOf)];
        }

        return From(timesteps, sigmas, begin);
    }

    /// <summary>As diffusers' solvers of higher order: whole timesteps, one interval more, and Karras' levels over the whole range.</summary>
    public static SigmaSteps OfSolver(NoiseSchedule schedule, SchedulerConfig config, int steps, int begin)
    {
        double[] timesteps = [.. schedule.Timesteps(config.Spacing(TimestepSpacing.Linspace), steps, config.StepsOffset, further: 1).Select(timestep => Math.Round(timestep))];
        double[] sigmas = [.. timesteps.Select(schedule.Sigma)];
        if (config.UseKarrasSigmas)
        {
            sigmas = NoiseSchedule.Karras(schedule.SigmaMin, schedule.SigmaMax, steps);
            timesteps = [.. sigmas.Select(sigma => Math.Round(schedule.TimestepOf(sigma)))];
        }

        return From(timesteps, sigmas, begin);
    }

    private static SigmaSteps From(double[] timesteps, double[] sigmas, int begin)
        => new(timesteps[begin..], [.. sigmas[begin..], 0], sigmas.Max());
}
