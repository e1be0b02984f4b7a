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

public sealed class FakeImageTextModel : IImageTextModel, ITextEncoder, IImageEncoder
{
    public string Id => "fake";

    public string Model => "fake@0123456789ab";

    /// <summary>A cosine of 0.5 is as likely as not.</summary>
    public LikenessScale TextScale => new(0.5, 8);

    public LikenessScale PictureScale => new(0.5, 8);

    public ITextEncoder Texts => this;

    public IImageEncoder Pictures => this;

    /// <summary>What the words point at; those not told of point at the first axis.</summary>
    public Dictionary<string, float[]> Words { get; } = [];

    public List<string> Asked { get; } = [];

    /// <summary>What texts fail with.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What pictures fail with.</summary>
    public Exception? PictureFailure { get; set; }

    /// <summary>The model is being loaded until this ends.</summary>
    public Task Loaded { get; set; } = Task.CompletedTask;

    /// <summary>How often somebody began to load it.</summary>
    public int Loads { get; private set; }

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        Loads++;
        await Loaded.WaitAsync(cancellation);
        if (Failure is not null)
        {
            throw Failure;
        }
    }

    public Task<float[]> EncodeAsync(PixelBuffer picture, CancellationToken cancellation) => PictureFailure is null ? Task.FromResult<float[]>([1, 0, 0, 0]) : Task.FromException<float[]>(PictureFailure);

    public Task<float[]> EncodeAsync(DecodedPicture picture, CancellationToken cancellation) => EncodeAsync(picture.Square, cancellation);

    public Task<float[]> EncodeAsync(string text, CancellationToken cancellation)
    {
        Asked.Add(text);
        return Failure is null ? Task.FromResult(Words.GetValueOrDefault(text) ?? [1, 0, 0, 0]) : Task.FromException<float[]>(Failure);
    }
}
