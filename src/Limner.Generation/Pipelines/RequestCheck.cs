using Limner.Generation.Folders;
using Limner.Generation.Schedulers;
using Limner.Kernel.Errors;

namespace Limner.Generation.Pipelines;

/// <summary>What can be said against a request, each with the field to correct.</summary>
internal static class RequestCheck
{
    public const int SizeStep = 8;
    public const int SmallestSide = 16;
    private const int LongestPrompt = 20_000;
    private const double LargestGuidance = 30;

    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static void Check(GenerationRequest request, GenerationOptions limits)
    {
        Require(request.Prompt.Length <= LongestPrompt, $"It must have at most {LongestPrompt} characters.", "prompt");
        Require(request.NegativePrompt is null || request.NegativePrompt.Length <= LongestPrompt, $"It must have at most {LongestPrompt} characters.", "negative_prompt");
        CheckSize(request.Width, request.Height, limits);
        Require(request.Count >= 1 && request.Count <= limits.MaxPictures, $"It must be from 1 to {limits.MaxPictures}.", "num_images");
        Require(request.Steps >= 1 && request.Steps <= limits.MaxSteps, $"It must be from 1 to {limits.MaxSteps}.", "steps");
        Require(request.BatchSize >= 1, "It must be 1 or more.", "batch_size");
        Require(request.GuidanceScale is >= 0 and <= LargestGuidance, $"It must be from 0 to {LargestGuidance}.", "guidance_scale");
        Require(request.GuidanceRescale is >= 0 and <= 1, "It must be from 0 to 1.", "guidance_rescale");
        Require(request.Eta is >= 0 and <= 1, "It must be from 0 to 1.", "eta");
        Require(request.PreviewEvery >= 0, "It must be 0 or more.", "preview_every");
        Require(request.Variation is not { Strength: not (>= 0 and <= 1) }, "It must be from 0 to 1.", "variation_strength");
        Require(request.Scheduler is not { } kind || Enum.IsDefined(kind), "There is no such scheduler.", "scheduler");
        Require(request.Picture is null || request.Strength is > 0 and <= 1, "It must be above 0, up to 1.", "strength");
        if (request.Mask is { } mask)
        {
            Require(request.Picture is not null, "There is no picture that it belongs to.", "mask");
            Require(
                mask.Width == request.Picture!.Width && mask.Height == request.Picture.Height && mask.Values.Length == (long)mask.Width * mask.Height,
                $"It must be of its picture's size, {request.Picture.Width} x {request.Picture.Height}.",
                "mask");
        }
    }

    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static void CheckSize(int width, int height, GenerationOptions limits)
    {
        Side(width, "width", limits);
        Side(height, "height", limits);
    }

    /// <summary>What depends on the model.</summary>
    /// <exception cref="LimnerException"><c>validation</c>.</exception>
    public static SchedulerKind Check(GenerationRequest request, DiffusionFolder folder)
    {
        var kind = request.Scheduler ?? folder.Scheduler.Kind;
        var isFlow = folder.Scheduler.Kind == SchedulerKind.FlowMatchEuler;
        Require((kind == SchedulerKind.FlowMatchEuler) == isFlow, isFlow ? "This model follows a flow: flow_match_euler alone fits." : "This model does not follow a flow.", "scheduler");
        Require(!folder.Unet.FixedSize || request.Width == request.Height, "This model draws squares alone: width and height must be the same.", "height");
        Require(request.Steps <= folder.Scheduler.NumTrainTimesteps, $"It must be from 1 to {folder.Scheduler.NumTrainTimesteps}.", "steps");
        Require(request.Picture is null || folder.Encoder is not null, "This model cannot begin with a picture: it has no encoder.", "init_image");
        Require(!folder.TakesMask || request.Mask is not null, "This model paints into pictures: it needs one, with a mask.", "mask");
        if (kind == SchedulerKind.Lcm)
        {
            var most = LcmScheduler.GridPoints(folder.Scheduler, StrengthOf(request));
            Require(request.Steps <= most, $"At this strength the model takes at most {most} steps.", "steps");
        }
        else
        {
            Require(Schedule.StepsTaken(kind, folder.Scheduler, request.Steps, StrengthOf(request)) >= 1, "Steps times strength must be 1 or more.", "strength");
        }

        return kind;
    }

    /// <summary>1 where there is no picture to begin with.</summary>
    public static double StrengthOf(GenerationRequest request) => request.Picture is null ? 1 : request.Strength;

    private static void Side(int value, string field, GenerationOptions limits)
        => Require(
            value >= SmallestSide && value <= limits.MaxSide && value % SizeStep == 0, $"It must be from {SmallestSide} to {limits.MaxSide} pixels, in steps of {SizeStep}.", field);

    private static void Require(bool condition, string detail, string field)
    {
        if (!condition)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With(detail, field));
        }
    }
}
