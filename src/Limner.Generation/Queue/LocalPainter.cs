using Limner.Generation.Schedulers;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Queue;

/// <summary>Paints in this process, one at a time: two at once would share the processors and each take twice as long, with twice the memory.</summary>
internal sealed class LocalPainter(IDiffusionEngine engine, PictureDecoder decoder, GenerationFiles files, PaintingPlace place, IOptionsMonitor<GenerationOptions> options) : IPainter
{
    public async Task<Painted> PaintAsync(GenerationRow row, RunningPainting painting, CancellationToken cancellation)
    {
        using var entered = await place.EnterAsync(cancellation);
        using var init = row.HasInitImage ? decoder.DecodeBounded(await files.ReadAsync(row.Directory, GenerationFiles.InitImage, cancellation), options.CurrentValue.MaxSide, cancellation) : null;
        var mask = row.HasMask ? await MaskAsync(row, cancellation) : null;
        var result = await engine.GenerateAsync(RequestOf(row, init, mask) with { PreviewEvery = options.CurrentValue.PreviewSteps }, painting, cancellation);
        var seconds = new StageSeconds(result.Loading.TotalSeconds, result.Encoding.TotalSeconds, result.Sampling.TotalSeconds, result.Decoding.TotalSeconds, 0);
        return new Painted(result.Pictures, result.DrawnWidth, result.DrawnHeight, SchedulerNames.NameOf(result.Scheduler), result.Evaluations, result.PromptTokens, seconds);
    }

    /// <summary>What the engine is asked for.</summary>
    /// <exception cref="LimnerException"><c>validation</c>: no such scheduler.</exception>
    public static GenerationRequest RequestOf(GenerationRow row, PixelBuffer? init, PictureMask? mask) => new()
    {
        Model = row.Model,
        Prompt = row.Prompt,
        NegativePrompt = row.NegativePrompt,
        Width = row.Width,
        Height = row.Height,
        Count = row.NumImages,
        Steps = row.Steps,
        GuidanceScale = row.GuidanceScale,
        Seed = row.Seed,
        Scheduler = row.Scheduler is null ? null : SchedulerNames.Find(row.Scheduler) ?? throw new LimnerException(ErrorCatalogue.Validation.With($"It is one of {string.Join(", ", SchedulerNames.All)}.", "scheduler")),
        Picture = init,
        Strength = row.Strength ?? 1,
        Mask = mask,
    };

    private async Task<PictureMask> MaskAsync(GenerationRow row, CancellationToken cancellation)
    {
        using var pixels = decoder.DecodeBounded(await files.ReadAsync(row.Directory, GenerationFiles.Mask, cancellation), options.CurrentValue.MaxSide, cancellation);
        return MaskOf(pixels);
    }

    /// <summary>The mean of the three colours.</summary>
    public static PictureMask MaskOf(PixelBuffer pixels)
    {
        var rgb = pixels.Span;
        var values = new byte[pixels.Width * pixels.Height];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (byte)((rgb[3 * i] + rgb[(3 * i) + 1] + rgb[(3 * i) + 2]) / 3);
        }

        return new PictureMask(pixels.Width, pixels.Height, values);
    }
}

/// <summary>The one place for painting here.</summary>
internal sealed class PaintingPlace : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <returns>Dispose it to leave.</returns>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        return new Entered(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Entered(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
