using System.Buffers;
using System.Security.Cryptography;
using Limner.Imaging.Conversion;
using Limner.Kernel.Errors;
using Limner.Safety.Files;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Limner.Library.Upload;

/// <summary>A digest the client has sent along with a part.</summary>
internal sealed record PartChecksum(HashAlgorithmName Algorithm, byte[] Expected);

/// <summary>
/// Takes the bytes of uploads. An offset is told only after what it counts is on the disk, and it is the length of the upload's file: whatever kills the
/// server, the next one knows no more and no less than what is there.
/// </summary>
internal sealed class Uploads(
    IDatabase database,
    UploadDrafts drafts,
    UploadStore store,
    UploadLocks locks,
    UploadPlacing placing,
    PictureConverter converter,
    IHostApplicationLifetime lifetime,
    IOptionsMonitor<LibraryOptions> options,
    TimeProvider clock)
{
    private const int BufferSize = 128 * 1024;

    // Enough for where cameras put the date, and for the first directory of most TIFF files.
    private const int LongHead = 4 << 20;

    /// <summary>An upload of this person that has not expired; null: as for one that nobody has.</summary>
    public async Task<UploadRow?> FindAsync(long userId, long id, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var now = clock.GetUtcNow();
        return await db.Set<UploadRow>().FirstOrDefaultAsync(row => row.Id == id && row.UserId == userId && row.ExpiresAt > now, cancellation);
    }

    /// <summary>Where the upload stands, once nobody is sending to it. What is told here is on the disk.</summary>
    /// <exception cref="LimnerException"><c>upload_locked</c>; what it was refused for.</exception>
    public async Task<(UploadRow Upload, long Offset)> LookAsync(UploadRow upload, CancellationToken cancellation)
    {
        using var entered = locks.Enter(upload.Id);
        upload = await SettledAsync(upload, cancellation);
        if (upload.State is UploadState.Receiving)
        {
            store.Flush(upload.Id);
        }

        return (upload, OffsetOf(upload));
    }

    /// <summary>How much of an upload is here, as far as that can be said without waiting for who is sending.</summary>
    public long OffsetOf(UploadRow upload) => upload.State switch
    {
        UploadState.Receiving => store.LengthOf(upload.Id),
        UploadState.Refused => 0,
        _ => upload.Length ?? 0,
    };

    /// <summary>Takes a part, and when it was the last one puts the file into its folder.</summary>
    /// <param name="offset">Where the part begins, as the client believes.</param>
    /// <param name="partLength">As the client says; null: it does not.</param>
    /// <returns>The upload as it is now, and its offset.</returns>
    /// <exception cref="LimnerException">
    /// <c>upload_locked</c>, <c>upload_offset</c>, <c>payload_too_large</c>, <c>upload_checksum</c>, <c>storage_full</c>, what the file was refused for, and what
    /// <see cref="UploadDrafts.RequireFolderAsync"/> and <see cref="UploadPlacing"/> throw. Bytes that arrived before are kept, unless the part had a checksum
    /// or was too long.
    /// </exception>
    public async Task<(UploadRow Upload, long Offset)> AppendAsync(
        UploadRow upload, long offset, Stream body, long? partLength, PartChecksum? checksum, CancellationToken cancellation)
    {
        using var counted = locks.EnterBody(upload.UserId);
        using var entered = locks.Enter(upload.Id);
        upload = await SettledAsync(upload, cancellation);
        var present = OffsetOf(upload);
        if (offset != present)
        {
            throw new LimnerException(ErrorCatalogue.UploadOffset, $"{present} bytes have arrived; the part begins at {offset}.");
        }

        var limit = upload.Length ?? drafts.MaxLength;
        if (partLength > limit - offset)
        {
            throw TooLong(limit, offset);
        }

        if (upload.State != UploadState.Receiving)
        {
            return await IsEmptyAsync(body, cancellation) ? (upload, present) : throw TooLong(limit, offset);
        }

        await using (var db = database.Read())
        {
            await drafts.RequireFolderAsync(db, upload.UserId, upload.FolderId, upload.Path, cancellation);
        }

        string? sha256;
        try
        {
            (present, sha256) = await ReceiveAsync(upload, limit, offset, body, checksum, cancellation);
        }
        catch (LimnerException exception) when (IsRefusal(exception.Failure.Error))
        {
            await RefuseAsync(upload, exception.Failure);
            throw;
        }

        upload.Length ??= present;
        return present == upload.Length
            ? (await FinishAsync(upload, sha256), present)
            : (await TouchAsync(upload, cancellation), present);
    }

    /// <summary>Takes an upload back, whatever of it is here. What was stored in a folder stays there.</summary>
    /// <exception cref="LimnerException"><c>upload_locked</c>.</exception>
    public async Task DeleteAsync(UploadRow upload, CancellationToken cancellation)
    {
        using var entered = locks.Enter(upload.Id);
        await DropAsync(await FindAsync(upload.UserId, upload.Id, cancellation) ?? throw NoUpload(), cancellation);
    }

    /// <summary>As <see cref="DeleteAsync"/>, for who has entered the upload.</summary>
    public async Task DropAsync(UploadRow upload, CancellationToken cancellation)
    {
        if (upload.State == UploadState.Placing)
        {
            await placing.ForgetAsync(upload, cancellation);
        }

        await database.WriteAsync((db, token) => db.Set<UploadRow>().Where(row => row.Id == upload.Id).ExecuteDeleteAsync(token), cancellation);
        store.Delete(upload.Id);
    }

    /// <summary>The upload as it is, after ending what a crash has left half done.</summary>
    private async Task<UploadRow> SettledAsync(UploadRow upload, CancellationToken cancellation)
    {
        upload = await FindAsync(upload.UserId, upload.Id, cancellation) ?? throw NoUpload();
        if (upload.State == UploadState.Placing)
        {
            upload = await placing.ResumeAsync(upload, lifetime.ApplicationStopping);
        }

        return upload.State == UploadState.Refused
            ? throw new LimnerException(ErrorCatalogue.Find(upload.ErrorCode!), upload.ErrorDetail)
            : upload;
    }

    /// <returns>The file's length now, and its hash when all of it came with this part.</returns>
    private async Task<(long Length, string? Sha256)> ReceiveAsync(
        UploadRow upload, long limit, long offset, Stream body, PartChecksum? checksum, CancellationToken cancellation)
    {
        using var file = store.Open(upload.Id);
        using var sha256 = offset == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        using var digest = checksum is null ? null : IncrementalHash.CreateHash(checksum.Algorithm);
        var isWhole = false;
        try
        {
            var length = await CopyAsync(upload, file, limit, offset, body, [sha256, digest], cancellation);
            if (digest is not null && !CryptographicOperations.FixedTimeEquals(digest.GetHashAndReset(), checksum!.Expected))
            {
                throw new LimnerException(ErrorCatalogue.UploadChecksum);
            }

            RandomAccess.FlushToDisk(file);
            isWhole = true;
            return (length, sha256 is null ? null : Convert.ToHexStringLower(sha256.GetHashAndReset()));
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.PayloadTooLarge)
        {
            RandomAccess.SetLength(file, offset);
            throw;
        }
        finally
        {
            // A part that comes with a checksum counts whole or not at all.
            if (checksum is not null && !isWhole)
            {
                RandomAccess.SetLength(file, offset);
            }
        }
    }

    private async Task<long> CopyAsync(
        UploadRow upload, SafeFileHandle file, long limit, long offset, Stream body, IncrementalHash?[] hashes, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var at = offset;
            var isRecognised = offset >= FileSniffer.HeadLength;
            while (await body.ReadAsync(buffer.AsMemory(0, BufferSize), cancellation) is > 0 and var read)
            {
                if (read > limit - at)
                {
                    throw upload.Length is null ? new LimnerException(ErrorCatalogue.FileTooLarge, $"The limit is {limit >> 20} MB.") : TooLong(limit, offset);
                }

                await WriteAsync(file, buffer.AsMemory(0, read), at);
                at += read;
                foreach (var hash in hashes)
                {
                    hash?.AppendData(buffer, 0, read);
                }

                if (!isRecognised && (at >= FileSniffer.HeadLength || at == upload.Length))
                {
                    isRecognised = true;
                    converter.RecogniseMediaType(UploadStore.ReadHead(file, FileSniffer.HeadLength));
                }
            }

            return at;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Not cancelled halfway: what has been read of the body is kept whole.</summary>
    private static async Task WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long at)
    {
        try
        {
            await RandomAccess.WriteAsync(file, bytes, at, CancellationToken.None);
        }
        catch (IOException exception)
        {
            throw new LimnerException(ErrorCatalogue.StorageFull, exception.Message, exception);
        }
    }

    /// <summary>From here on it is the server's matter: whether its sender still listens changes nothing.</summary>
    private async Task<UploadRow> FinishAsync(UploadRow upload, string? sha256)
    {
        var stopping = lifetime.ApplicationStopping;
        try
        {
            byte[] head;
            using (var file = store.Open(upload.Id))
            {
                sha256 ??= UploadStore.Hash(file, stopping);
                head = UploadStore.ReadHead(file, LongHead);
            }

            var mediaType = converter.RecogniseMediaType(head);
            return await placing.PlaceAsync(upload, new WholeFile(sha256, mediaType, head), stopping);
        }
        catch (LimnerException exception) when (IsRefusal(exception.Failure.Error))
        {
            await RefuseAsync(upload, exception.Failure);
            throw;
        }
    }

    /// <summary>The reason is kept with the row, so that whoever asks again is told the same.</summary>
    private async Task RefuseAsync(UploadRow upload, Failure failure)
    {
        await database.WriteAsync(
            (db, token) => db.Set<UploadRow>().Where(row => row.Id == upload.Id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, UploadState.Refused).SetProperty(row => row.ErrorCode, failure.Error.Code).SetProperty(row => row.ErrorDetail, failure.Detail)
                    .SetProperty(row => row.UpdatedAt, clock.GetUtcNow()),
                token),
            lifetime.ApplicationStopping);
        store.Delete(upload.Id);
    }

    private async Task<UploadRow> TouchAsync(UploadRow upload, CancellationToken cancellation)
    {
        upload.UpdatedAt = clock.GetUtcNow();
        upload.ExpiresAt = upload.UpdatedAt + options.CurrentValue.UploadExpiry;
        await database.WriteAsync(
            (db, token) => db.Set<UploadRow>().Where(row => row.Id == upload.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.UpdatedAt, upload.UpdatedAt).SetProperty(row => row.ExpiresAt, upload.ExpiresAt), token),
            cancellation);
        return upload;
    }

    private static async Task<bool> IsEmptyAsync(Stream body, CancellationToken cancellation) => await body.ReadAsync(new byte[1], cancellation) == 0;

    /// <summary>What is wrong with the file itself, and stays so.</summary>
    private static bool IsRefusal(ErrorDefinition error)
        => error == ErrorCatalogue.FileNotAPicture || error == ErrorCatalogue.FileFormatUnsupported || error == ErrorCatalogue.FileRefused || error == ErrorCatalogue.FileEmpty
            || error == ErrorCatalogue.FileTooLarge;

    private static LimnerException TooLong(long limit, long offset) => new(ErrorCatalogue.PayloadTooLarge, $"The upload has {limit} bytes; at offset {offset} no more than {limit - offset} can follow.");

    public static LimnerException NoUpload() => new(ErrorCatalogue.NotFound, "No such upload.");
}
