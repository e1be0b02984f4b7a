using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding.ImageText;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Search.Meaning;

/// <summary>The vectors of what pictures mean, made by an installed image-text model: which space takes new ones, and which one answers.</summary>
internal sealed class MeaningSpace(IImageTextModels models, VectorStore vectors, IOptionsMonitor<SearchOptions> options)
{
    /// <summary>Of all spaces whose vectors are made by an <see cref="IImageTextModel"/>.</summary>
    public const string Kind = "meaning";

    /// <summary>The model whose vectors are made now; null where none is installed.</summary>
    public IImageTextModel? Current => models.Choose(options.CurrentValue.EmbeddingModel);

    /// <summary>The space of a model, made on first use; inside a write.</summary>
    /// <param name="dimensions">Of the vectors it makes.</param>
    public static Task<VectorSpace> EnsureAsync(LimnerDb db, IImageTextModel model, int dimensions, CancellationToken cancellation)
        => VectorStore.EnsureSpaceAsync(db, Kind, model.Model, dimensions, model.PictureScale, cancellation);

    /// <summary>
    /// What answers: the present model's vectors, but while they are still being made and those of another installed model are all there, those. Null where no
    /// installed model has made any: without its model nothing can be asked of a space, though its vectors stay. One statement.
    /// </summary>
    public async Task<ServingMeaning?> ServingAsync(LimnerDb db, CancellationToken cancellation)
    {
        var current = Current;
        var spaces = await db.Set<VectorSpaceRow>().Where(row => row.Kind == Kind).OrderByDescending(row => row.Id).ToListAsync(cancellation);
        var answering = spaces
            .Select(row => (Row: row, Model: row.Model == current?.Model ? current : models.Find(row.Model)))
            .Where(space => space.Model is not null)
            .OrderByDescending(space => space.Row.Complete)
            .ThenByDescending(space => space.Model == current)
            .FirstOrDefault();
        return answering.Model is { } model ? new ServingMeaning(answering.Row.ToSpace(), model) : null;
    }

    /// <summary>Says that every picture has its vector of this model: from now on it answers, and those of other models go.</summary>
    public Task CompleteAsync(IDatabase database, IImageTextModel model, int dimensions, CancellationToken cancellation)
        => vectors.CompleteAsync(database, Kind, (db, token) => EnsureAsync(db, model, dimensions, token), cancellation);
}
