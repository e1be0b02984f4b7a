using Limner.Imaging;
using Limner.Imaging.Conversion;
using Limner.Kernel.Errors;
using Limner.Library.Images;
using Limner.Library.Scanning;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Library;

/// <summary>Pixels of contents, for what is derived from them after the scan.</summary>
public interface IContentPictures
{
    /// <summary>Decodes a content anew, whichever image and file of it can be had: upright, sRGB, never larger than the original.</summary>
    /// <param name="longSide">The most pixels its longer side may have.</param>
    /// <exception cref="LimnerException"><c>file_missing</c> and the other reasons why no file of it can be read or decoded.</exception>
    Task<PixelBuffer> DecodeAsync(long contentId, int longSide, CancellationToken cancellation);

    /// <summary>As <see cref="DecodeAsync(long, int, CancellationToken)"/>, of a file that is in no library. Nothing of it is kept.</summary>
    /// <param name="file">Recognised by its content and held against the limits before anything is decoded.</param>
    /// <param name="longSide">The most pixels its longer side may have.</param>
    /// <exception cref="LimnerException">The <c>file_...</c> reasons why it cannot be read or decoded; <c>file_timeout</c>.</exception>
    Task<PixelBuffer> DecodeAsync(ReadOnlyMemory<byte> file, int longSide, CancellationToken cancellation);

    /// <summary>Decodes a content anew as the scan does: what is derived from it is what the scan would have derived.</summary>
    /// <exception cref="LimnerException">As <see cref="DecodeAsync(long, int, CancellationToken)"/>.</exception>
    Task<DecodedPicture> DecodeSquareAsync(long contentId, CancellationToken cancellation);

    /// <summary>As <see cref="DecodeSquareAsync(long, CancellationToken)"/>, of a file that is in no library. Nothing of it is kept.</summary>
    /// <param name="file">Recognised by its content and held against the limits before anything is decoded.</param>
    /// <exception cref="LimnerException">The <c>file_...</c> reasons why it cannot be read or decoded.</exception>
    Task<DecodedPicture> DecodeSquareAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation);
}

/// <inheritdoc cref="IContentPictures"/>
internal sealed class ContentPictures(
    IDatabase database, ImageOriginals originals, PictureConverter converter, PictureDecoder decoder, IOptionsMonitor<LibraryOptions> options, TimeProvider clock) : IContentPictures
{
    public async Task<PixelBuffer> DecodeAsync(long contentId, int longSide, CancellationToken cancellation)
        => await DecodeAsync(await ReadAsync(contentId, cancellation), longSide, cancellation);

    public Task<PixelBuffer> DecodeAsync(ReadOnlyMemory<byte> file, int longSide, CancellationToken cancellation)
        => InTimeAsync(file, (bytes, begun, token) => decoder.DecodeBounded(bytes, longSide, token, begun), cancellation);

    public async Task<DecodedPicture> DecodeSquareAsync(long contentId, CancellationToken cancellation)
        => await DecodeSquareAsync(await ReadAsync(contentId, cancellation), cancellation);

    public Task<DecodedPicture> DecodeSquareAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation)
        => InTimeAsync(file, (bytes, begun, token) => decoder.Decode(bytes, decoder.ReadHeader(bytes), token, begun), cancellation);

    private async Task<T> InTimeAsync<T>(ReadOnlyMemory<byte> file, Func<ReadOnlyMemory<byte>, Action, CancellationToken, T> decode, CancellationToken cancellation)
    {
        var opened = await converter.OpenAsync(file, cancellation);
        using var deadline = new DecodeDeadline(options.CurrentValue.DecodeTime, clock, cancellation);
        var token = deadline.Token;
        var decoding = Task.Factory.StartNew(
            () => decode(opened.Bytes, deadline.Begin, token), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return await deadline.WaitAsync(decoding);
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(long contentId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var images = await db.Set<ImageRow>().Where(image => image.ContentId == contentId && image.PurgedAt == null)
            .OrderBy(image => image.RemovedAt != null).ThenBy(image => image.Id)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => new { image.Id, content.Sha256 })
            .ToListAsync(cancellation);
        var failure = new LimnerException(ErrorCatalogue.FileMissing);
        foreach (var image in images)
        {
            try
            {
                return await originals.ReadAsync(db, image.Id, image.Sha256, cancellation);
            }
            catch (LimnerException exception)
            {
                failure = exception;
            }
        }

        throw failure;
    }
}
