using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Models.Store;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding.ImageText;

namespace Limner.Search.Meaning;

/// <summary>Keeps of every picture that the library decodes what it means, where an image-text model is installed: from the same pixels as all else.</summary>
internal sealed class MeaningVectorAnalyzer(MeaningSpace space, VectorStore vectors, ModelTroubles troubles) : IPictureAnalyzer
{
    public const string AnalyzerKind = "meaning_vector";

    /// <summary>Of <see cref="ModelTroubles"/>: the encoder of pictures.</summary>
    public const string Part = "pictures";

    private volatile string? _unusable;

    public string Kind => AnalyzerKind;

    /// <summary>Not with a model that cannot be loaded: every scan would decode every picture anew, for nothing.</summary>
    public bool IsEnabled => space.Current is { } model && model.Model != _unusable;

    public string Version => space.Current?.Model ?? "";

    public string VersionOf(object finding) => ((MeaningFinding)finding).Model.Model;

    public async Task<object> AnalyzeAsync(DecodedPicture picture, CancellationToken cancellation)
    {
        var model = space.Current ?? throw new LimnerException(ErrorCatalogue.ModelNotFound, "The image-text model was removed.");
        try
        {
            return new MeaningFinding(model, await model.Pictures.EncodeAsync(picture, cancellation));
        }
        catch (LimnerException failure) when (failure.Failure.Error == ErrorCatalogue.ModelLoad)
        {
            _unusable = model.Model;
            throw troubles.Report(model.Id, Part, failure);
        }
    }

    public async Task SaveAsync(LimnerDb db, IReadOnlyList<AnalyzedContent> batch, CancellationToken cancellation)
    {
        // Of one model all, but where it was exchanged between two pictures.
        foreach (var made in batch.Select(item => (item.ContentId, Finding: (MeaningFinding)item.Finding)).GroupBy(item => item.Finding.Model))
        {
            await vectors.SaveAsync(
                db,
                await MeaningSpace.EnsureAsync(db, made.Key, made.First().Finding.Vector.Length, cancellation),
                [.. made.Select(item => (item.ContentId, new ReadOnlyMemory<float>(item.Finding.Vector)))],
                cancellation);
        }
    }

    /// <summary>A vector is its content's, whoever has an image of it.</summary>
    public Task AttachAsync(LimnerDb db, IReadOnlyList<AttachedImage> images, CancellationToken cancellation) => Task.CompletedTask;
}
