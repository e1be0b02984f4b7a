using System.Text.Json;
using Limner.Imaging;
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
