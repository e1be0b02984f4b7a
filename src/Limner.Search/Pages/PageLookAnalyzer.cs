using Limner.Documents;
using Limner.Imaging;
using Limner.Search.Likeness;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.Extensions.Options;

namespace Limner.Search.Pages;

/// <summary>Keeps of every page that is read what it looks like.</summary>
internal sealed class PageLookAnalyzer(IVisualEmbedder embedder, VectorStore vectors, IOptionsMonitor<SearchOptions> options) : IPageAnalyzer
{
    public bool IsEnabled => options.CurrentValue.VisualVectors;

    public async Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation) => await embedder.EmbedAsync(picture.Square, cancellation);

    public async Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedPage> pages, CancellationToken cancellation)
    {
        await vectors.RemoveAsync(db, PageSpaces.Visual, [.. pages.Where(page => page.Finding is null).Select(page => page.PageId)], cancellation);
        var found = pages.Where(page => page.Finding is not null).ToList();
        if (found.Count > 0)
        {
            await vectors.SaveAsync(db, await EnsureAsync(db, cancellation), found.ConvertAll(page => (page.PageId, new ReadOnlyMemory<float>((float[])page.Finding!))), cancellation);
        }
    }

    /// <summary>The present model's space, made on first use; inside a write.</summary>
    public Task<VectorSpace> EnsureAsync(LimnerDb db, CancellationToken cancellation)
        => VectorStore.EnsureSpaceAsync(db, PageSpaces.Visual, embedder.Model, embedder.Dimensions, embedder.Scale, cancellation);
}
