using Limner.Kernel.Errors;

namespace Limner.Vision.Embedding.ImageText;

/// <summary>Makes of a text a vector that points where those of pictures point that show what it says. Thread-safe.</summary>
public interface ITextEncoder
{
    /// <summary>Reads and loads what the first text would wait for, which may take many seconds; nothing where that has been done.</summary>
    /// <param name="cancellation">Whoever asks next begins again.</param>
    /// <exception cref="LimnerException">As <see cref="EncodeAsync"/>.</exception>
    Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// The vector of a text, of length 1. The work is done on the calling thread, some tens of milliseconds of it; the first text waits for the model to be
    /// loaded, and nothing is kept of it: see Limner.Search's <c>WordVectors</c> for one that is.
    /// </summary>
    /// <param name="text">Of any length and language; what is beyond the model's own length does not count.</param>
    /// <param name="cancellation">Stops the model between two of its layers.</param>
    /// <exception cref="LimnerException">
    /// <c>model_not_found</c>: the model was removed. <c>model_load</c>: a part of it is missing, damaged or does not fit the others. <c>inference</c>,
    /// <c>native_library</c>.
    /// </exception>
    Task<float[]> EncodeAsync(string text, CancellationToken cancellation);
}
