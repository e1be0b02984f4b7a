using System.Buffers.Binary;
using Limner.Kernel.Errors;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Native.Onnx;
using Limner.Safety;
using Limner.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Models.Tests.Onnx;

/// <summary>Installed models: several ONNX files, weights in files of their own, removal.</summary>
public sealed class ModelPartsTests : IAsyncLifetime
{
    private static readonly byte[] Weights = Floats(10, 20, 30, 40);

    private readonly ModelDirectory _models = new();
    private readonly ServiceProvider _services;
    private readonly ModelSessions _sessions;
    private readonly ModelStore _store;

    public ModelPartsTests()
    {
        _store = new ModelStore(_models.Path, _models.Installed);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<TimeProvider>(new FakeClock())
            .AddSafety()
            .AddModels()
            .AddSingleton(_store)
            .Configure<ModelsOptions>(options => options.MemoryBudgetMb = 64)
            .BuildServiceProvider();
        _sessions = _services.GetRequiredService<ModelSessions>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task Each_file_of_a_model_is_a_session_of_its_own_whose_inputs_and_outputs_are_bound_by_name()
    {
        _models.Install("pair", 0, ("onnx/sum.onnx", ModelDirectory.TwoOutputs()), ("text/add.onnx", ModelDirectory.AdderWithWeightsIn("add.onnx_data")), ("text/add.onnx_data", Weights));
        using var a = new ModelTensor<float>(new float[] { 1, 2, 3, 4 }, 4);
        using var b = new ModelTensor<float>(new float[] { 5, 6, 7, 8 }, 4);

        using var both = await _sessions.LeaseAsync("pair", "onnx/sum.onnx", default);
        both.Inputs.Select(input => (input.Name, input.ElementType, input.Shape[0])).ShouldBe([("a", OrtElementType.Float, 4), ("b", OrtElementType.Float, 4)]);
        both.Outputs.Select(output => output.Name).ShouldBe(["sum", "product"]);
        using (var outputs = both.Run(new Dictionary<string, ModelTensor> { ["b"] = b, ["a"] = a }, ["product"], default))
        {
            outputs.Count.ShouldBe(1);
            (outputs[0].Name, outputs[0].ElementType, outputs[0].Shape.Length, outputs[0].Shape[0]).ShouldBe(("product", OrtElementType.Float, 1, 4));
            outputs[0].Elements<float>().ToArray().ShouldBe([5, 12, 21, 32]);
        }

        using var adder = await _sessions.LeaseAsync("pair", "text/add.onnx", default);
        using (var outputs = adder.Run(new Dictionary<string, ModelTensor> { ["x"] = a }, ["y"], default))
        {
            outputs[0].Elements<float>().ToArray().ShouldBe([11, 22, 33, 44]);
        }

        _sessions.Loaded.Select(model => (model.Id, model.File)).ShouldBe([("pair", "onnx/sum.onnx"), ("pair", "text/add.onnx")], ignoreOrder: true);
        var counted = _sessions.Loaded.Single(model => model.File == "text/add.onnx").Bytes;
        counted.ShouldBe(2 * (_store.Find("pair").FileAt("text/add.onnx")!.Size + Weights.Length));
    }

    [Fact]
    public async Task A_file_counts_with_its_share_of_what_was_measured()
    {
        var file = ModelDirectory.TwoOutputs();
        _models.Install("pair", 10 * ModelDirectory.Megabyte, ("one.onnx", file), ("two.onnx", file));

        using var lease = await _sessions.LeaseAsync("pair", "one.onnx", default);

        _sessions.Loaded.ShouldHaveSingleItem().Bytes.ShouldBe(5 * ModelDirectory.Megabyte);
    }

    [Fact]
    public async Task Names_that_the_model_does_not_have_are_an_inference_failure_that_names_them()
    {
        _models.Install("pair", 0, ("sum.onnx", ModelDirectory.TwoOutputs()));
        using var a = new ModelTensor<float>(4);
        using var lease = await _sessions.LeaseAsync("pair", "sum.onnx", default);

        Refused(new() { ["a"] = a }, "sum").ShouldContain("b is missing");
        Refused(new() { ["a"] = a, ["b"] = a, ["c"] = a }, "sum").ShouldContain("no input c");
        Refused(new() { ["a"] = a, ["b"] = a }, "difference").ShouldContain("no output difference");

        string Refused(Dictionary<string, ModelTensor> inputs, string output)
        {
            var failure = Should.Throw<LimnerException>(() => lease.Run(inputs, [output], default)).Failure;
            failure.Error.ShouldBe(ErrorCatalogue.Inference);
            return failure.Detail!;
        }
    }

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("missing.bin")]
    [InlineData("../other/model.onnx")]
    public async Task Weights_that_lie_outside_the_model_are_model_load_and_are_named(string location)
    {
        _models.Install("other", 0, ("model.onnx", Weights));
        _models.Install("escaping", 0, ("model.onnx", ModelDirectory.AdderWithWeightsIn(location)), ("weights.bin", Weights));
        await File.WriteAllBytesAsync(Path.Join(_models.Installed, "weights.bin"), Weights);

        (await FailureOf("escaping", "model.onnx")).ShouldSatisfyAllConditions(
            failure => failure.Error.ShouldBe(ErrorCatalogue.ModelLoad),
            failure => failure.Detail.ShouldNotBeNull().ShouldContain(location));
    }

    [Fact]
    public async Task Weights_behind_a_link_are_model_load()
    {
        _models.Install("linked", 0, ("model.onnx", ModelDirectory.AdderWithWeightsIn("weights.bin")), ("weights.bin", Weights));
        var weights = Path.Join(_models.Installed, "linked", "weights.bin");
        File.Move(weights, Path.Join(_models.Installed, "elsewhere.bin"));
        File.CreateSymbolicLink(weights, "../elsewhere.bin");

        (await FailureOf("linked", "model.onnx")).Error.ShouldBe(ErrorCatalogue.ModelLoad);
    }

    [Fact]
    public async Task Every_cut_of_a_file_is_model_load()
    {
        var whole = ModelDirectory.AdderWithWeightsIn("weights.bin");
        for (var length = 0; length < whole.Length; length += 7)
        {
            _models.Install("cut", 0, ("model.onnx", whole[..length]), ("weights.bin", Weights));
            (await FailureOf("cut", "model.onnx")).Error.ShouldBe(ErrorCatalogue.ModelLoad, $"{length} bytes");
        }
    }

    [Fact]
    public void Deeply_nested_messages_end_the_walk()
    {
        byte[] message = [];
        for (var i = 0; i < 201; i++)
        {
            // graph { node { attribute { g { ... } } } }
            message = Field(i % 3 == 0 ? 6 : i % 3 == 1 ? 5 : 1, message);
        }

        Should.Throw<InvalidDataException>(() => OnnxExternalData.Read(new MemoryStream(Field(7, message)))).Message.ShouldContain("deep");
    }

    [Fact]
    public async Task A_model_that_is_leased_is_not_removed_and_one_that_is_idle_leaves_memory_first()
    {
        _models.Install("pair", 0, ("sum.onnx", ModelDirectory.TwoOutputs()));
        var lease = await _sessions.LeaseAsync("pair", "sum.onnx", default);
        var removed = 0;

        (await Should.ThrowAsync<LimnerException>(() => _sessions.WithdrawAsync("pair", RemoveAsync))).Failure.Error.ShouldBe(ErrorCatalogue.ModelInUse);
        removed.ShouldBe(0);

        lease.Dispose();
        await _sessions.WithdrawAsync("pair", RemoveAsync);
        removed.ShouldBe(1);
        (await FailureOf("pair", "sum.onnx")).Error.ShouldBe(ErrorCatalogue.ModelNotFound);

        async Task RemoveAsync()
        {
            removed++;
            _sessions.Loaded.ShouldBeEmpty();
            (await FailureOf("pair", "sum.onnx")).Error.ShouldBe(ErrorCatalogue.ModelNotFound);
            Directory.Delete(Path.Join(_models.Installed, "pair"), recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_verified_is_verified_again()
    {
        _models.Install("pair", 0, ("sum.onnx", ModelDirectory.TwoOutputs()));
        var model = _store.Find("pair");
        var path = await _store.VerifyAsync(model, model.Files[0], default);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        (await Should.ThrowAsync<LimnerException>(() => _store.VerifyAsync(model, model.Files[0], default))).Failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
    }

    [Theory]
    [InlineData("../../up.onnx")]
    [InlineData("/abs.onnx")]
    [InlineData("a/b/c/d/e.onnx")]
    [InlineData("a//b.onnx")]
    [InlineData(".hidden/b.onnx")]
    [InlineData("a\\b.onnx")]
    [InlineData("model.json")]
    public void A_manifest_with_a_path_that_is_no_plain_one_is_broken_and_leaves_the_others_alone(string path)
    {
        _models.Install("good", 0, ("sum.onnx", ModelDirectory.TwoOutputs()));
        _models.Install("bad", 0);
        File.WriteAllText(Path.Join(_models.Installed, "bad", "model.json"), System.Text.Json.JsonSerializer.Serialize(new
        {
            id = "bad", task = "t", title = "t", licence = "MIT", source = "s", memory_bytes = 0, files = new[] { new { path, size = 1, sha256 = new string('0', 64) } },
        }));

        var listing = _store.List();

        listing.Models.Select(model => model.Id).ShouldBe(["good"]);
        listing.Broken.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            broken => broken.Id.ShouldBe("bad"),
            broken => broken.Why.Error.ShouldBe(ErrorCatalogue.ModelLoad));
    }

    private static byte[] Floats(params float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }

    private static byte[] Field(int number, byte[] content)
    {
        List<byte> bytes = [(byte)((number << 3) | 2)];
        var length = content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            bytes.Add((byte)(length | 0x80));
        }

        return [.. bytes, (byte)length, .. content];
    }

    private async Task<Failure> FailureOf(string id, string file)
        => (await Should.ThrowAsync<LimnerException>(async () => (await _sessions.LeaseAsync(id, file, default)).Dispose())).Failure;
}
