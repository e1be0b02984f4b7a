using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>Makes of a picture a vector that points where those of texts point that say what it shows. Thread-safe.</summary>
public interface IImageEncoder
{
    /// <summary>The vector of a picture, of length 1. The work is done on the calling thread, some tens to hundreds of milliseconds of it.</summary>
    /// <param name="picture">Upright sRGB in its own proportions.</param>
    /// <param name="cancellation">Stops the model between two of its layers.</param>
    /// <exception cref="LimnerException">As <see cref="ITextEncoder.EncodeAsync"/>.</exception>
    Task<float[]> EncodeAsync(PixelBuffer picture, CancellationToken cancellation);

    /// <summary>
    /// The vector of a picture as the scan has it, stretched to a square: it is brought back to its own proportions on the way to the model's size, so that
    /// nothing is decoded again (docs/decisions/0028-meaning.md).
    /// </summary>
    /// <inheritdoc cref="EncodeAsync(PixelBuffer, CancellationToken)"/>
    Task<float[]> EncodeAsync(DecodedPicture picture, CancellationToken cancellation);
}
