using System.Text.Json.Nodes;
using Limner.Generation.Schedulers;
using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Generation.Tests.Pipelines;

/// <summary>Requests and folders that cannot be painted with: a named error, before anything is computed where that can be known.</summary>
[Collection(nameof(Painting))]
public sealed class BadInputTests(Painting painting)
{
    private static readonly GenerationRequest Cat = new() { Model = "sd15", Prompt = "a photo of a cat", Width = 64, Height = 64, Steps = 2 };

    public static TheoryData<string> Fields => [.. Requests().Select(item => item.Name)];

    public static TheoryData<string> Folders => [.. Broken().Keys];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_request_is_refused_with_the_field_to_correct(string name)
    {
        var (_, field, request) = Requests().Single(item => item.Name == name);
        using var picture = request.Picture;

        var failure = (await Should.ThrowAsync<LimnerException>(() => painting.Engine.GenerateAsync(request, progress: null, default))).Failure;

        (failure.Error.Code, failure.Field).ShouldBe(("validation", field));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task A_folder_that_is_no_sound_model_is_refused(string name)
    {
        var id = "broken-" + name;
        painting.Install(id, name.StartsWith("sdxl", StringComparison.Ordinal) ? "sdxl" : "sd15", Broken()[name].Change);

        var failure = (await Should.ThrowAsync<LimnerException>(() => painting.Engine.GenerateAsync(Cat with { Model = id }, progress: null, default))).Failure;

        failure.Error.Code.ShouldBe("model_load");
        failure.Detail!.ShouldContain(Broken()[name].Says);
        painting.Sessions.Loaded.ShouldAllBe(model => model.Leases == 0);
    }

    [Fact]
    public async Task What_needs_more_memory_than_is_allowed_is_refused_before_it_starts()
    {
        // 2048 x 2048 at the model's own size: the attention of 65,536 places with each other.
        painting.Install("large", "sd15", Painting.Set("unet/config.json", "sample_size", 256));

        var failure = (await Should.ThrowAsync<LimnerException>(() => painting.Engine.PlanAsync(Cat with { Model = "large", Width = 2048, Height = 2048 }, default))).Failure;

        failure.Error.Code.ShouldBe("generation_memory");
        var plan = await painting.Engine.PlanAsync(Cat with { Count = 16, BatchSize = 16, Width = 96, Height = 96 }, default);
        plan.BatchSize.ShouldBe(16);
        plan.Bytes.ShouldBeInRange(1 << 20, 1 << 28);
    }

    [Fact]
    public async Task A_network_that_could_never_be_loaded_is_refused_when_it_is_asked_for()
    {
        // A field that nobody knows, of one MiB: weights count twice.
        painting.Install("heavy", "sd15", folder =>
        {
            using var network = new FileStream(Path.Combine(folder, "unet/model.onnx"), FileMode.Append);
            network.Write([0xa2, 0x06, 0x80, 0x80, 0x40]);
            network.Write(new byte[1 << 20]);
        });
        painting.Configure("models:memory_budget_mb", "2");
        try
        {
            var failure = (await Should.ThrowAsync<LimnerException>(() => painting.Engine.PlanAsync(Cat with { Model = "heavy" }, default))).Failure;
            (failure.Error.Code, failure.Detail).ShouldBe(("generation_memory", "heavy/unet/model.onnx needs 3 MiB, models.memory_budget_mb allows 2"));
            await painting.Engine.PlanAsync(Cat, default);
        }
        finally
        {
            painting.Configure("models:memory_budget_mb", "0");
        }

        await painting.Engine.PlanAsync(Cat with { Model = "heavy" }, default);
    }

    [Fact]
    public async Task Pictures_that_are_finished_and_the_heads_of_each_level_are_in_the_estimate()
    {
        var one = await painting.Engine.PlanAsync(Cat with { Width = 2048, Height = 2048 }, default);
        var many = await painting.Engine.PlanAsync(Cat with { Width = 2048, Height = 2048, Count = 16 }, default);
        (many.Bytes - one.Bytes).ShouldBeGreaterThanOrEqualTo(15L * 2048 * 2048 * 3);

        // As XL's: no attention at the first level, many heads at the second.
        painting.Install("many-heads", "sd15", folder =>
        {
            Painting.Set("unet/config.json", "sample_size", 64)(folder);
            Painting.Set("unet/config.json", "attention_head_dim", new JsonArray(1, 256))(folder);
            Painting.Set("unet/config.json", "down_block_types", new JsonArray("DownBlock2D", "CrossAttnDownBlock2D"))(folder);
        });
        painting.Install("few-heads", "sd15", Painting.Set("unet/config.json", "sample_size", 64));
        var heads = await painting.Engine.PlanAsync(Cat with { Model = "many-heads", Width = 512, Height = 512 }, default);
        var few = await painting.Engine.PlanAsync(Cat with { Model = "few-heads", Width = 512, Height = 512 }, default);
        heads.Bytes.ShouldBeGreaterThan(few.Bytes);
    }

    [Fact]
    public async Task A_batch_is_made_smaller_where_it_would_not_fit()
    {
        painting.Install("wide", "sd15", Painting.Set("unet/config.json", "sample_size", 64));

        var plan = await painting.Engine.PlanAsync(Cat with { Model = "wide", Count = 16, BatchSize = 16, Width = 352, Height = 352 }, default);

        plan.BatchSize.ShouldBeInRange(1, 15);
        plan.Bytes.ShouldBeLessThan((long)painting.Limits.MemoryBudgetMb << 20);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_not_found()
        => (await Should.ThrowAsync<LimnerException>(() => painting.Engine.PlanAsync(Cat with { Model = "nowhere" }, default))).Failure.Error.Code.ShouldBe("model_not_found");

    [Fact]
    public async Task A_decoder_without_finite_numbers_is_an_error_and_no_black_picture()
    {
        painting.Install("endless", "sd15", Painting.Set("vae_decoder/config.json", "scaling_factor", 1.1e-6));

        // float16 would overflow; here the latents are brought there by guidance and a factor that no model has.
        var planes = await painting.PaintAsync(Cat with { Model = "endless" });
        planes[0].ShouldAllBe(value => float.IsFinite(value));

        painting.Install("overflowing", "turbo", Painting.Set("vae_decoder/config.json", "scaling_factor", 1.1e-6));
        var failure = (await Should.ThrowAsync<LimnerException>(() => painting.Engine.GenerateAsync(Cat with { Model = "overflowing" }, progress: null, default))).Failure;
        failure.Error.Code.ShouldBe("inference");
    }

    private static IReadOnlyList<(string Name, string Field, GenerationRequest Request)> Requests() =>
    [
        ("a width of 0", "width", Cat with { Width = 0 }),
        ("a negative height", "height", Cat with { Height = -64 }),
        ("a width that is not divisible", "width", Cat with { Width = 65 }),
        ("a huge height", "height", Cat with { Height = 100_000 }),
        ("no steps", "steps", Cat with { Steps = 0 }),
        ("too many steps", "steps", Cat with { Steps = 100_000 }),
        ("no pictures", "num_images", Cat with { Count = 0 }),
        ("too many pictures", "num_images", Cat with { Count = 1_000_000 }),
        ("guidance beyond all bounds", "guidance_scale", Cat with { GuidanceScale = 1e9 }),
        ("guidance that is no number", "guidance_scale", Cat with { GuidanceScale = double.NaN }),
        ("a scheduler there is not", "scheduler", Cat with { Scheduler = (SchedulerKind)99 }),
        ("no strength", "strength", Cat with { Picture = Painting.Given(64, 64), Strength = 0 }),
        ("strength that is no number", "strength", Cat with { Picture = Painting.Given(64, 64), Strength = double.NaN }),
        ("steps times strength below 1", "strength", Cat with { Picture = Painting.Given(64, 64), Strength = 0.3 }),
        ("a mask without a picture", "mask", Cat with { Mask = new PictureMask(64, 64, new byte[4096]) }),
        ("a mask of another size", "mask", Cat with { Picture = Painting.Given(64, 64), Mask = new PictureMask(32, 32, new byte[1024]) }),
        ("a mask with too few values", "mask", Cat with { Picture = Painting.Given(64, 64), Mask = new PictureMask(64, 64, new byte[64]) }),
        ("no picture for a model that needs one", "mask", Cat with { Model = "inpaint" }),
        ("more steps than a consistency model has", "steps", Cat with { Model = "lcm", Steps = 51 }),
        ("a prompt of a million characters", "prompt", Cat with { Prompt = new string('(', 1_000_000) }),
        ("a prompt without end", "prompt", Cat with { Prompt = string.Concat(Enumerable.Repeat("cat ", 3000)) }),
        ("a negative prompt of breaks", "negative_prompt", Cat with { NegativePrompt = string.Concat(Enumerable.Repeat("BREAK ", 100)) }),
    ];

    private static Dictionary<string, (string Says, Action<string> Change)> Broken() => new(StringComparer.Ordinal)
    {
        ["no-index"] = ("model_index.json is missing", folder => File.Delete(Path.Combine(folder, "model_index.json"))),
        ["no-unet"] = ("unet/model.onnx is missing", folder => File.Delete(Path.Combine(folder, "unet/model.onnx"))),
        ["no-tokenizer"] = ("tokenizer/merges.txt is missing", folder => File.Delete(Path.Combine(folder, "tokenizer/merges.txt"))),
        ["no-scheduler"] = ("scheduler_config.json is missing", folder => File.Delete(Path.Combine(folder, "scheduler/scheduler_config.json"))),
        ["json"] = ("unet/config.json", folder => File.WriteAllText(Path.Combine(folder, "unet/config.json"), "{ no")),
        ["json-of-another-shape"] = ("model_index.json", folder => File.WriteAllText(Path.Combine(folder, "model_index.json"), "[1]")),
        ["pipeline"] = ("FluxPipeline", Painting.Set("model_index.json", "_class_name", "FluxPipeline")),
        ["scheduler"] = ("HeunDiscreteScheduler", Painting.Set("scheduler/scheduler_config.json", "_class_name", "HeunDiscreteScheduler")),
        ["betas"] = ("out of range", Painting.Set("scheduler/scheduler_config.json", "beta_end", 7)),
        ["prediction"] = ("prediction type", Painting.Set("scheduler/scheduler_config.json", "prediction_type", "flow")),
        ["thresholding"] = ("thresholding", Painting.Set("scheduler/scheduler_config.json", "thresholding", true)),
        ["final-sigma"] = ("final_sigmas_type", Painting.Set("scheduler/scheduler_config.json", "final_sigmas_type", "sigma_min")),
        ["latents"] = ("channels", Painting.Set("vae_decoder/config.json", "latent_channels", 16)),
        ["levels"] = ("out of range", Painting.Set("vae_decoder/config.json", "block_out_channels", new JsonArray([.. Enumerable.Range(0, 40).Select(_ => JsonValue.Create(8))]))),
        ["vocabulary"] = ("tokens", Painting.Set("text_encoder/config.json", "vocab_size", 100)),
        ["width-of-text"] = ("numbers a token", Painting.Set("text_encoder/config.json", "hidden_size", 32)),
        ["padding"] = ("padding", Painting.Set("tokenizer/special_tokens_map.json", "pad_token", "<none>")),
        ["cut-off"] = ("unet/model.onnx", folder => Truncate(Path.Combine(folder, "unet/model.onnx"))),
        ["swapped"] = ("unet/model.onnx", folder => File.Copy(Path.Combine(folder, "vae_decoder/model.onnx"), Path.Combine(folder, "unet/model.onnx"), overwrite: true)),
        ["network-of-nine-channels"] = ("sample of the shape", folder => TakeNetwork(folder, "inpaint")),
        ["network-with-guidance-inside"] = ("timestep_cond", folder => TakeNetwork(folder, "lcm")),
        ["network-of-sdxl"] = ("unet/model.onnx", folder => TakeNetwork(folder, "sdxl")),
        ["decoder-of-another-factor"] = ("vae_decoder", Painting.Set("vae_decoder/config.json", "block_out_channels", new JsonArray(8, 8, 8))),
        ["config-too-large"] = ("unet/config.json", folder => File.WriteAllText(Path.Combine(folder, "unet/config.json"), new string(' ', 2 << 20))),
        ["external-data-outside"] = ("unet/model.onnx", folder => ExternalData(folder)),
        ["sdxl-as-sd"] = ("numbers a token", Painting.Set("model_index.json", "_class_name", "StableDiffusionPipeline")),
    };

    private static void TakeNetwork(string folder, string other)
        => File.Copy(Path.Combine(Painting.Assets, other, "unet/model.onnx"), Path.Combine(folder, "unet/model.onnx"), overwrite: true);

    private static void Truncate(string file)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(stream.Length / 2);
    }

    /// <summary>A model whose one initializer says that its numbers are in /etc/passwd, by way of ten parent folders.</summary>
    private static void ExternalData(string folder)
    {
        static byte[] Field(int number, params ReadOnlySpan<byte> content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
        static byte[] Entry(string key, string value) => Field(13, [.. Field(1, System.Text.Encoding.UTF8.GetBytes(key)), .. Field(2, System.Text.Encoding.UTF8.GetBytes(value))]);
        byte[] tensor = [8, 4, 16, 1, .. Field(8, "w"u8), .. Entry("location", "../../../../../../etc/passwd"), 112, 1];
        File.WriteAllBytes(Path.Combine(folder, "unet/model.onnx"), [8, 8, .. Field(7, Field(5, tensor))]);
    }
}
