using Limner.Imaging.Conversion;
using System.Runtime.InteropServices;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Images;
using Limner.Library.Watching;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Scanning;

/// <summary>What earlier attempts of the same job have behind them: an attempt that was cut off is gone on with, not begun again.</summary>
/// <param name="Since">When the job was made: what was written later was written by it.</param>
/// <param name="Done">Files it has read.</param>
/// <param name="Failed">Files it could not read.</param>
internal sealed record EarlierAttempts(DateTimeOffset Since, long Done, long Failed);

/// <summary>What discovery leaves to be done.</summary>
/// <param name="Pending">Files waiting to be read, those of an interrupted scan included.</param>
/// <param name="Settled">Files that need no reading: counted already, earlier attempts' included.</param>
/// <param name="Vanished">Ids of files that are known and not there any more.</param>
internal sealed record Discovered(long Pending, long Settled, IReadOnlyList<long> Vanished);

/// <summary>
/// Compares a folder on disk with what is known of it and writes the differences, in batches, so that what was found stays found when the
/// server is killed. Unchanged files (same size, same modification time) cost neither a read nor a write.
/// </summary>
internal sealed class FolderDiscovery(IDatabase database, WatchedFolders watched, PictureConverter converter, ILiveFeed live, TimeProvider clock)
{
    private const int BatchSize = 500;

    /// <param name="retryFailed">Read files again that failed, although they have not changed.</param>
    /// <param name="unasked">Nobody waits for it: what has not come to rest is left to the scan that follows when it has.</param>
    /// <exception cref="LimnerException">The folder itself cannot be listed; nothing is marked as gone then.</exception>
    public async Task<Discovered> RunAsync(FolderRow folder, bool retryFailed, bool unasked, EarlierAttempts earlier, JobContext job, CancellationToken cancellation)
    {
        var known = await LoadKnownAsync(folder.Id, cancellation);
        var pending = known.Values.LongCount(file => file.State == ImageFileState.Pending);
        var settled = earlier.Done + earlier.Failed;
        await database.WriteAsync(
            async (db, token) =>
            {
                await job.SetTotalAsync(db, settled + pending, token);
                await job.ResumeAsync(db, earlier.Done, earlier.Failed, "Looking for pictures", token);
            },
            cancellation);

        var walker = new FolderWalker(folder.Path, folder.Recursive, ExcludeGlobs.FromJson(folder.Exclude));
        var batch = new List<Difference>(BatchSize);
        foreach (var entry in walker.Walk(cancellation))
        {
            // The watch asks for another scan when it has come to rest. Who asks for one now is not kept waiting for a file that nothing was seen to write to.
            var isUnsettled = entry.Refusal is null && (unasked ? watched.IsUnsettled(folder.Id, entry.RelativePath) : watched.IsBeingWritten(folder.Id, entry.RelativePath));
            ref var file = ref CollectionsMarshal.GetValueRefOrNullRef(known, entry.RelativePath);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref file))
            {
                if (!isUnsettled)
                {
                    batch.Add(new Difference(0, entry, entry.Refusal is null ? Change.Read : Change.Refuse));
                }
            }
            else
            {
                file.Seen = true;
                if (!isUnsettled && Compare(file, entry, retryFailed, earlier.Since.ToUnixTimeMilliseconds()) is { } change)
                {
                    batch.Add(new Difference(file.Id, entry, change));
                    pending -= file.State == ImageFileState.Pending ? 1 : 0;
                }
            }

            if (batch.Count == BatchSize)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();
        return new Discovered(pending, settled, [.. FindVanished(known, walker.Unlisted, path => unasked && watched.IsUnsettled(folder.Id, path))]);

        async Task FlushAsync()
        {
            var toRead = batch.Count(difference => difference.Change == Change.Read);
            pending += toRead;
            settled += batch.Count - toRead;
            await SaveAsync(folder, batch, settled + pending, job, cancellation);
            batch.Clear();
        }
    }

    /// <summary>What has to be written about a file that is already known; null: nothing.</summary>
    private Change? Compare(KnownFile file, FoundEntry entry, bool retryFailed, long since)
    {
        var unchanged = file.Size == entry.Size && file.ModifiedAt == entry.ModifiedAt.ToUnixTimeMilliseconds();
        if (entry.Refusal is { } refusal)
        {
            return unchanged && file.State == ImageFileState.Failed && file.ErrorCode == refusal.Error.Code ? null : Change.Refuse;
        }

        return file.State switch
        {
            ImageFileState.Pending => unchanged ? null : Change.Read,
            ImageFileState.Ready => unchanged ? null : Change.Read,
            ImageFileState.Missing => unchanged ? Change.Return : Change.Read,
            _ => unchanged && !MayRetry(file, entry, retryFailed, since) ? null : Change.Read,
        };
    }

    /// <summary>A failed file that has not changed is read again when somebody asks, or when it may do better by itself; once in a job.</summary>
    private bool MayRetry(KnownFile file, FoundEntry entry, bool retryFailed, long since)
        => WasRefusedUnread(file) || (file.SeenAt < since && (retryFailed || ErrorCatalogue.Find(file.ErrorCode!).IsTransient || HasItsToolNow(file, entry)));

    /// <summary>
    /// What it lacked has been installed since. Where the name does not tell what that was, all packages have to be there, so that no file is read again and again in vain. Earlier
    /// versions refused such files by their name.
    /// </summary>
    private bool HasItsToolNow(KnownFile file, FoundEntry entry)
        => Tool.ForName(entry.Name) is { } tool
            ? (file.ErrorCode == ErrorCatalogue.FileToolMissing.Code || file.ErrorCode == ErrorCatalogue.FileFormatUnsupported.Code) && converter.IsInstalled(tool)
            : file.ErrorCode == ErrorCatalogue.FileToolMissing.Code && Tool.All.All(converter.IsInstalled);

    /// <summary>The entry was refused for what it was on disk (a link, a name), and is something else now.</summary>
    private static bool WasRefusedUnread(KnownFile file)
        => file.ErrorCode == ErrorCatalogue.PathOutsideRoot.Code || file.ErrorCode == ErrorCatalogue.DirectoryLoop.Code
            || file.ErrorCode == ErrorCatalogue.DirectoryUnreadable.Code || file.ErrorCode == ErrorCatalogue.FileNameInvalid.Code;

    private static IEnumerable<long> FindVanished(Dictionary<string, KnownFile> known, List<string> unlisted, Func<string, bool> isUnsettled)
        => known
            .Where(file => !file.Value.Seen && file.Value.State != ImageFileState.Missing
                && !unlisted.Exists(directory => file.Key.StartsWith(directory, StringComparison.Ordinal) && file.Key.Length > directory.Length && file.Key[directory.Length] == '/')
                && !isUnsettled(file.Key))
            .Select(file => file.Value.Id);

    private async Task<Dictionary<string, KnownFile>> LoadKnownAsync(long folderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        var rows = db.Set<ImageFileRow>().Where(file => file.FolderId == folderId)
            .Select(file => new { file.Id, file.RelativePath, file.Size, file.ModifiedAt, file.State, file.ErrorCode, file.SeenAt });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            known.Add(row.RelativePath, new KnownFile
            {
                Id = row.Id,
                Size = row.Size,
                ModifiedAt = row.ModifiedAt.ToUnixTimeMilliseconds(),
                SeenAt = row.SeenAt.ToUnixTimeMilliseconds(),
                State = row.State,

                // One string for each code, not for each row.
                ErrorCode = row.ErrorCode is null ? null : ErrorCatalogue.All.TryGetValue(row.ErrorCode, out var error) ? error.Code : row.ErrorCode,
            });
        }

        return known;
    }

    private async Task SaveAsync(FolderRow folder, List<Difference> batch, long total, JobContext job, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return;
        }

        await database.WriteAsync(
            async (db, token) =>
            {
                await EnsureStillThereAsync(db, folder.Id, token);
                var now = clock.GetUtcNow();
                var ids = batch.Where(difference => difference.FileId != 0).Select(difference => difference.FileId).ToList();
                var rows = await db.Set<ImageFileRow>().Where(file => ids.Contains(file.Id)).ToDictionaryAsync(file => file.Id, token);
                var images = new HashSet<long>();
                foreach (var (fileId, entry, change) in batch)
                {
                    if (!rows.TryGetValue(fileId, out var row))
                    {
                        row = new ImageFileRow { FolderId = folder.Id, RelativePath = entry.RelativePath, Name = entry.Name };
                        db.Add(row);
                    }

                    row.Size = entry.Size;
                    row.ModifiedAt = entry.ModifiedAt;
                    row.SeenAt = now;
                    row.State = change switch
                    {
                        Change.Read => ImageFileState.Pending,
                        Change.Refuse => ImageFileState.Failed,
                        _ => row.ImageId is null ? ImageFileState.Pending : ImageFileState.Ready,
                    };
                    row.ErrorCode = change == Change.Refuse ? entry.Refusal!.Error.Code : null;
                    row.ErrorDetail = change == Change.Refuse ? entry.Refusal!.Detail : null;
                    if (row.ImageId is { } image)
                    {
                        images.Add(image);
                    }
                }

                await db.SaveChangesAsync(token);
                await ImageAvailability.RefreshAsync(db, images, publishUnchanged: false, now, token);
                await job.SetTotalAsync(db, total, token);
                await job.AdvanceAsync(db, batch.Count(difference => difference.Change == Change.Return), batch.Count(difference => difference.Change == Change.Refuse), message: null, token);
                var audience = await db.AudienceOfFolderAsync(folder.Id, token);
                db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folder.Id)));
                if (images.Count > 0)
                {
                    db.AfterCommit(() => live.ImagesChanged(audience));
                }
            },
            cancellation);
    }

    /// <summary>Ends the scan quietly when the folder was removed meanwhile.</summary>
    internal static async Task EnsureStillThereAsync(LimnerDb db, long folderId, CancellationToken cancellation)
    {
        if (!await db.Set<FolderRow>().AnyAsync(folder => folder.Id == folderId, cancellation))
        {
            throw new OperationCanceledException("The folder was removed from the library.");
        }
    }

    private enum Change
    {
        /// <summary>New or changed: to be read.</summary>
        Read,

        /// <summary>Missing before, and back as it was.</summary>
        Return,

        /// <summary>Listed with a reason, not read.</summary>
        Refuse,
    }

    private readonly record struct Difference(long FileId, FoundEntry Entry, Change Change);

    private struct KnownFile
    {
        public long Id;
        public long Size;
        public long ModifiedAt;
        public long SeenAt;
        public ImageFileState State;
        public string? ErrorCode;
        public bool Seen;
    }
}
