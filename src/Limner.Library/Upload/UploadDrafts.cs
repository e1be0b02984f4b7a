using Limner.Accounts;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Sharing;
using Limner.Safety.Files;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Library.Upload;

/// <summary>A file somebody wants to send.</summary>
/// <param name="FolderId">Null: their own uploads.</param>
/// <param name="Path">Below the folder, as the client sent it.</param>
/// <param name="Length">Bytes; null: not known before it is here.</param>
/// <param name="Metadata">As the client sent it.</param>
internal sealed record NewUpload(long? FolderId, string Path, long? Length, DateTimeOffset? ModifiedAt, bool KeepDuplicates, string? Metadata);

/// <summary>Begins uploads: everything that can be refused is refused before the first byte.</summary>
internal sealed class UploadDrafts(
    IDatabase database,
    FolderGate gate,
    PersonalFolders personal,
    UploadStore store,
    IOptions<DecodeBudgetOptions> budget,
    IOptionsMonitor<LibraryOptions> options,
    TimeProvider clock)
{
    /// <summary>Larger files would not be read after they were stored.</summary>
    public long MaxLength => budget.Value.MaxFileBytes;

    /// <exception cref="LimnerException">
    /// <c>file_empty</c>, <c>file_too_large</c>, <c>upload_path_invalid</c>, <c>upload_limit</c>, <c>storage_full</c>, and what <see cref="RequireFolderAsync"/> throws.
    /// </exception>
    public async Task<UploadRow> BeginAsync(long userId, NewUpload upload, CancellationToken cancellation)
    {
        CheckLength(upload.Length);
        var path = UploadPaths.Check(upload.Path);
        var folderId = upload.FolderId ?? (await personal.GetAsync(userId, cancellation)).Id;
        FolderRow folder;
        List<(long Id, long Length)> open;
        await using (var db = database.Read())
        {
            folder = await RequireFolderAsync(db, userId, folderId, path, cancellation);
            open = [.. (await db.Set<UploadRow>().Where(row => row.State == UploadState.Receiving && row.Length != null).Select(row => new { row.Id, row.Length }).ToListAsync(cancellation))
                .Select(row => (row.Id, row.Length!.Value))];
        }

        CheckSpace(folder, open.Sum(row => Math.Max(0, row.Length - store.LengthOf(row.Id))) + (upload.Length ?? 0));
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<UploadRow>().CountAsync(row => row.UserId == userId && row.State == UploadState.Receiving, token) >= options.CurrentValue.MaxOpenUploads)
                {
                    throw new LimnerException(ErrorCatalogue.UploadLimit, $"You have {options.CurrentValue.MaxOpenUploads} unfinished uploads.");
                }

                var row = new UploadRow
                {
                    UserId = userId,
                    FolderId = folderId,
                    Path = path,
                    Length = upload.Length,
                    ModifiedAt = upload.ModifiedAt,
                    KeepDuplicates = upload.KeepDuplicates,
                    Metadata = upload.Metadata,
                    State = UploadState.Receiving,
                    CreatedAt = now,
                    UpdatedAt = now,
                    ExpiresAt = now + options.CurrentValue.UploadExpiry,
                };
                db.Add(row);
                await db.SaveChangesAsync(token);
                return row;
            },
            cancellation);
    }

    /// <summary>The folder, if the person may put this file there now and a scan would find it there.</summary>
    /// <exception cref="LimnerException">
    /// <c>not_found</c>, <c>authorization</c>, <c>folder_missing</c>, <c>folder_unreadable</c>, <c>upload_path_invalid</c>.
    /// </exception>
    public async Task<FolderRow> RequireFolderAsync(LimnerDb db, long userId, long folderId, string path, CancellationToken cancellation)
    {
        var folder = await gate.RequireAsync(db, userId, folderId, FolderAccess.Edit, cancellation);
        switch (FolderPathPolicy.Inspect(folder.Path))
        {
            case FolderState.Missing:
                throw new LimnerException(ErrorCatalogue.FolderNotFound);
            case FolderState.Unreadable:
                throw new LimnerException(ErrorCatalogue.FolderUnreadable);
        }

        if (!folder.Recursive && path.Contains('/'))
        {
            throw new LimnerException(ErrorCatalogue.UploadPathInvalid, "The folder is read without what lies in directories below it: send the files alone, or choose another folder.");
        }

        var exclude = ExcludeGlobs.FromJson(folder.Exclude);
        for (var at = path.IndexOf('/'); ; at = path.IndexOf('/', at + 1))
        {
            var part = at < 0 ? path : path[..at];
            if (exclude.Matches(part, UploadPaths.NameOf(part)))
            {
                throw new LimnerException(ErrorCatalogue.UploadPathInvalid, "The folder leaves out files of this name: rename it, or choose another folder.");
            }

            if (at < 0)
            {
                return folder;
            }
        }
    }

    private void CheckLength(long? length)
    {
        if (length == 0)
        {
            throw new LimnerException(ErrorCatalogue.FileEmpty);
        }

        if (length > MaxLength)
        {
            throw new LimnerException(ErrorCatalogue.FileTooLarge, $"The limit is {MaxLength >> 20} MB.");
        }
    }

    private void CheckSpace(FolderRow folder, long needed)
    {
        var reserve = (long)options.CurrentValue.UploadReserveMb << 20;
        var data = Path.GetDirectoryName(store.Directory)!;
        foreach (var (disk, what) in new[] { (data, "of the data directory"), (folder.Path, "of the folder") })
        {
            DiskSpace.Require(disk, needed, reserve, what);
        }
    }
}
