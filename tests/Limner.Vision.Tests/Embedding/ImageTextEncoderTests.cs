using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Limner.Testing;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Vision.Tests.Embedding;

/// <summary>Both encoders of models in the published layout against PyTorch and Pillow: tokenizer, preparation and network in one.</summary>
public sealed class ImageTextEncoderTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ImageTextFixture _fixture = new();

    public static TheoryData<string> Kinds => [TinyImageText.Clip, TinyImageText.Siglip, TinyImageText.Odd];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Texts_and_pictures_have_the_vectors_the_reference_gives(string kind)
    {
        var model = Install(kind);

        // Its pictures are computed in half precision.
        var tolerance = kind == TinyImageText.Odd ? 1e-3f : 1e-4f;
        var expected = JsonSerializer.Deserialize<Expected>(await File.ReadAllBytesAsync(TinyImageText.Asset($"{kind}/expected.json")), Json)!;
        foreach (var text in expected.Texts)
        {
            ShouldBeNear(await model.Texts.EncodeAsync(text.Text, default), text.Vector, tolerance, $"\"{text.Text}\"");
        }

        foreach (var known in expected.Pictures)
        {
            using var picture = ImageTextFixture.Picture(known.Picture);
            ShouldBeNear(await model.Pictures.EncodeAsync(picture, default), known.Vector, tolerance, known.Picture);
        }
    }

    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("model_quantized.onnx")]
    public async Task A_model_of_one_file_for_texts_and_pictures_gives_the_vectors_of_two(string path)
    {
        var model = Install(TinyImageText.Clip, folder =>
        {
            Directory.Delete(Path.Combine(folder, "onnx"), recursive: true);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.Copy(TinyImageText.Asset("tiny-one/onnx/model.onnx"), Path.Combine(folder, path));
        });
        var expected = JsonSerializer.Deserialize<Expected>(await File.ReadAllBytesAsync(TinyImageText.Asset("tiny-clip/expected.json")), Json)!;
        foreach (var text in expected.Texts)
        {
            ShouldBeNear(await model.Texts.EncodeAsync(text.Text, default), text.Vector, 1e-4f, $"\"{text.Text}\"");
        }

        foreach (var known in expected.Pictures)
        {
            using var picture = ImageTextFixture.Picture(known.Picture);
            ShouldBeNear(await model.Pictures.EncodeAsync(picture, default), known.Vector, 1e-4f, known.Picture);
        }
    }

    [Fact]
    public async Task Models_that_are_gone_are_let_go_of_and_one_that_is_put_there_again_is_read_anew()
    {
        var gone = InstallAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        gone.IsAlive.ShouldBeFalse();
        (await Install(TinyImageText.Clip).Texts.EncodeAsync("a cat", default)).Length.ShouldBe(16);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference InstallAndForget()
        {
            var model = new WeakReference(Install(TinyImageText.Clip));
            _fixture.Remove(TinyImageText.Clip);
            return model;
        }
    }

    /// <summary>In levels of 255, root mean square: 6.2 and 4.6 when this was written (docs/decisions/0028-meaning.md).</summary>
    [Theory]
    [InlineData("At home/Coffee break.jpg", 8)]
    [InlineData("At home/Chelsea the cat.jpg", 8)]
    public async Task What_the_scan_has_stretched_comes_near_to_the_picture_itself(string photograph, double most)
    {
        Install(TinyImageText.Clip);
        var preparation = await _fixture.PreparationAsync(TinyImageText.Clip);
        var file = await File.ReadAllBytesAsync(Path.Combine(Repository.Samples, photograph));
        var decoder = new PictureDecoder(new DecodeBudgetOptions());
        using var picture = decoder.DecodeBounded(file, 10_000, default);
        using var decoded = decoder.Decode(file, decoder.ReadHeader(file), default);
        var (own, stretched) = (new float[3 * 224 * 224], new float[3 * 224 * 224]);
        preparation.Apply(picture.Span, (picture.Width, picture.Height), (picture.Width, picture.Height), own);
        preparation.Apply(decoded.Square.Span, (512, 512), (decoded.Width, decoded.Height), stretched);
        (TensorPrimitives.Distance<float>(own, stretched) / Math.Sqrt(own.Length) * 255 * 0.27).ShouldBeLessThan(most, $"{picture.Width} x {picture.Height}");
    }

    [Fact]
    public async Task Many_at_once_get_what_one_gets()
    {
        var model = Install(TinyImageText.Siglip);
        var alone = await model.Texts.EncodeAsync("two dogs", default);
        var all = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(() => model.Texts.EncodeAsync("two dogs", default))));
        all.ShouldAllBe(vector => vector.SequenceEqual(alone));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => model.Texts.EncodeAsync("two dogs", cancelled.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("\ud800 half a pair")]
    [InlineData("\u202eright to left \u05d0\u05d1 \ud83d\ude00")]
    [InlineData("\" OR tag:* ; DROP TABLE <|endoftext|>")]
    public async Task Whatever_is_typed_has_a_vector(string text)
    {
        foreach (var kind in new[] { TinyImageText.Clip, TinyImageText.Siglip })
        {
            var model = Install(kind);
            TensorPrimitives.Norm(await model.Texts.EncodeAsync(text, default)).ShouldBe(1, 1e-5f);
            TensorPrimitives.Norm(await model.Texts.EncodeAsync(string.Concat(Enumerable.Repeat(text + "x ", 10_000)), default)).ShouldBe(1, 1e-5f);
        }
    }

    [Fact]
    public async Task A_model_that_is_removed_is_none_any_more_and_comes_back_as_the_same()
    {
        var model = Install(TinyImageText.Clip);
        var vector = await model.Texts.EncodeAsync("a cat", default);
        _fixture.Models.Find(model.Model).ShouldBeSameAs(model);
        Directory.Delete(_fixture.Folder(TinyImageText.Clip), recursive: true);
        _fixture.Models.Refresh();
        _fixture.Models.Choose("").ShouldBeNull();
        _fixture.Models.Find(model.Model).ShouldBeNull();
        (await Should.ThrowAsync<LimnerException>(() => model.Texts.EncodeAsync("a cat", default))).Failure.Error.ShouldBe(ErrorCatalogue.ModelNotFound);
        var again = Install(TinyImageText.Clip);
        again.Model.ShouldBe(model.Model);
        (await again.Texts.EncodeAsync("a cat", default)).ShouldBe(vector);
    }

    [Fact]
    public void Scores_are_those_of_the_trained_parameters_where_they_are_stated()
    {
        var model = Install(TinyImageText.Siglip, folder => Edit(folder, "config.json", config => (config["logit_scale"], config["logit_bias"]) = (Math.Log(100), -10)));
        model.TextScale.ScoreOf(0.1).ShouldBe(0.5, 1e-9);
        model.TextScale.ScoreOf(0.12).ShouldBe(1 / (1 + Math.Exp(-2)), 1e-9);
        Install(TinyImageText.Clip).TextScale.ScoreOf(0.3).ShouldBeGreaterThan(0.9);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "no encoder", "has no vision_model.onnx" },
        { "no tokenizer", "neither tokenizer.json" },
        { "no configuration", "lacks config.json" },
        { "broken configuration", "is no JSON" },
        { "large token", "tokenizer of 5001 tokens for a text encoder of" },
        { "large token, size unknown", "does not fit its text encoder" },
        { "other length", "of 16 tokens and a configuration of 8" },
        { "other picture", "336 x 336 for an image encoder of 224 x 224" },
        { "other filter", "names the filter 7" },
        { "patches", "varying number of patches" },
        { "no deviation", "no numbers" },
        { "cut off", "" },
        { "other encoder", "do not belong together" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_model_that_does_not_fit_together_is_refused_by_its_reason(string what, string reason)
    {
        var model = what is "other length" ? Install(TinyImageText.Odd, folder => Edit(folder, "config.json", config => config["max_position_embeddings"] = 8)) : Install(TinyImageText.Clip, folder => Break(folder, what));
        using var picture = ImageTextFixture.Picture("scene-64x48.png");
        var failure = await Should.ThrowAsync<LimnerException>(async () =>
        {
            await model.Texts.EncodeAsync("a cat", default);
            await model.Pictures.EncodeAsync(picture, default);
        });
        failure.Failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
        failure.Failure.Detail!.ShouldContain(reason);
    }

    private static void Break(string folder, string what)
    {
        switch (what)
        {
            case "no encoder":
                File.Delete(Path.Combine(folder, "onnx/vision_model.onnx"));
                break;
            case "no tokenizer":
                File.Delete(Path.Combine(folder, "tokenizer.json"));
                break;
            case "no configuration":
                File.Delete(Path.Combine(folder, "config.json"));
                break;
            case "broken configuration":
                File.WriteAllText(Path.Combine(folder, "config.json"), "{");
                break;
            case "large token" or "large token, size unknown":
                Edit(folder, "tokenizer.json", tokenizer => tokenizer["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 5000, ["content"] = "<new>" }));
                if (what != "large token")
                {
                    File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type":"other"}""");
                }

                break;
            case "other picture":
                Edit(folder, "preprocessor_config.json", config => (config["size"], config["crop_size"]) = (336, 336));
                break;
            case "other filter":
                Edit(folder, "preprocessor_config.json", config => config["resample"] = 7);
                break;
            case "patches":
                Edit(folder, "preprocessor_config.json", config => config["max_num_patches"] = 256);
                break;
            case "no deviation":
                Edit(folder, "preprocessor_config.json", config => config["image_std"] = new JsonArray(0, 0, 0));
                break;
            case "cut off":
                File.WriteAllBytes(Path.Combine(folder, "onnx/text_model.onnx"), File.ReadAllBytes(TinyImageText.Asset("tiny-clip/onnx/text_model.onnx"))[..50_000]);
                break;
            default:
                File.Copy(TinyImageText.Asset("tiny-siglip/onnx/vision_model.onnx"), Path.Combine(folder, "onnx/vision_model.onnx"), overwrite: true);
                break;
        }
    }

    private static void Edit(string folder, string file, Action<JsonNode> change)
    {
        var path = Path.Combine(folder, file);
        var json = JsonNode.Parse(File.ReadAllBytes(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private IImageTextModel Install(string kind, Action<string>? change = null)
    {
        TinyImageText.Install(_fixture.DataDirectory, kind, change: change);
        _fixture.Models.Refresh();
        return _fixture.Models.Choose(kind).ShouldNotBeNull();
    }

    private static void ShouldBeNear(float[] vector, float[] expected, float tolerance, string what)
    {
        vector.Length.ShouldBe(expected.Length);
        var largest = vector.Zip(expected, (one, other) => Math.Abs(one - other)).Max();
        largest.ShouldBeLessThan(tolerance, what);
    }

    private sealed record Expected(IReadOnlyList<KnownText> Texts, IReadOnlyList<KnownPicture> Pictures);

    private sealed record KnownText(string Text, float[] Vector);

    private sealed record KnownPicture(string Picture, float[] Vector);
}
