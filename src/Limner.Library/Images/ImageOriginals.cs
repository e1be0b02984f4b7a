using System.Security.Cryptography;
using Limner.Accounts.SecurityEvents;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Images;

/// <summary>A file of an image, with where to find it.</summary>
internal sealed record LocatedFile(string Root, string RelativePath, string Name, long Size, DateTimeOffset ModifiedAt);

/// <inheritdoc cref="IImageSources"/>
internal sealed class ImageOriginals(OriginalFiles originals, Visibility visibility, ISecurityEvents events) : IImageSources
{
    public async Task<(Stream Stream, string Name)> OpenVisibleAsync(LimnerDb db, long userId, long imageId, CancellationToken cancellation)
    {
        var image = await visibility.VisibleTo(db, userId).Where(row => row.Id == imageId)
            .Join(db.Set<ContentRow>(), row => row.ContentId, content => content.Id, (row, content) => new { row.Name, content.Size })
            .FirstOrDefaultAsync(cancellation) ?? throw new LimnerException(ErrorCatalogue.NotFound, "No such image.");
        var (stream, file) = await OpenAsync(db, userId, imageId, image.Name, image.Size, cancellation);
        return (stream, file.Name);
    }

    /// <summary>
    /// As <see cref="OpenAsync(LimnerDb, long, long, CancellationToken)"/>, of the files alone that lie in folders this user sees. An image that an
    /// album alone gives view of has none of those: then it is any file, under the name that the user knows.
    /// </summary>
    /// <param name="name">Of the image, as this user sees it.</param>
    public async Task<(Stream Stream, LocatedFile File)> OpenAsync(LimnerDb db, long userId, long imageId, string name, long size, CancellationToken cancellation)
    {
        var files = visibility.FilesVisibleTo(db, userId);
        if (await files.AnyAsync(file => file.ImageId == imageId, cancellation))
        {
            return await OpenAsync(db, files, imageId, size, cancellation);
        }

        var (stream, file) = await OpenAsync(db, imageId, size, cancellation);
        return (stream, file with { Name = name });
    }

    /// <summary>
    /// The first file that is there and still is what was scanned, whoever may see it: for what is derived from the bytes and tells nothing of
    /// where they lay.
    /// </summary>
    /// <exception cref="LimnerException">
    /// None is: the reason of the last one tried, <c>file_missing</c>, <c>file_unreadable</c> or <c>file_changing</c>.
    /// </exception>
    public Task<(Stream Stream, LocatedFile File)> OpenAsync(LimnerDb db, long imageId, long size, CancellationToken cancellation)
        => OpenAsync(db, db.Set<ImageFileRow>(), imageId, size, cancellation);

    /// <summary>
    /// All bytes of an original. What is derived from them is kept under their hash and shown to everybody who has those bytes, for good: so they are hashed
    /// again here. The image may have got another content, or its file other bytes, since the hash was looked up.
    /// </summary>
    /// <exception cref="LimnerException"><c>file_missing</c>, <c>file_unreadable</c> or <c>file_changing</c>.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(LimnerDb db, long imageId, string sha256, CancellationToken cancellation)
    {
        var size = await db.Set<ContentRow>().Where(content => content.Sha256 == sha256).Select(content => (long?)content.Size).FirstOrDefaultAsync(cancellation)
            ?? throw new LimnerException(ErrorCatalogue.FileChanging);
        var (stream, _) = await OpenAsync(db, imageId, size, cancellation);
        await using (stream)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
            try
            {
                await stream.ReadExactlyAsync(bytes, cancellation);
            }
            catch (IOException exception)
            {
                throw new LimnerException(exception is EndOfStreamException ? ErrorCatalogue.FileChanging : ErrorCatalogue.FileUnreadable, exception.Message, exception);
            }

            return Convert.ToHexStringLower(SHA256.HashData(bytes)) == sha256
                ? bytes
                : throw new LimnerException(ErrorCatalogue.FileChanging, "It was changed after the last scan.");
        }
    }

    private async Task<(Stream Stream, LocatedFile File)> OpenAsync(LimnerDb db, IQueryable<ImageFileRow> files, long imageId, long size, CancellationToken cancellation)
    {
        var failure = new LimnerException(ErrorCatalogue.FileMissing);
        foreach (var file in await FindAsync(db, files, imageId, cancellation))
        {
            try
            {
                var stream = originals.Open(file.Root, file.RelativePath, out var modifiedAt);
                if (stream.Length == size && modifiedAt == file.ModifiedAt)
                {
                    return (stream, file);
                }

                // Its bytes are no longer those the entity tag and the media type speak of.
                await stream.DisposeAsync();
                failure = new LimnerException(ErrorCatalogue.FileChanging, "It was changed after the last scan.");
            }
            catch (LimnerException exception)
            {
                failure = exception;
                if (exception.Failure.Error == ErrorCatalogue.PathOutsideRoot)
                {
                    events.Record(new SecurityEvent(SecurityEventKind.PathDenied, Subject: PublicId.Format(IdPrefixes.Image, imageId), Detail: "The original leads outside its folder."));
                }
            }
        }

        throw failure;
    }

    private static Task<List<LocatedFile>> FindAsync(LimnerDb db, IQueryable<ImageFileRow> files, long imageId, CancellationToken cancellation)
        => (from file in files
            where file.ImageId == imageId && (file.State == ImageFileState.Ready || file.State == ImageFileState.Pending)
            join folder in db.Set<FolderRow>() on file.FolderId equals folder.Id
            orderby file.State == ImageFileState.Ready descending, file.Id
            select new LocatedFile(folder.Path, file.RelativePath, file.Name, file.Size, file.ModifiedAt)).ToListAsync(cancellation);
}
