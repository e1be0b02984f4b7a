using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Models.Store;
using Limner.Search.Meaning;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Limner.Vision.Embedding.ImageText;
using Microsoft.Extensions.Logging;

namespace Limner.Search.Likeness;

/// <summary>
/// In which spaces pictures are compared with pictures, best first: by meaning where an image-text model is installed and every picture has its vector, else by what they
/// look like to the detector, which needs no download (docs/decisions/0028-meaning.md).
/// </summary>
internal sealed class LikenessSpaces(MeaningSpace meaning, VisualSpace visual, IVisualEmbedder embedder, ModelTroubles troubles, ILogger<LikenessSpaces> logger)
{
    /// <summary>Empty where no picture has a vector yet. Two statements.</summary>
    public async Task<IReadOnlyList<VectorSpace>> ServingAsync(LimnerDb db, CancellationToken cancellation)
    {
        List<VectorSpace> spaces = [];
        if (await meaning.ServingAsync(db, cancellation) is { Space: { IsComplete: true } byMeaning })
        {
            spaces.Add(byMeaning);
        }

        if (await visual.ServingAsync(db, cancellation) is { } byLook)
        {
            spaces.Add(byLook);
        }

        return spaces;
    }

    /// <summary>The vector of a picture that is in no library, in the best space that can be asked: by what it looks like where the image-text model fails.</summary>
    /// <exception cref="LimnerException">
    /// <see cref="ErrorCatalogue.VectorPending"/>: nothing that answers can be compared with it. The encoder's own, where there is no other.
    /// </exception>
    public async Task<(VectorSpace Space, float[] Vector)> EmbedAsync(LimnerDb db, DecodedPicture picture, CancellationToken cancellation)
    {
        LimnerException? failed = null;
        if (await meaning.ServingAsync(db, cancellation) is { Space: { IsComplete: true } byMeaning } serving)
        {
            try
            {
                return (byMeaning, await EncodeAsync(serving.Model, picture, cancellation));
            }
            catch (LimnerException failure)
            {
                Log.MeaningOfPictureFailed(logger, failure.Failure.Error.Code, failure);
                failed = failure;
            }
        }

        // Nothing that answers now can be compared with what another model would see.
        var space = await visual.ServingAsync(db, cancellation);
        return space is not null && space.Model == embedder.Model
            ? (space, await embedder.EmbedAsync(picture.Square, cancellation))
            : throw (failed ?? new LimnerException(ErrorCatalogue.VectorPending));
    }

    private async Task<float[]> EncodeAsync(IImageTextModel model, DecodedPicture picture, CancellationToken cancellation)
    {
        troubles.ThrowIfResting(model.Id, MeaningVectorAnalyzer.Part);
        try
        {
            return await model.Pictures.EncodeAsync(picture, cancellation);
        }
        catch (LimnerException failure) when (ModelTroubles.IsAboutTheModel(failure.Failure.Error))
        {
            throw troubles.Report(model.Id, MeaningVectorAnalyzer.Part, failure);
        }
    }
}
