using Limner.Kernel.Errors;
using Limner.Storage;

namespace Limner.Library;

/// <summary>The bytes of originals, for what is made of them.</summary>
public interface IImageSources
{
    /// <summary>Opens the original of an image that a user sees, under the name they know. Dispose the stream.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>: they see no such image; <c>file_missing</c>, <c>file_unreadable</c> or <c>file_changing</c>.</exception>
    Task<(Stream Stream, string Name)> OpenVisibleAsync(LimnerDb db, long userId, long imageId, CancellationToken cancellation);
}
