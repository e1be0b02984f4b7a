using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Vision.Ocr;

/// <summary>Tells cheaply whether a picture is worth reading.</summary>
public interface ITextGate
{
    /// <summary>Which network: scores may differ between two versions, and never within one.</summary>
    string Version { get; }

    /// <summary>How likely the picture carries text, 0..1; some milliseconds on the calling thread.</summary>
    /// <param name="square512">The whole picture stretched to 512 x 512, RGB.</param>
    /// <param name="cancellation">Stops the network between two of its layers.</param>
    /// <exception cref="ArgumentException">The buffer has another size.</exception>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c>, <c>native_library</c> or <c>inference</c>.</exception>
    Task<float> ScoreAsync(PixelBuffer square512, CancellationToken cancellation);
}
