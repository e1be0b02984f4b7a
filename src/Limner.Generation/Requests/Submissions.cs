using System.Security.Cryptography;
using Limner.Generation.Output;
using Limner.Generation.Pipelines;
using Limner.Generation.Presets;
using Limner.Generation.Prompts;
using Limner.Generation.Queue;
using Limner.Generation.Schedulers;
using Limner.Kernel.Errors;
using Limner.Safety.Text;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Requests;

/// <summary>Makes a generation of a request: everything that can be refused is refused here, before it waits.</summary>
internal sealed class Submissions(
    TextGuard guard, PaintingModels models, PaintingPresets presets, IDiffusionEngine engine, GivenPictures pictures, GenerationFiles files, GenerationQueue queue, IOptionsMonitor<GenerationOptions> options)
{
    private const int UsualSide = 512;
    private const int BytesPerPixel = 3; // files are smaller
    private const double UsualStrength = 0.8;
    private const long LargestSeed = (1L << 53) - 1; // what JSON's numbers hold exactly everywhere
    private const int HighestPriority = 10;

    /// <param name="augmentation">JSON of what retrieval did, kept with the generation.</param>
    /// <exception cref="LimnerException">
    /// <c>validation</c> with the field, <c>text_refused</c>, <c>model_not_found</c>, <c>model_load</c>, <c>model_not_configured</c>, <c>generation_memory</c>, <c>generation_quota</c>,
    /// <c>generation_queue_full</c>, <c>not_found</c> (the image to begin with), the <c>file_...</c> reasons why a picture cannot be read, <c>storage_full</c>.
    /// </exception>
    public async Task<GenerationRow> SubmitAsync(long userId, GenerateBody body, SentPictures sent, string? augmentation, CancellationToken cancellation)
    {
        var row = await DescribeAsync(userId, body, cancellation);
        row.Augmentation = augmentation;
        await queue.CheckAsync(userId, row.NumImages, cancellation);
        files.RequireSpace((long)row.NumImages * row.Width * row.Height * BytesPerPixel);
        using var given = await pictures.ReadAsync(userId, body, sent, cancellation);
        Require(given is not null || body.Strength is null, "There is no picture that it belongs to.", "strength");
        if (given is not null)
        {
            (row.Strength, row.InitImageId, row.HasMask) = (body.Strength ?? UsualStrength, given.ImageId, given.Mask is not null);
        }

        if (row.IsRemote)
        {
            CheckRemote(row, given);
        }
        else
        {
            var plan = await engine.PlanAsync(LocalPainter.RequestOf(row, given?.Init, given?.PictureMask), cancellation);
            (row.DrawnWidth, row.DrawnHeight, row.Scheduler) = (plan.DrawnWidth, plan.DrawnHeight, SchedulerNames.NameOf(plan.Scheduler));
        }

        try
        {
            await (given?.WriteAsync(files, row.Directory, cancellation) ?? Task.CompletedTask);
            return await queue.AddAsync(row, cancellation);
        }
        catch
        {
            files.Delete(row.Directory);
            throw;
        }
    }

    /// <summary>Refuses what could not be taken whatever it is, before a long body is read.</summary>
    /// <exception cref="LimnerException"><c>generation_quota</c>, <c>generation_queue_full</c>, <c>storage_full</c>.</exception>
    public async Task CheckAsync(long userId, CancellationToken cancellation)
    {
        await queue.CheckAsync(userId, pictures: 1, cancellation);
        files.RequireSpace(0);
    }

    /// <summary>The model a request would be painted with.</summary>
    public async Task<string> ModelOfAsync(string? model, PaintingPreset? preset, CancellationToken cancellation)
        => model ?? (preset is { } name ? (await presets.FindAsync(name, cancellation)).Model : await models.DefaultAsync(cancellation));

    /// <summary>A row of what the request says and leaves open.</summary>
    private async Task<GenerationRow> DescribeAsync(long userId, GenerateBody body, CancellationToken cancellation)
    {
        var prompt = Guarded(body.Prompt, "prompt");
        var negative = string.IsNullOrWhiteSpace(body.NegativePrompt) ? null : Guarded(body.NegativePrompt, "negative_prompt");
        var format = body.Format ?? "png";
        Require(PaintedPictures.TryFormatOf(format) is not null, "It is one of png, jpeg, webp.", "format");
        Require(body.Scheduler is null || SchedulerNames.Find(body.Scheduler) is not null, $"It is one of {string.Join(", ", SchedulerNames.All)}.", "scheduler");
        Require(body.Priority is >= -HighestPriority and <= HighestPriority, $"It lies between {-HighestPriority} and {HighestPriority}.", "priority");
        var most = options.CurrentValue.MaxPictures;
        Require(body.NumImages >= 1 && body.NumImages <= most, $"It must be from 1 to {most}.", "num_images");
        Require(body.Seed is null || (body.Seed >= 0 && body.Seed <= LargestSeed - most), $"It must be from 0 to {LargestSeed - most}.", "seed");

        var preset = body.Preset is { } name ? await presets.FindAsync(name, cancellation) : null;
        var model = body.Model ?? preset?.Model ?? await models.DefaultAsync(cancellation);
        var isRemote = models.RemoteOf(model) is not null;
        await models.RequireKnownAsync(model, prompt, negative, cancellation);
        var abilities = isRemote ? models.RemoteAbilities() : await models.AbilitiesAsync(model, cancellation);
        var isPresets = preset is not null && preset.Model == model;
        return new GenerationRow
        {
            OwnerId = userId,
            Directory = GenerationFiles.NewDirectory(),
            IsRemote = isRemote,
            Model = model,
            Prompt = prompt,
            NegativePrompt = negative,
            NumImages = body.NumImages,
            Width = body.Width ?? (abilities.SquaresAlone ? body.Height : null) ?? preset?.Width ?? UsualSide,
            Height = body.Height ?? (abilities.SquaresAlone ? body.Width : null) ?? preset?.Height ?? UsualSide,
            Format = format,
            Steps = body.Steps ?? (isPresets ? preset!.Steps : abilities.Steps),
            GuidanceScale = body.GuidanceScale ?? abilities.GuidanceScale,
            Scheduler = body.Scheduler,
            Seed = body.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue),
            Priority = body.Priority,
        };
    }

    /// <summary>As it is written, and as a model reads it: no bracket in the middle of a word hides the word.</summary>
    private string Guarded(string text, string field)
    {
        var trimmed = guard.Check(text, field);
        if (PromptSyntax.Plain(trimmed) is var plain && !string.IsNullOrWhiteSpace(plain))
        {
            guard.Check(plain, field);
        }

        return trimmed;
    }

    /// <summary>What another server is not asked for is refused rather than passed over.</summary>
    private void CheckRemote(GenerationRow row, GivenPicture? given)
    {
        Require(given is null, "This model takes no picture to begin with.", "init_image");
        Require(row.NegativePrompt is null, "This model takes no negative prompt.", "negative_prompt");
        Require(row.Scheduler is null, "This model takes no scheduler.", "scheduler");
        RequestCheck.CheckSize(row.Width, row.Height, options.CurrentValue);
        Require(row.Steps == 1, "This model takes no steps.", "steps");
    }

    private static void Require(bool condition, string detail, string field)
    {
        if (!condition)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With(detail, field));
        }
    }
}
