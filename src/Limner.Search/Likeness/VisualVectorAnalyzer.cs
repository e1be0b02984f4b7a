using Limner.Imaging;
using Limner.Library;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.Extensions.Options;

namespace Limner.Search.Likeness;

/// <summary>
/// Keeps of every picture that the library decodes where it points. The detector has looked at the same pixels a moment before, so this
/// costs no second run of the network.
/// </summary>
internal sealed class VisualVectorAnalyzer(IVisualEmbedder embedder, VisualSpace space, VectorStore vectors, IOptionsMonitor<SearchOptions> options) : IPictureAnalyzer
{
    public const string AnalyzerKind = "visual_vector";

    public string Kind => AnalyzerKind;

    public string Version => embedder.Model;

    public bool IsEnabled => options.CurrentValue.VisualVectors;

    public async Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation) => await embedder.EmbedAsync(picture.Square, cancellation);

    public async Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedContent> batch, CancellationToken cancellation)
        => await vectors.SaveAsync(
            db, await space.EnsureAsync(db, cancellation), [.. batch.Select(item => (item.ContentId, new ReadOnlyMemory<float>((float[])item.Finding)))], cancellation);

    /// <summary>A vector is its content's, whoever has an image of it.</summary>
    public Task AttachAsync(LimnerDb db, IReadOnlyList<AttachedImage> images, CancellationToken cancellation) => Task.CompletedTask;
}
