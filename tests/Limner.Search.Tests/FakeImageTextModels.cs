using Limner.Imaging;
using Limner.Vision.Embedding;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Tests;

/// <summary>What is installed, told by a test; the vectors of words too.</summary>
public sealed class FakeImageTextModels : IImageTextModels
{
    public FakeImageTextModel? Installed { get; set; }

    public IImageTextModel? Choose(string wanted) => Installed;

    public IImageTextModel? Find(string model) => Installed?.Model == model ? Installed : null;

    public void Refresh()
    {
    }
}

public sealed class FakeImageTextModel : IImageTextModel, ITextEncoder
{
    public string Id => "fake";

    public string Model => "fake@0123456789ab";

    /// <summary>A cosine of 0.5 is as likely as not.</summary>
    public LikenessScale TextScale => new(0.5, 8);

    public LikenessScale PictureScale => new(0.5, 8);

    public ITextEncoder Texts => this;

    public IImageEncoder Pictures => throw new NotSupportedException();

    /// <summary>What the words point at; those not told of point at the first axis.</summary>
    public Dictionary<string, float[]> Words { get; } = [];

    public List<string> Asked { get; } = [];

    public Exception? Failure { get; set; }

    public Task<float[]> EncodeAsync(string text, CancellationToken cancellation)
    {
        Asked.Add(text);
        return Failure is null ? Task.FromResult(Words.GetValueOrDefault(text) ?? [1, 0, 0, 0]) : Task.FromException<float[]>(Failure);
    }
}
