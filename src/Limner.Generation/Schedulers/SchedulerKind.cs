namespace Limner.Generation.Schedulers;

/// <summary>How noise becomes a picture, step by step.</summary>
public enum SchedulerKind
{
    /// <summary>Song, Meng and Ermon 2020; without chance where eta is 0.</summary>
    Ddim,

    /// <summary>Liu et al. 2022, the linear multistep part alone ("PLMS").</summary>
    Pndm,

    /// <summary>Karras et al. 2022, algorithm 2 without churn.</summary>
    Euler,

    /// <summary>Euler's step with noise put back at each.</summary>
    EulerAncestral,

    /// <summary>DPM-Solver++ (2M), Lu et al. 2022.</summary>
    DpmPlusPlus2M,

    /// <summary>UniPC of order 2 (bh2) with its corrector, Zhao et al. 2023.</summary>
    UniPC,

    /// <summary>Multistep consistency sampling, Luo et al. 2023; for networks distilled to it.</summary>
    Lcm,

    /// <summary>Euler's step along a rectified flow; for networks that predict velocity = noise - picture.</summary>
    FlowMatchEuler,
}

/// <summary>What the network's output stands for.</summary>
internal enum PredictionType
{
    Epsilon,
    VPrediction,
    Sample,
}

/// <summary>How the timesteps lie between noise and picture.</summary>
internal enum TimestepSpacing
{
    Leading,
    Trailing,
    Linspace,
}

internal enum BetaSchedule
{
    Linear,
    ScaledLinear,
    SquaredCosine,
}
