using Limner.Generation.Schedulers;
using Limner.Imaging;

namespace Limner.Generation;

/// <summary>What is to be painted.</summary>
public sealed record GenerationRequest
{
    /// <summary>Id of an installed model whose task is <c>text-to-image</c>.</summary>
    public required string Model { get; init; }

    /// <summary>With <c>(word:1.2)</c>, <c>[word]</c> and <c>BREAK</c>; may be empty.</summary>
    public required string Prompt { get; init; }

    /// <summary>What guidance leads away from. Null: nothing in particular.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>In pixels, a multiple of 8, at least 16.</summary>
    public int Width { get; init; } = 512;

    /// <summary>As <see cref="Width"/>.</summary>
    public int Height { get; init; } = 512;

    /// <summary>How many pictures; picture i has the seed <see cref="Seed"/> + i and is the same however many are asked for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>1 or more.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>How far the prediction is drawn from the negative prompt to the prompt, 0 to 30; at 1 and below the negative prompt is not looked at, and each step costs half.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>0 to 1: how far strong guidance is brought back to the contrast of the unguided prediction (Lin et al. 2023, 3.4).</summary>
    public double GuidanceRescale { get; init; }

    public long Seed { get; init; }

    /// <summary>Null: the model's own.</summary>
    public SchedulerKind? Scheduler { get; init; }

    /// <summary>DDIM's chance, 0 to 1.</summary>
    public double Eta { get; init; }

    /// <summary>A picture to begin with, of any size; it is stretched to the size that is painted. The caller's to dispose.</summary>
    public PixelBuffer? Picture { get; init; }

    /// <summary>Above 0 up to 1: how much of <see cref="Picture"/> is painted over. Steps times strength must be 1 or more.</summary>
    public double Strength { get; init; } = 0.8;

    /// <summary>Where <see cref="Picture"/> is painted anew.</summary>
    public PictureMask? Mask { get; init; }

    /// <summary>Pictures near to the one of <see cref="Seed"/> instead of others.</summary>
    public Variation? Variation { get; init; }

    /// <summary>A preview after every so many steps; 0: none.</summary>
    public int PreviewEvery { get; init; }

    /// <summary>How many pictures are painted at once, memory permitting.</summary>
    public int BatchSize { get; init; } = 1;
}

/// <summary>A mask of the size of its picture, row-major: 128 and above is painted anew.</summary>
public sealed record PictureMask(int Width, int Height, ReadOnlyMemory<byte> Values);

/// <summary>Starts from noise between that of the request's seed and another: picture i from the seed of the variation + i.</summary>
/// <param name="Strength">0 is the picture of the request's seed, 1 that of the variation's.</param>
public sealed record Variation(long Seed, double Strength);
