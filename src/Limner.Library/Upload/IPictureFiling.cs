using Limner.Kernel.Errors;

namespace Limner.Library;

/// <summary>A picture in a person's library.</summary>
/// <param name="FileId">The file it became, or the one with the same bytes that waits to be read; null: <paramref name="ImageId"/> has the same bytes already.</param>
/// <param name="ImageId">The image that was there already.</param>
public sealed record FiledPicture(long? FileId, long? ImageId);

/// <summary>Puts pictures that the server has made into somebody's own library, on the same way as what they upload.</summary>
public interface IPictureFiling
{
    /// <summary>The file is in its folder when this returns, and the job that reads it waits.</summary>
    /// <param name="path">Below the folder of the person's uploads; a name that is taken gets a number.</param>
    /// <exception cref="LimnerException">As for an upload: <c>storage_full</c>, <c>upload_limit</c>, <c>folder_missing</c>, <c>folder_read_only</c>, ...</exception>
    Task<FiledPicture> FileAsync(long userId, string path, ReadOnlyMemory<byte> file, CancellationToken cancellation);
}
