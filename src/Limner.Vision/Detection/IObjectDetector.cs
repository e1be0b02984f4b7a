using Limner.Imaging;
using Limner.Kernel.Errors;

namespace Limner.Vision.Detection;

/// <summary>Finds things of everyday life in a picture. Thread-safe: as many callers at once as the machine has cores get the most out of it.</summary>
public interface IObjectDetector
{
    /// <summary>
    /// Which model with which parameters: what it finds may differ between two versions, and never within one. Short, fit for a database
    /// column.
    /// </summary>
    string Version { get; }

    /// <summary>
    /// The detections of at least 0.15 confidence, most confident first, none twice. Many below 0.30 are wrong: whoever makes tags of
    /// them draws a line of its own. The work is done on the calling thread, some tens of milliseconds of it.
    /// </summary>
    /// <param name="square512">The whole picture stretched to 512 x 512, RGB.</param>
    /// <param name="cancellation">Stops the model between two of its layers.</param>
    /// <exception cref="ArgumentException">The buffer has another size.</exception>
    /// <exception cref="LimnerException"><c>model_not_found</c>, <c>model_load</c>, <c>native_library</c> or <c>inference</c>.</exception>
    Task<IReadOnlyList<Detection>> DetectAsync(PixelBuffer square512, CancellationToken cancellation);
}
