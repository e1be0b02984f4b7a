using System.Globalization;
using Limner.Imaging.Metadata;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library.Scanning;
using Limner.Library.Sharing;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Library.Upload;

/// <summary>What is known of a file that has arrived.</summary>
/// <param name="Head">Its first bytes.</param>
internal sealed record WholeFile(string Sha256, string MediaType, ReadOnlyMemory<byte> Head);

/// <summary>
/// Puts a file that has arrived into its folder, in three steps that can each be the last before a crash: the name it is going to have is written down;
/// the file takes it, whole and over no other; the row of the file is written, with the job that reads it. While the bytes lie in the upload's file or, on
/// another file system, in a hidden one beside their destination, the file has not taken its name; when they lie in neither, it has.
/// </summary>
internal sealed class UploadPlacing(
    IDatabase database,
    UploadDrafts drafts,
    UploadStore store,
    Visibility visibility,
    IRemovedImages removed,
    IImageTrash trash,
    MetadataReader metadata,
    IJobQueue jobs,
    ILiveFeed live,
    IOptionsMonitor<LibraryOptions> options,
    TimeProvider clock,
    ILogger<UploadPlacing> logger)
{
    private const int MaxAttempts = 100;
    private const int ChunkSize = 1 << 20;

    /// <returns>The upload as it is now: stored, or a duplicate.</returns>
    /// <exception cref="LimnerException">
    /// <c>folder_read_only</c>, <c>storage_full</c>, <c>path_outside_root</c>, and what <see cref="UploadDrafts.RequireFolderAsync"/> throws: the bytes are kept, and it
    /// can be tried again.
    /// </exception>
    public async Task<UploadRow> PlaceAsync(UploadRow upload, WholeFile file, CancellationToken cancellation)
    {
        FolderRow folder;
        await using (var db = database.Read())
        {
            folder = await drafts.RequireFolderAsync(db, upload.UserId, upload.FolderId, upload.Path, cancellation);
        }

        var directory = UploadPaths.DirectoryOf(upload.Path);
        if (folder.Managed && directory.Length == 0)
        {
            // What comes without a directory of its own is laid by month, as there may be thousands of them.
            var taken = metadata.Read(file.Head).TakenAt ?? upload.ModifiedAt ?? upload.CreatedAt;
            directory = taken.ToString("yyyy'/'MM", CultureInfo.InvariantCulture);
        }

        upload.Sha256 = file.Sha256;
        return await PlaceAsync(upload, folder, directory, UploadPaths.WithPictureEnding(UploadPaths.NameOf(upload.Path), file.MediaType), cancellation);
    }

    /// <summary>Ends what a crash has cut off.</summary>
    public async Task<UploadRow> ResumeAsync(UploadRow upload, CancellationToken cancellation)
    {
        FolderRow folder;
        await using (var db = database.Read())
        {
            folder = await drafts.RequireFolderAsync(db, upload.UserId, upload.FolderId, upload.PlacedPath!, cancellation);
        }

        var directory = UploadPaths.DirectoryOf(upload.PlacedPath!);
        if (store.Has(upload.Id) || File.Exists(Path.Join(folder.Path, directory, StagedName(upload.Id))))
        {
            return await PlaceAsync(upload, folder, directory, UploadPaths.WithPictureEnding(UploadPaths.NameOf(upload.Path), MediaTypeByName(upload.PlacedPath!)), cancellation);
        }

        return await StoreRowAsync(upload, folder, ModifiedAt(folder, upload.PlacedPath!), cancellation);
    }

    /// <summary>Removes what an upload that is given up has left in its folder.</summary>
    public async Task ForgetAsync(UploadRow upload, CancellationToken cancellation)
    {
        if (upload.PlacedPath is null)
        {
            return;
        }

        await using var db = database.Read();
        if (await db.Set<FolderRow>().FirstOrDefaultAsync(row => row.Id == upload.FolderId, cancellation) is { } folder)
        {
            DeleteStaged(folder, UploadPaths.DirectoryOf(upload.PlacedPath), upload.Id);
        }
    }

    private async Task<UploadRow> PlaceAsync(UploadRow upload, FolderRow folder, string directory, string name, CancellationToken cancellation)
    {
        var namesOnDisk = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (!await ChooseNameAsync(upload, folder, directory, name, namesOnDisk, cancellation))
                {
                    store.Delete(upload.Id);
                    DeleteStaged(folder, directory, upload.Id);
                    return upload;
                }

                using var target = UploadTarget.Open(folder.Path, directory);
                var staged = $"{target.Path}/{StagedName(upload.Id)}";
                var chosen = UploadPaths.NameOf(upload.PlacedPath!);
                await StageAsync(upload, staged, cancellation);
                if (FilePlacing.Move(staged, $"{target.Path}/{chosen}") == Placed.Yes)
                {
                    FilePlacing.FlushDirectory(target.Path);
                    return await StoreRowAsync(upload, folder, ModifiedAt(folder, upload.PlacedPath!), cancellation);
                }

                namesOnDisk.Add(chosen);
            }

            throw new LimnerException(ErrorCatalogue.Conflict, "Too many files of this name are there already.");
        }
        catch (Exception exception) when (exception is LimnerException or IOException or UnauthorizedAccessException)
        {
            await StepBackAsync(upload, cancellation);
            throw exception switch
            {
                LimnerException => exception,
                IOException full when FilePlacing.IsFull(full) => new LimnerException(ErrorCatalogue.StorageFull, inner: exception),
                _ => new LimnerException(ErrorCatalogue.FolderReadOnly, inner: exception),
            };
        }
    }

    /// <summary>Writes down where the file is going to lie.</summary>
    /// <returns>False: it is a duplicate that is not to be kept, and ends here.</returns>
    private Task<bool> ChooseNameAsync(UploadRow upload, FolderRow folder, string directory, string name, HashSet<string> namesOnDisk, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<UploadRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == upload.Id, token) ?? throw Uploads.NoUpload();
                row.Sha256 = upload.Sha256;
                row.Length = upload.Length;
                row.UpdatedAt = clock.GetUtcNow();
                row.ExpiresAt = row.UpdatedAt + options.CurrentValue.UploadExpiry;
                await TakeOutOfTrashAsync(db, upload, folder, token);
                if (!upload.KeepDuplicates && await FindDuplicateAsync(db, upload, folder, token) is { } duplicate)
                {
                    (row.State, row.ImageId, row.FileId, row.PlacedPath) = (UploadState.Duplicate, duplicate.ImageId, duplicate.FileId, null);
                }
                else
                {
                    (row.State, row.PlacedPath) = (UploadState.Placing, await FindFreePathAsync(db, upload, directory, name, namesOnDisk, token));
                }

                Copy(row, upload);
                return row.State == UploadState.Placing;
            },
            cancellation);

    /// <summary>Whoever sends a picture again that they had removed wants it back; without this, the removed image would take the file.</summary>
    private async Task TakeOutOfTrashAsync(LimnerDb db, UploadRow upload, FolderRow folder, CancellationToken cancellation)
    {
        if (folder.OwnerId != upload.UserId || await removed.FindAsync(db, upload.UserId, upload.Sha256!, cancellation) is not { } image)
        {
            return;
        }

        await (image.IsPurged ? trash.ForgetRemovalAsync(db, upload.UserId, [image.ImageId], cancellation) : trash.RestoreAsync(db, upload.UserId, [image.ImageId], cancellation));
    }

    /// <summary>
    /// The same bytes in the library the file is to join, as far as the sender sees that library: an image, or an upload of theirs that has not been read yet.
    /// </summary>
    private async Task<Duplicate?> FindDuplicateAsync(LimnerDb db, UploadRow upload, FolderRow folder, CancellationToken cancellation)
    {
        var image = await visibility.VisibleTo(db, upload.UserId)
            .Where(image => image.OwnerId == folder.OwnerId && db.Set<ContentRow>().Any(content => content.Id == image.ContentId && content.Sha256 == upload.Sha256))
            .Select(image => (long?)image.Id)
            .FirstOrDefaultAsync(cancellation);
        if (image is not null)
        {
            return new Duplicate(image, null);
        }

        var file = await (
            from other in db.Set<UploadRow>()
            where other.UserId == upload.UserId && other.State == UploadState.Stored && other.Sha256 == upload.Sha256
            join row in db.Set<ImageFileRow>() on other.FileId equals row.Id
            where row.State == ImageFileState.Pending && db.Set<FolderRow>().Any(place => place.Id == row.FolderId && place.OwnerId == folder.OwnerId)
            select (long?)row.Id).FirstOrDefaultAsync(cancellation);
        return file is null ? null : new Duplicate(null, file);
    }

    /// <summary>A name that no file has, nor one that is missing at the moment: its image would take the new file for a new version of itself.</summary>
    private static async Task<string> FindFreePathAsync(LimnerDb db, UploadRow upload, string directory, string name, HashSet<string> namesOnDisk, CancellationToken cancellation)
    {
        var stem = UploadPaths.Join(directory, Path.GetFileNameWithoutExtension(name));
        var end = stem + char.MaxValue;
        var known = await db.Set<ImageFileRow>()
            .Where(file => file.FolderId == upload.FolderId && string.Compare(file.RelativePath, stem) >= 0 && string.Compare(file.RelativePath, end) < 0)
            .Select(file => file.RelativePath)
            .ToListAsync(cancellation);
        var promised = await db.Set<UploadRow>()
            .Where(other => other.Id != upload.Id && other.FolderId == upload.FolderId && other.State == UploadState.Placing
                && string.Compare(other.PlacedPath, stem) >= 0 && string.Compare(other.PlacedPath, end) < 0)
            .Select(other => other.PlacedPath!)
            .ToListAsync(cancellation);
        var taken = known.Concat(promised).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var number = 1; ; number++)
        {
            var candidate = UploadPaths.Numbered(name, number);
            if (!namesOnDisk.Contains(candidate) && !taken.Contains(UploadPaths.Join(directory, candidate)))
            {
                return UploadPaths.Join(directory, candidate);
            }
        }
    }

    /// <summary>The bytes in a hidden file beside their destination, where one move gives them their name.</summary>
    private async Task StageAsync(UploadRow upload, string staged, CancellationToken cancellation)
    {
        var part = store.PathOf(upload.Id);
        if (!File.Exists(staged))
        {
            if (FilePlacing.Move(part, staged) == Placed.OtherFileSystem)
            {
                var copy = CopyOf(staged);
                try
                {
                    await CopyAsync(part, copy, cancellation);
                    FilePlacing.Move(copy, staged);
                }
                finally
                {
                    UploadStore.DeleteIfThere(copy);
                }
            }
        }

        // A whole copy is there: the other one is what a crash between the two has left.
        store.Delete(upload.Id);
        if (upload.ModifiedAt is { } modifiedAt)
        {
            File.SetLastWriteTimeUtc(staged, modifiedAt.UtcDateTime);
        }
    }

    private static async Task CopyAsync(string source, string destination, CancellationToken cancellation)
    {
        await using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, ChunkSize, useAsync: true);
        await using var to = new FileStream(destination, FileMode.Create, FileAccess.Write, FileShare.None, ChunkSize, useAsync: true);
        await from.CopyToAsync(to, ChunkSize, cancellation);
        await to.FlushAsync(cancellation);
        RandomAccess.FlushToDisk(to.SafeFileHandle);
    }

    /// <summary>The file is there: its row, whose it is, and the job that makes an image of it, all at once.</summary>
    private async Task<UploadRow> StoreRowAsync(UploadRow upload, FolderRow folder, DateTimeOffset modifiedAt, CancellationToken cancellation)
    {
        await database.WriteAsync(
            async (db, token) =>
            {
                await FolderDiscovery.EnsureStillThereAsync(db, folder.Id, token);
                var now = clock.GetUtcNow();
                var row = await db.Set<UploadRow>().AsTracking().FirstOrDefaultAsync(row => row.Id == upload.Id, token) ?? throw Uploads.NoUpload();
                var file = await db.Set<ImageFileRow>().AsTracking().FirstOrDefaultAsync(file => file.FolderId == folder.Id && file.RelativePath == upload.PlacedPath, token);
                if (file is null)
                {
                    file = new ImageFileRow { FolderId = folder.Id, RelativePath = upload.PlacedPath!, Name = UploadPaths.NameOf(upload.PlacedPath!) };
                    db.Add(file);
                }

                // A scan may have come by meanwhile, and may even have read it.
                if (file.State is not ImageFileState.Ready)
                {
                    (file.State, file.ErrorCode, file.ErrorDetail) = (ImageFileState.Pending, null, null);
                    (file.Size, file.ModifiedAt, file.SeenAt) = (upload.Length!.Value, modifiedAt, now);
                }

                file.Owned = true;
                await db.SaveChangesAsync(token);
                (row.State, row.FileId, row.UpdatedAt, row.ExpiresAt) = (UploadState.Stored, file.Id, now, now + options.CurrentValue.UploadExpiry);
                Copy(row, upload);
                await UploadedFilesJob.EnqueueAsync(jobs, db, folder, token);
                var audience = await db.AudienceOfFolderAsync(folder.Id, token);
                db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folder.Id)));
            },
            cancellation);
        Log.UploadStored(logger, upload.Id, folder.Id);
        return upload;
    }

    /// <summary>It could not be placed: as long as its bytes are with the server, the upload is one that waits again.</summary>
    private async Task StepBackAsync(UploadRow upload, CancellationToken cancellation)
    {
        if (store.Has(upload.Id))
        {
            await database.WriteAsync(
                (db, token) => db.Set<UploadRow>().Where(row => row.Id == upload.Id && row.State == UploadState.Placing)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, UploadState.Receiving).SetProperty(row => row.PlacedPath, (string?)null), token),
                cancellation);
        }
    }

    private static DateTimeOffset ModifiedAt(FolderRow folder, string path)
    {
        using var handle = new RootedFiles(folder.Path).OpenHandle(path);
        return FolderWalker.ModifiedAt(() => File.GetLastWriteTimeUtc(handle));
    }

    private static void DeleteStaged(FolderRow folder, string directory, long id)
    {
        var staged = Path.Join(folder.Path, directory, StagedName(id));
        UploadStore.DeleteIfThere(staged);
        UploadStore.DeleteIfThere(CopyOf(staged));
    }

    private static string CopyOf(string staged) => $"{staged}.copy";

    private static string StagedName(long id) => $".limner-{PublicId.Format(IdPrefixes.Upload, id)}";

    private static string MediaTypeByName(string path) => $"image/{Path.GetExtension(path).TrimStart('.')}";

    private static void Copy(UploadRow from, UploadRow to)
        => (to.State, to.PlacedPath, to.ImageId, to.FileId, to.UpdatedAt, to.ExpiresAt) = (from.State, from.PlacedPath, from.ImageId, from.FileId, from.UpdatedAt, from.ExpiresAt);

    private sealed record Duplicate(long? ImageId, long? FileId);
}
