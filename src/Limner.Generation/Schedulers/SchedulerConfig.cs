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

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

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
            && TimestepScaling is > 0 and < 1e6 && Shift is > 0 and <= 100;
        return sound ? this : throw Refused("holds numbers out of range");
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60];

    private static LimnerException Refused(string what) => new(ErrorCatalogue.ModelLoad, $"scheduler_config.json {what}.");
}
