using System.Text.Json;
using System.Text.Json.Serialization;
using Limner.Kernel.Errors;

namespace Limner.Generation.Schedulers;

/// <summary>What <c>scheduler/scheduler_config.json</c> of a folder says; the defaults are those of diffusers' classes.</summary>
internal sealed record SchedulerConfig
{
    [JsonPropertyName("_class_name")]
    public string ClassName { get; init; } = "";

    public int NumTrainTimesteps { get; init; } = 1000;

    public double BetaStart { get; init; } = 0.0001;

    public double BetaEnd { get; init; } = 0.02;

    public string BetaSchedule { get; init; } = "linear";

    public string PredictionType { get; init; } = "epsilon";

    /// <summary>Null: <c>linspace</c>, but for the kinds whose class has another default.</summary>
    public string? TimestepSpacing { get; init; }

    public int StepsOffset { get; init; }

    public bool? SetAlphaToOne { get; init; }

    public bool UseKarrasSigmas { get; init; }

    public bool RescaleBetasZeroSnr { get; init; }

    public int OriginalInferenceSteps { get; init; } = 50;

    public double TimestepScaling { get; init; } = 10;

    public double Shift { get; init; } = 1;

    /// <summary>Predicted pictures are kept within <see cref="ClipSampleRange"/>; of DDIM and LCM. Latents are not, so where the file does not say it is not done.</summary>
    public bool ClipSample { get; init; }

    public double ClipSampleRange { get; init; } = 1;

    public bool Thresholding { get; init; }

    public int SolverOrder { get; init; } = 2;

    public string? AlgorithmType { get; init; }

    public string? FinalSigmasType { get; init; }

    public bool UseExponentialSigmas { get; init; }

    public bool UseBetaSigmas { get; init; }

    public bool UseFlowSigmas { get; init; }

    public bool UseDynamicShifting { get; init; }

    public JsonElement? TrainedBetas { get; init; }

    public JsonElement? ShiftTerminal { get; init; }

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    /// <exception cref="LimnerException"><c>model_load</c>: it is no such file, or says what cannot be.</exception>
    public static SchedulerConfig Read(ReadOnlySpan<byte> file)
    {
        SchedulerConfig? config;
        try
        {
            config = JsonSerializer.Deserialize<SchedulerConfig>(file, Json);
        }
        catch (JsonException broken)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"scheduler_config.json cannot be read: {broken.Message}", broken);
        }

        return config is null ? throw Refused("is empty") : config.Checked();
    }

    /// <summary>The kind that the folder's class stands for.</summary>
    /// <exception cref="LimnerException"><c>model_load</c>: there is no such scheduler here.</exception>
    [JsonIgnore]
    public SchedulerKind Kind => ClassName switch
    {
        "DDIMScheduler" => SchedulerKind.Ddim,
        "PNDMScheduler" => SchedulerKind.Pndm,
        "EulerDiscreteScheduler" => SchedulerKind.Euler,
        "EulerAncestralDiscreteScheduler" => SchedulerKind.EulerAncestral,
        "DPMSolverMultistepScheduler" => SchedulerKind.DpmPlusPlus2M,
        "UniPCMultistepScheduler" => SchedulerKind.UniPC,
        "LCMScheduler" => SchedulerKind.Lcm,
        "FlowMatchEulerDiscreteScheduler" => SchedulerKind.FlowMatchEuler,
        _ => throw Refused($"names the scheduler '{Shown(ClassName)}', which is not known here"),
    };

    [JsonIgnore]
    public PredictionType Prediction => PredictionType switch
    {
        "epsilon" => Schedulers.PredictionType.Epsilon,
        "v_prediction" => Schedulers.PredictionType.VPrediction,
        "sample" or "original_sample" => Schedulers.PredictionType.Sample,
        _ => throw Refused($"names the prediction type '{Shown(PredictionType)}'"),
    };

    [JsonIgnore]
    public BetaSchedule Betas => BetaSchedule switch
    {
        "linear" => Schedulers.BetaSchedule.Linear,
        "scaled_linear" => Schedulers.BetaSchedule.ScaledLinear,
        "squaredcos_cap_v2" => Schedulers.BetaSchedule.SquaredCosine,
        _ => throw Refused($"names the beta schedule '{Shown(BetaSchedule)}'"),
    };

    /// <param name="otherwise">Where the file does not say.</param>
    public TimestepSpacing Spacing(TimestepSpacing otherwise) => TimestepSpacing switch
    {
        null => otherwise,
        "leading" => Schedulers.TimestepSpacing.Leading,
        "trailing" => Schedulers.TimestepSpacing.Trailing,
        "linspace" => Schedulers.TimestepSpacing.Linspace,
        _ => throw Refused($"names the timestep spacing '{Shown(TimestepSpacing)}'"),
    };

    private SchedulerConfig Checked()
    {
        _ = (Kind, Prediction, Betas, Spacing(Schedulers.TimestepSpacing.Linspace));
        var sound = NumTrainTimesteps is >= 1 and <= 100_000
            && BetaStart is > 0 and < 1 && BetaEnd is > 0 and < 1
            && StepsOffset >= 0 && StepsOffset < NumTrainTimesteps
            && OriginalInferenceSteps >= 1 && OriginalInferenceSteps <= NumTrainTimesteps
            && ClipSampleRange is > 0 and < 1e6 && TimestepScaling is > 0 and < 1e6 && Shift is > 0 and <= 100;
        return !sound ? throw Refused("holds numbers out of range")
            : Unsupported() is { } setting ? throw Refused($"asks for {setting}, which is not known here")
            : this;
    }

    /// <summary>What would change the pictures if it were passed over; null: nothing.</summary>
    private string? Unsupported()
        => Thresholding ? "thresholding"
            : UseExponentialSigmas ? "use_exponential_sigmas"
            : UseBetaSigmas ? "use_beta_sigmas"
            : UseFlowSigmas ? "use_flow_sigmas"
            : UseDynamicShifting ? "use_dynamic_shifting"
            : TrainedBetas is { ValueKind: not JsonValueKind.Null } ? "trained_betas"
            : ShiftTerminal is { ValueKind: not JsonValueKind.Null } ? "shift_terminal"
            : SolverOrder is not (1 or 2) || (SolverOrder == 1 && Kind is SchedulerKind.DpmPlusPlus2M or SchedulerKind.UniPC) ? "a solver_order other than 2"
            : AlgorithmType is not (null or "dpmsolver++") && Kind == SchedulerKind.DpmPlusPlus2M ? "an algorithm_type other than dpmsolver++"
            : FinalSigmasType is not (null or "zero") ? "a final_sigmas_type other than zero"
            : null;

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60];

    private static LimnerException Refused(string what) => new(ErrorCatalogue.ModelLoad, $"scheduler_config.json {what}.");
}
