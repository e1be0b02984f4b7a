using Limner.Generation.Queue;
using Limner.Imaging;
using Limner.Imaging.Conversion;
using Limner.Imaging.Output;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Requests;

/// <summary>Files that came with a request in a form, as they were sent.</summary>
internal sealed record SentPictures(ReadOnlyMemory<byte>? InitImage, ReadOnlyMemory<byte>? Mask)
{
    public static readonly SentPictures None = new(null, null);
}

/// <summary>A picture to begin with, decoded: what is kept of it is pixels, nothing of the file.</summary>
/// <param name="ImageId">The image of the library it is.</param>
internal sealed record GivenPicture(PixelBuffer Init, PixelBuffer? Mask, long? ImageId) : IDisposable
{
    public PictureMask? PictureMask { get; } = Mask is null ? null : LocalPainter.MaskOf(Mask);

    public void Dispose()
    {
        Init.Dispose();
        Mask?.Dispose();
    }

    public async Task WriteAsync(GenerationFiles files, string directory, CancellationToken cancellation)
    {
        await files.WriteAsync(directory, GenerationFiles.InitImage, PictureEncoder.Encode(Init, EncodedFormat.Png, EmbeddedMetadata.None), cancellation);
        if (Mask is not null)
        {
            await files.WriteAsync(directory, GenerationFiles.Mask, PictureEncoder.Encode(Mask, EncodedFormat.Png, EmbeddedMetadata.None), cancellation);
        }
    }
}

/// <summary>Reads the pictures of a request: images that the person sees, or files, each within the limits of the decoder before anything of it is decoded, and in the time that a scan would give it.</summary>
internal sealed class GivenPictures(
    IDatabase database, Visibility visibility, IContentPictures contents, PictureConverter converter, PictureDecoder decoder, IOptionsMonitor<GenerationOptions> options)
{
    /// <summary>Characters of a file in base 64: the body around it has a limit of its own.</summary>
    private const int MaxText = 64 * 1024 * 1024;

    /// <summary>Null: the request has none.</summary>
    /// <exception cref="LimnerException">
    /// <c>validation</c>: no base 64, a mask without a picture or of another size; <c>not_found</c>: no image that this person sees; the <c>file_...</c> reasons why a
    /// picture cannot be decoded.
    /// </exception>
    public async Task<GivenPicture?> ReadAsync(long userId, GenerateBody body, SentPictures sent, CancellationToken cancellation)
    {
        var maskFile = sent.Mask ?? FileOf(body.Mask, "mask");
        if (body.InitImage is { } name && PublicId.TryParse(IdPrefixes.Image, name, out var imageId) && sent.InitImage is null)
        {
            var (image, original) = await DecodeImageAsync(userId, imageId, cancellation);
            return await WithMaskAsync(image, original, maskFile, imageId, cancellation);
        }

        var file = sent.InitImage ?? FileOf(body.InitImage, "init_image");
        if (file is null)
        {
            return maskFile is null ? null : throw new LimnerException(ErrorCatalogue.Validation.With("There is no picture that it belongs to.", "mask"));
        }

        var (pixels, size) = await DecodeAsync(file.Value, "init_image", cancellation);
        return await WithMaskAsync(pixels, size, maskFile, null, cancellation);
    }

    private async Task<GivenPicture> WithMaskAsync(PixelBuffer init, (int Width, int Height) original, ReadOnlyMemory<byte>? maskFile, long? imageId, CancellationToken cancellation)
    {
        try
        {
            if (maskFile is null)
            {
                return new GivenPicture(init, null, imageId);
            }

            var (mask, size) = await DecodeAsync(maskFile.Value, "mask", cancellation);
            if (size != original && size != (init.Width, init.Height))
            {
                mask.Dispose();
                throw new LimnerException(ErrorCatalogue.Validation.With($"It must be of its picture's size, {original.Width} x {original.Height}.", "mask"));
            }

            if ((mask.Width, mask.Height) == (init.Width, init.Height))
            {
                return new GivenPicture(init, mask, imageId);
            }

            using (mask)
            {
                return new GivenPicture(init, PixelScaler.Resize(mask, init.Width, init.Height), imageId);
            }
        }
        catch
        {
            init.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="DecodeAsync"/> does, of an image that the person sees.</summary>
    private async Task<(PixelBuffer Pixels, (int Width, int Height) Size)> DecodeImageAsync(long userId, long imageId, CancellationToken cancellation)
    {
        ContentRow? content;
        await using (var db = database.Read())
        {
            content = await visibility.VisibleTo(db, userId).Where(image => image.Id == imageId)
                .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (image, content) => content).FirstOrDefaultAsync(cancellation);
        }

        return content is not null
            ? (await contents.DecodeAsync(content.Id, options.CurrentValue.MaxSide, cancellation), (content.Width, content.Height))
            : throw new LimnerException(ErrorCatalogue.NotFound.With("No such image.", "init_image"));
    }

    /// <summary>The pixels, no larger than anything is painted, and the size the file has.</summary>
    private async Task<(PixelBuffer Pixels, (int Width, int Height) Size)> DecodeAsync(ReadOnlyMemory<byte> file, string field, CancellationToken cancellation)
    {
        try
        {
            var opened = await converter.OpenAsync(file, cancellation);
            var header = decoder.ReadHeader(opened.Bytes);
            return (await contents.DecodeAsync(opened.Bytes, options.CurrentValue.MaxSide, cancellation), (header.Width, header.Height));
        }
        catch (LimnerException exception) when (exception.Failure.Field is null)
        {
            throw new LimnerException(exception.Failure with { Field = field }, exception);
        }
    }

    private static ReadOnlyMemory<byte>? FileOf(string? text, string field)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var start = text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? text.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase) + ";base64,".Length : 0;
        if (text.Length <= MaxText && start != ";base64,".Length - 1)
        {
            var bytes = new byte[((text.Length - start) * 3 / 4) + 3];
            if (Convert.TryFromBase64Chars(text.AsSpan(start), bytes, out var length) && length > 0)
            {
                return bytes.AsMemory(0, length);
            }
        }

        throw new LimnerException(ErrorCatalogue.Validation.With(field == "mask" ? "A file in base 64." : "An image by its id, or a file in base 64.", field));
    }
}
