using Limner.Generation.Schedulers;
using Limner.Imaging;

namespace Limner.Generation;

/// <summary>What was painted, and by what. Dispose it, and its pictures with it.</summary>
/// <param name="Pictures">In the order of their seeds.</param>
/// <param name="DrawnWidth">What the model drew at; the pictures have the size that was asked for.</param>
/// <param name="Scheduler">The one that was used.</param>
/// <param name="Evaluations">How often the network ran for one picture, both halves of guidance counted as one.</param>
/// <param name="PromptTokens">Tokens of the prompt's text.</param>
/// <param name="Encoding">Time for texts and given pictures.</param>
/// <param name="Sampling">Time for all steps, the network being there.</param>
/// <param name="Decoding">Time from latents to pixels.</param>
public sealed record GenerationResult(
    IReadOnlyList<PaintedPicture> Pictures,
    int DrawnWidth,
    int DrawnHeight,
    SchedulerKind Scheduler,
    int Evaluations,
    int PromptTokens,
    TimeSpan Encoding,
    TimeSpan Sampling,
    TimeSpan Decoding) : IDisposable
{
    /// <summary>Time until the denoising network and the decoder were in memory; of the text encoders' it is in <see cref="Encoding"/>.</summary>
    public TimeSpan Loading { get; init; }

    public void Dispose()
    {
        foreach (var picture in Pictures)
        {
            picture.Pixels.Dispose();
        }
    }
}

/// <param name="Seed">Makes the same picture again, alone or among others.</param>
public sealed record PaintedPicture(PixelBuffer Pixels, long Seed);

public enum GenerationStage
{
    Loading,
    Encoding,
    Sampling,
    Decoding,
}

/// <summary>How far it is.</summary>
/// <param name="Picture">The first of the pictures that are painted at this moment, from 0.</param>
/// <param name="Step">Evaluations done for these.</param>
/// <param name="Steps">Evaluations there are for these.</param>
/// <param name="Preview">What the picture will be like, where one was asked for and the model's latents are known.</param>
public sealed record GenerationProgress(GenerationStage Stage, int Picture, int Step, int Steps, LatentPreview? Preview = null);

/// <summary>A picture of one pixel a latent.</summary>
/// <param name="Rgb">Width x height x 3 bytes, row-major.</param>
public sealed record LatentPreview(int Width, int Height, ReadOnlyMemory<byte> Rgb);

/// <summary>What painting would take, without painting.</summary>
/// <param name="DrawnWidth">What the model would draw at.</param>
/// <param name="Bytes">The most memory at one moment, estimated: the weights of the largest network as they are counted, and what a run of it holds.</param>
public sealed record GenerationPlan(int DrawnWidth, int DrawnHeight, SchedulerKind Scheduler, int Steps, int BatchSize, long Bytes);
