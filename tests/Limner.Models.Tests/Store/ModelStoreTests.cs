using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Models.Tests.Store;

public sealed class ModelStoreTests : IDisposable
{
    private readonly ModelDirectory _models = new();
    private readonly ModelStore _store;

    public ModelStoreTests() => _store = new ModelStore(_models.Path);

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task A_model_whose_files_are_as_the_manifest_says_is_found()
    {
        _models.AddAdder("adder");

        var manifest = _store.Find("adder");

        manifest.Task.ShouldBe("test");
        manifest.CountedBytes.ShouldBe(ModelDirectory.Megabyte);
        (await _store.VerifyAsync(manifest, manifest.Files[0], default)).ShouldBe(_models.FileOf("adder"));
    }

    [Fact]
    public void A_manifest_without_a_measured_size_counts_twice_its_files()
    {
        _models.AddAdder("adder", memoryBytes: 0);

        _store.Find("adder").CountedBytes.ShouldBe(2 * new FileInfo(_models.FileOf("adder")).Length);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("../adder")]
    [InlineData(".hidden")]
    [InlineData("")]
    public void A_model_that_is_not_there_is_model_not_found(string id)
    {
        _models.AddAdder("adder");

        var failure = Should.Throw<LimnerException>(() => _store.Find(id)).Failure;

        failure.Error.ShouldBe(ErrorCatalogue.ModelNotFound);
        failure.Error.Remedy.ShouldContain("./run.sh");
    }

    [Fact]
    public async Task A_missing_file_is_model_not_found()
    {
        _models.AddAdder("adder");
        var manifest = _store.Find("adder");
        File.Delete(_models.FileOf("adder"));

        var failure = (await Should.ThrowAsync<LimnerException>(() => _store.VerifyAsync(manifest, manifest.Files[0], default))).Failure;

        failure.Error.ShouldBe(ErrorCatalogue.ModelNotFound);
        failure.Detail.ShouldNotBeNull().ShouldContain("adder.onnx");
    }

    [Fact]
    public async Task A_file_with_one_bit_changed_is_refused_with_model_load()
    {
        _models.AddAdder("adder");
        var bytes = await File.ReadAllBytesAsync(_models.FileOf("adder"));
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(_models.FileOf("adder"), bytes);
        var manifest = _store.Find("adder");

        var failure = (await Should.ThrowAsync<LimnerException>(() => _store.VerifyAsync(manifest, manifest.Files[0], default))).Failure;

        failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"id":"broken"}""")]
    [InlineData("""{"id":"other","task":"t","title":"t","licence":"MIT","source":"s","files":[{"path":"a.onnx","size":1,"sha256":"00"}]}""")]
    [InlineData("""{"id":"broken","task":"t","title":"t","licence":"MIT","source":"s","files":[]}""")]
    [InlineData("""{"id":"broken","task":"t","title":"t","licence":"MIT","source":"s","files":[{"path":"../a.onnx","size":1,"sha256":"00"}]}""")]
    public void A_manifest_that_cannot_be_used_is_model_load(string json)
    {
        File.WriteAllText(Path.Combine(_models.Path, "broken.json"), json);

        Should.Throw<LimnerException>(() => _store.Find("broken")).Failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
    }
}
