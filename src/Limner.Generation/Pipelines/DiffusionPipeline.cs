using Limner.Generation.Folders;
using Limner.Generation.Noise;
using Limner.Generation.Prompts;
using Limner.Generation.Schedulers;
using Limner.Models.Onnx;

namespace Limner.Generation.Pipelines;

/// <summary>
/// One request from its texts to pixels. Stages follow one another, and each gives its network back before the next asks for its own, so that the memory budget may
/// take weights out between them.
/// </summary>
internal sealed class DiffusionPipeline(
    ModelSessions sessions, DiffusionFolder folder, GenerationRequest request, GenerationPlan plan, TimeProvider clock, IProgress<GenerationProgress>? progress)
{
    private readonly LatentColours? _colours = request.PreviewEvery > 0 ? LatentColours.Of(folder) : null;

    private int Width => plan.DrawnWidth / folder.Vae.Factor;

    private int Height => plan.DrawnHeight / folder.Vae.Factor;

    private int Length => folder.Vae.LatentChannels * Width * Height;

    /// <summary>A network with guidance distilled into it is told the scale instead of running twice.</summary>
    public static bool IsGuided(DiffusionFolder folder, GenerationRequest request) => request.GuidanceScale > 1 && folder.Unet.TimeCondProjDim is null;

    public TimeSpan Loading { get; private set; }

    public TimeSpan Encoding { get; private set; }

    public TimeSpan Sampling { get; private set; }

    public TimeSpan Decoding { get; private set; }

    public int PromptTokens { get; private set; }

    public int Evaluations { get; private set; }

    /// <param name="finished">Given the pixels of each picture in their order: 3 planes of the size that is drawn, about -1 to 1.</param>
    /// <param name="cancellation">Stops within one step.</param>
    public async Task RunAsync(Action<float[]> finished, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        Report(GenerationStage.Encoding, 0, 0, 0);
        var guided = IsGuided(folder, request);
        var texts = await EncodeTextsAsync(guided, cancellation);
        PictureNoise[] noises = [.. Enumerable.Range(0, request.Count).Select(NoiseOf)];
        var given = await EncodePictureAsync(noises, cancellation);
        Encoding = clock.GetElapsedTime(started);

        var latents = await SampleAsync(texts, guided, noises, given, cancellation);
        await DecodeAsync(latents, finished, cancellation);
    }

    private PictureNoise NoiseOf(int picture) => new(request.Variation is null ? unchecked(request.Seed + picture) : request.Seed);

    private async Task<PromptEmbedding[]> EncodeTextsAsync(bool guided, CancellationToken cancellation)
    {
        var prompt = TextEncoding.Cut(folder, request.Prompt, "prompt");
        PromptTokens = prompt.Max(tokens => tokens.Used);
        if (!guided)
        {
            return await TextEncoding.EncodeAsync(sessions, folder, [prompt], cancellation);
        }

        var negative = TextEncoding.Cut(folder, request.NegativePrompt ?? "", "negative_prompt");
        var both = await TextEncoding.EncodeAsync(sessions, folder, [negative, prompt], cancellation);
        return folder.ZerosForEmptyPrompt && string.IsNullOrEmpty(request.NegativePrompt) ? [both[0].Zeros(), both[1]] : both;
    }

    private async Task<(float[][]? Latents, float[][]? Further, float[]? Mask)> EncodePictureAsync(PictureNoise[] noises, CancellationToken cancellation)
    {
        if (request.Picture is null)
        {
            return default;
        }

        var picture = new StartingPicture(folder, request.Picture, request.Mask, plan.DrawnWidth, plan.DrawnHeight);
        using var lease = await sessions.LeaseAsync(folder.Id, DiffusionFolder.EncoderFile, cancellation);
        float[][] latents = [.. noises.Select(noise => picture.Encode(lease, folder, noise, cancellation))];
        float[][]? further = folder.TakesMask ? [.. noises.Select(noise => picture.EncodeKept(lease, folder, noise, cancellation))] : null;
        return (latents, further, picture.Mask);
    }

    private async Task<float[][]> SampleAsync(
        PromptEmbedding[] texts, bool guided, PictureNoise[] noises, (float[][]? Latents, float[][]? Further, float[]? Mask) given, CancellationToken cancellation)
    {
        Report(GenerationStage.Loading, 0, 0, 0);
        using var lease = await LoadAsync(DiffusionFolder.UnetFile, cancellation);
        var started = clock.GetTimestamp();
        var latents = new float[request.Count][];
        for (var first = 0; first < request.Count; first += plan.BatchSize)
        {
            var batch = first..Math.Min(first + plan.BatchSize, request.Count);
            var own = noises[batch];
            var strength = RequestCheck.StrengthOf(request);
            var scheduler = Schedule.Create(plan.Scheduler, folder.Scheduler, request.Steps, strength, own.Length * Length, request.Eta);
            var sampler = new Sampler(folder, scheduler, own, Length)
            {
                Start = StartOf(own, first),
                Given = given.Latents?[batch].SelectMany(values => values).ToArray(),
                Mask = given.Mask,
                Further = given.Further?[batch],
                FromNoiseAlone = given.Mask is not null && strength >= 1,
                Guided = guided,
                GuidanceScale = request.GuidanceScale,
                GuidanceRescale = request.GuidanceRescale,
            };
            PromptEmbedding[] rows = [.. texts.SelectMany(text => Enumerable.Repeat(text, own.Length))];
            using var denoiser = new Denoiser(lease, folder, rows, request.GuidanceScale, Width, Height);
            Evaluations = scheduler.Timesteps.Length;
            var at = first;
            Report(GenerationStage.Sampling, at, 0, Evaluations);
            var sampled = sampler.Run(denoiser, (done, state) => Report(GenerationStage.Sampling, at, done, state.Timesteps.Length, PreviewOf(done, state)), cancellation);
            for (var i = 0; i < own.Length; i++)
            {
                latents[first + i] = sampled.AsSpan(i * Length, Length).ToArray();
            }
        }

        Sampling = clock.GetElapsedTime(started);
        return latents;
    }

    private async Task DecodeAsync(float[][] latents, Action<float[]> finished, CancellationToken cancellation)
    {
        using var lease = await LoadAsync(DiffusionFolder.DecoderFile, cancellation);
        var started = clock.GetTimestamp();
        for (var i = 0; i < latents.Length; i++)
        {
            Report(GenerationStage.Decoding, i, Evaluations, Evaluations);
            finished(LatentCodec.Decode(lease, folder, latents[i], Width, Height, cancellation));
        }

        Decoding = clock.GetElapsedTime(started);
    }

    private async Task<ModelLease> LoadAsync(string file, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var lease = await sessions.LeaseAsync(folder.Id, file, cancellation);
        Loading += clock.GetElapsedTime(started);
        return lease;
    }

    private float[] StartOf(PictureNoise[] noises, int first)
    {
        var start = new float[noises.Length * Length];
        var other = new float[request.Variation is null ? 0 : Length];
        for (var i = 0; i < noises.Length; i++)
        {
            var own = start.AsSpan(i * Length, Length);
            noises[i].Fill(PictureNoise.Start, own);
            if (request.Variation is { } variation)
            {
                new PictureNoise(unchecked(variation.Seed + first + i)).Fill(PictureNoise.Start, other);
                StartingNoise.Vary(own, other, variation.Strength);
            }
        }

        return start;
    }

    private LatentPreview? PreviewOf(int done, Scheduler scheduler)
        => _colours is not null && progress is not null && done % request.PreviewEvery == 0 && done < scheduler.Timesteps.Length
            ? _colours.Show(scheduler.Denoised[..Length], Width, Height)
            : null;

    private void Report(GenerationStage stage, int picture, int step, int steps, LatentPreview? preview = null)
        => progress?.Report(new GenerationProgress(stage, picture, step, steps, preview));
}
