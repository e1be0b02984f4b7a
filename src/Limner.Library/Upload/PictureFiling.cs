using System.Runtime.InteropServices;

namespace Limner.Library.Upload;

/// <inheritdoc cref="IPictureFiling"/>
internal sealed class PictureFiling(UploadDrafts drafts, Uploads uploads, TimeProvider clock) : IPictureFiling
{
    public async Task<FiledPicture> FileAsync(long userId, string path, ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        var upload = await drafts.BeginAsync(userId, new NewUpload(FolderId: null, path, file.Length, clock.GetUtcNow(), KeepDuplicates: false, Metadata: null), cancellation);
        try
        {
            await using var body = MemoryMarshal.TryGetArray(file, out var bytes) ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : new MemoryStream(file.ToArray(), writable: false);
            (upload, _) = await uploads.AppendAsync(upload, 0, body, file.Length, checksum: null, cancellation);
            return upload.ImageId is { } imageId ? new FiledPicture(null, imageId) : new FiledPicture(upload.FileId, null);
        }
        catch
        {
            // Nobody can go on with it.
            await uploads.DeleteAsync(upload, CancellationToken.None);
            throw;
        }
    }
}
