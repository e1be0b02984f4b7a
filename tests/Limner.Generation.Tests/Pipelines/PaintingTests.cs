using Limner.Generation.Pipelines;
using Limner.Generation.Schedulers;
using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Generation.Tests.Pipelines;

/// <summary>What the engine promises beside the pixels themselves.</summary>
[Collection(nameof(Painting))]
public sealed class PaintingTests(Painting painting)
{
    private static readonly GenerationRequest Cat = new() { Model = "sd15", Prompt = "a photo of a cat", Width = 64, Height = 64, Steps = 4, Seed = 100 };

    [Fact]
    public async Task Picture_i_of_a_seed_is_the_first_of_the_seed_plus_i_at_any_batch_size()
    {
        var together = await painting.PaintAsync(Cat with { Count = 3, BatchSize = 3, Scheduler = SchedulerKind.EulerAncestral });
        var inTwos = await painting.PaintAsync(Cat with { Count = 3, BatchSize = 2, Scheduler = SchedulerKind.EulerAncestral });
        var alone = await painting.PaintAsync(Cat with { Seed = 102, Scheduler = SchedulerKind.EulerAncestral });

        Distance(together[2], alone[0]).ShouldBeLessThan(1e-4);
        Distance(together[1], inTwos[1]).ShouldBeLessThan(1e-4);
        Distance(together[0], together[1]).ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public async Task Prompt_negative_prompt_guidance_and_weights_all_matter()
    {
        var plain = await painting.PaintAsync(Cat);
        Distance(plain[0], (await painting.PaintAsync(Cat))[0]).ShouldBe(0);
        foreach (var changed in new[]
        {
            Cat with { Prompt = "green tree" },
            Cat with { NegativePrompt = "blurry" },
            Cat with { GuidanceScale = 3 },
            Cat with { GuidanceScale = 1 },
            Cat with { GuidanceRescale = 1 },
            Cat with { Prompt = "a photo of a (cat:1.5)" },
            Cat with { Prompt = "a photo BREAK of a cat" },
            Cat with { Seed = 101 },
        })
        {
            Distance(plain[0], (await painting.PaintAsync(changed))[0]).ShouldBeGreaterThan(1e-3, changed.ToString());
        }

        // Without guidance nobody looks at it.
        var unguided = await painting.PaintAsync(Cat with { GuidanceScale = 1 });
        Distance(unguided[0], (await painting.PaintAsync(Cat with { GuidanceScale = 0, NegativePrompt = "blurry" }))[0]).ShouldBe(0);
    }

    [Theory]
    [InlineData("sd15")]
    [InlineData("turbo")]
    [InlineData("lcm")]
    [InlineData("sdxl")]
    public async Task Every_scheduler_that_fits_paints_with_every_model(string model)
    {
        foreach (var kind in Enum.GetValues<SchedulerKind>().Where(kind => kind != SchedulerKind.FlowMatchEuler))
        {
            var planes = await painting.PaintAsync(Cat with { Model = model, Steps = 2, Scheduler = kind });
            planes[0].ShouldAllBe(value => float.IsFinite(value));
        }
    }

    [Fact]
    public async Task A_model_that_follows_a_flow_paints_with_its_own_scheduler_alone()
    {
        painting.Install("flow", "sd15", folder => File.WriteAllText(Path.Combine(folder, "scheduler/scheduler_config.json"), """{"_class_name":"FlowMatchEulerDiscreteScheduler","shift":2}"""));

        (await painting.PaintAsync(Cat with { Model = "flow" }))[0].ShouldAllBe(value => float.IsFinite(value));
        (await RefusedAsync(Cat with { Model = "flow", Scheduler = SchedulerKind.Ddim })).Field.ShouldBe("scheduler");
        (await RefusedAsync(Cat with { Scheduler = SchedulerKind.FlowMatchEuler })).Field.ShouldBe("scheduler");
    }

    [Fact]
    public async Task Variations_lie_between_two_seeds()
    {
        var first = await painting.PaintAsync(Cat);
        var second = await painting.PaintAsync(Cat with { Seed = 500 });
        var near = await painting.PaintAsync(Cat with { Variation = new Variation(500, 0.02) });

        Distance(first[0], (await painting.PaintAsync(Cat with { Variation = new Variation(500, 0) }))[0]).ShouldBeLessThan(1e-4);
        Distance(second[0], (await painting.PaintAsync(Cat with { Variation = new Variation(500, 1) }))[0]).ShouldBeLessThan(1e-4);
        Distance(first[0], near[0]).ShouldBeInRange(1e-6, Distance(first[0], second[0]));
    }

    [Fact]
    public async Task What_the_mask_leaves_out_stays_and_little_strength_changes_little()
    {
        using var given = Painting.Given(64, 64);
        var request = Cat with { Picture = given, Strength = 1, Steps = 10, Scheduler = SchedulerKind.Ddim };
        var kept = await painting.PaintAsync(request with { Mask = new PictureMask(64, 64, new byte[64 * 64]) });
        var whole = await painting.PaintAsync(request);
        var little = await painting.PaintAsync(request with { Strength = 0.1 });

        var encoded = await painting.PaintAsync(request with { Mask = new PictureMask(64, 64, new byte[64 * 64]), Prompt = "green tree", Seed = 3 });
        Distance(kept[0], encoded[0]).ShouldBe(0, "nothing is painted where the mask is empty, whatever the prompt and the seed");
        Distance(kept[0], little[0]).ShouldBeLessThan(Distance(kept[0], whole[0]));
    }

    [Fact]
    public async Task A_model_of_small_pictures_draws_at_its_own_size_and_is_enlarged()
    {
        using var result = await painting.Engine.GenerateAsync(Cat with { Width = 256, Height = 136, Steps = 2 }, progress: null, default);

        (result.DrawnWidth, result.DrawnHeight).ShouldBe((96, 48));
        (result.Pictures[0].Pixels.Width, result.Pictures[0].Pixels.Height).ShouldBe((256, 136));
    }

    [Fact]
    public async Task Sides_that_the_network_cannot_halve_are_drawn_larger_and_brought_back()
    {
        using var result = await painting.Engine.GenerateAsync(Cat with { Width = 72, Height = 64, Steps = 1 }, progress: null, default);

        (result.DrawnWidth, result.DrawnHeight).ShouldBe((80, 64));
        (result.Pictures[0].Pixels.Width, result.Pictures[0].Pixels.Height).ShouldBe((72, 64));
    }

    [Fact]
    public async Task Tiles_give_nearly_the_picture_that_is_decoded_at_once()
    {
        var folder = await painting.FolderAsync("sd15");
        using var lease = await painting.Sessions.LeaseAsync("sd15", "vae_decoder/model.onnx", default);
        var latents = new float[4 * 40 * 56];
        new Limner.Generation.Noise.PictureNoise(1).Fill(0, latents);

        var whole = LatentCodec.Decode(lease, folder, latents, 56, 40, default);
        var tiled = LatentCodec.Decode(lease, folder, latents, 56, 40, default, largest: 32, side: 24, overlap: 8);

        // This decoder has no norms: only what its convolutions see beyond a tile's edge differs, up to 15 pixels of the 64 over which that tile fades.
        Distance(whole, tiled).ShouldBeLessThan(0.1);
        Distance(whole[..120], tiled[..120]).ShouldBeLessThan(1e-5);
        whole.Zip(tiled).Average(pair => Math.Abs((double)pair.First - pair.Second)).ShouldBeLessThan(2e-3);
    }

    [Fact]
    public async Task Progress_tells_of_every_stage_and_step_and_shows_previews()
    {
        var seen = new List<GenerationProgress>();
        using var result = await painting.Engine.GenerateAsync(Cat with { Count = 2, PreviewEvery = 2, Steps = 5, Scheduler = SchedulerKind.Ddim }, new Listener(seen.Add), default);

        seen.Where(item => item.Stage == GenerationStage.Sampling).Select(item => (item.Picture, item.Step)).ShouldBe(
            [.. Enumerable.Range(0, 2).SelectMany(picture => Enumerable.Range(0, 6).Select(step => (picture, step)))]);
        seen.Select(item => item.Stage).Distinct().ShouldBe([GenerationStage.Encoding, GenerationStage.Loading, GenerationStage.Sampling, GenerationStage.Decoding]);
        var previews = seen.Where(item => item.Preview is not null).ToList();
        previews.Select(item => (item.Picture, item.Step)).ShouldBe([(0, 2), (0, 4), (1, 2), (1, 4)]);
        previews.ShouldAllBe(item => item.Preview!.Width == 8 && item.Preview.Height == 8 && item.Preview.Rgb.Length == 192);
    }

    [Fact]
    public async Task Cancelling_stops_at_the_step_it_comes_in()
    {
        using var cancel = new CancellationTokenSource();
        var steps = 0;
        var listener = new Listener(item =>
        {
            steps = Math.Max(steps, item.Step);
            if (item.Step == 2)
            {
                cancel.Cancel();
            }
        });

        await Should.ThrowAsync<OperationCanceledException>(() => painting.Engine.GenerateAsync(Cat with { Steps = 50 }, listener, cancel.Token));

        steps.ShouldBe(2);
        painting.Sessions.Loaded.ShouldAllBe(model => model.Leases == 0);
    }

    [Fact]
    public async Task Painting_holds_no_network_when_it_has_ended_and_many_paint_at_once()
    {
        var pictures = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => painting.PaintAsync(Cat with { Seed = i, Model = i % 2 == 0 ? "sd15" : "lcm" })));

        Distance(pictures[2][0], (await painting.PaintAsync(Cat with { Seed = 2 }))[0]).ShouldBeLessThan(1e-4);
        painting.Sessions.Loaded.ShouldAllBe(model => model.Leases == 0);
    }

    [Fact]
    public async Task A_call_of_the_network_allocates_nothing_of_the_size_of_the_latents()
    {
        var folder = await painting.FolderAsync("sd15");
        using var lease = await painting.Sessions.LeaseAsync("sd15", "unet/model.onnx", default);
        var text = new PromptEmbedding(new float[77 * 16], 16, []);
        using var denoiser = new Denoiser(lease, folder, [text, text], 7.5, 32, 32);
        var (input, output) = (new float[2 * 4 * 32 * 32], new float[2 * 4 * 32 * 32]);
        denoiser.Run(input, 999, output, default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        denoiser.Run(input, 500, output, default);
        Guidance.Apply(output, 1, 7.5, 0.5);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4096);
        output.ShouldContain(value => value != 0);
    }

    private static double Distance(float[] first, float[] second) => first.Zip(second).Max(pair => Math.Abs((double)pair.First - pair.Second));

    private async Task<Failure> RefusedAsync(GenerationRequest request)
        => (await Should.ThrowAsync<LimnerException>(() => painting.Engine.PlanAsync(request, default))).Failure;

    /// <summary>On the thread that paints, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Listener(Action<GenerationProgress> tell) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => tell(value);
    }
}
