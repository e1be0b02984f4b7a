using Limner.Documents;
using Limner.Imaging;
using Limner.Search.Meaning;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Pages;

/// <summary>Keeps of every page that is read what its picture means, where an image-text model is installed that can be used.</summary>
internal sealed class PageMeaningAnalyzer(MeaningVectorAnalyzer pictures, VectorStore vectors) : IPageAnalyzer
{
    public bool IsEnabled => pictures.IsEnabled;

    public Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation) => pictures.AnalyzeAsync(picture, cancellation);

    public async Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedPage> pages, CancellationToken cancellation)
    {
        await vectors.RemoveAsync(db, PageSpaces.Meaning, [.. pages.Where(page => page.Finding is null).Select(page => page.PageId)], cancellation);

        // Of one model all, but where it was exchanged between two pages.
        var found = pages.Where(page => page.Finding is not null).Select(page => (page.PageId, Finding: (MeaningFinding)page.Finding!));
        foreach (var made in found.GroupBy(page => page.Finding.Model))
        {
            await vectors.SaveAsync(
                db,
                await EnsureAsync(db, made.Key, made.First().Finding.Vector.Length, cancellation),
                [.. made.Select(page => (page.PageId, new ReadOnlyMemory<float>(page.Finding.Vector)))],
                cancellation);
        }
    }

    /// <summary>The space of a model, made on first use; inside a write.</summary>
    /// <param name="dimensions">Of the vectors it makes.</param>
    public static Task<VectorSpace> EnsureAsync(LimnerDb db, IImageTextModel model, int dimensions, CancellationToken cancellation)
        => VectorStore.EnsureSpaceAsync(db, PageSpaces.Meaning, model.Model, dimensions, model.PictureScale, cancellation);
}
