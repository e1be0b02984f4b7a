using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Vision.Embedding;

/// <summary>Makes of a picture a vector that points where those of pictures point that look alike. Thread-safe.</summary>
public interface IVisualEmbedder
{
    /// <summary>
    /// Which model with which parameters: vectors of two versions mean nothing to one another, and one version always makes the same of the same
    /// picture. Short, fit for a database column.
    /// </summary>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c>.</exception>
    string Model { get; }

    /// <summary>Elements of every vector.</summary>
    int Dimensions { get; }

    /// <summary>What a cosine of two of its vectors says.</summary>
    LikenessScale Scale { get; }

    /// <summary>
    /// The vector of a picture, of length 1. The work is done on the calling thread, some tens of milliseconds of it; none where
    /// the detector has just looked at the same pixels.
    /// </summary>
    /// <param name="square512">The whole picture stretched to 512 x 512, RGB.</param>
    /// <param name="cancellation">Stops the model between two of its layers.</param>
    /// <exception cref="ArgumentException">The buffer has another size.</exception>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c>, <c>native_library</c> or <c>inference</c>.</exception>
    Task<float[]> EmbedAsync(PixelBuffer square512, CancellationToken cancellation);
}
