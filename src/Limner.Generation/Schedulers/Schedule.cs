namespace Limner.Generation.Schedulers;

/// <summary>Makes schedulers.</summary>
internal static class Schedule
{
    /// <param name="kind">Any, whatever the folder's own is: betas, prediction and spacing are the folder's.</param>
    /// <param name="config">Of the folder.</param>
    /// <param name="steps">1 or more, at most the timesteps of training.</param>
    /// <param name="strength">In (0, 1]: the part of the steps that is taken when a picture is changed rather than made; at least one is left.</param>
    /// <param name="length">Elements of all latents of the batch.</param>
    /// <param name="eta">How much of DDIM's chance is used, 0 to 1.</param>
    public static Scheduler Create(SchedulerKind kind, SchedulerConfig config, int steps, double strength, int length, double eta = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(StepsTaken(kind, config, steps, strength), 1, nameof(strength));
        var begin = steps - StepsTaken(kind, config, steps, strength);
        return kind switch
        {
            SchedulerKind.Ddim => new DdimScheduler(config, steps, begin, length, eta),
            SchedulerKind.Pndm => new PndmScheduler(config, steps, begin, length),
            SchedulerKind.Euler => new EulerScheduler(config, steps, begin, length, ancestral: false),
            SchedulerKind.EulerAncestral => new EulerScheduler(config, steps, begin, length, ancestral: true),
            SchedulerKind.DpmPlusPlus2M => new DpmPlusPlus2MScheduler(config, steps, begin, length),
            SchedulerKind.UniPC => new UniPCScheduler(config, steps, begin, length),
            SchedulerKind.Lcm => new LcmScheduler(config, steps, strength, length),
            SchedulerKind.FlowMatchEuler => new FlowMatchEulerScheduler(config, steps, begin, length),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    /// <summary>How many of the steps are taken at a strength; 0 or less: they are too few, or too many for the grid of a consistency model.</summary>
    public static int StepsTaken(SchedulerKind kind, SchedulerConfig config, int steps, double strength)
        => kind == SchedulerKind.Lcm
            ? steps <= LcmScheduler.GridPoints(config, strength) ? steps : 0
            : Math.Min((int)(steps * strength), steps);
}
