using Limner.Imaging.Conversion;
using System.Runtime.InteropServices;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Folders;
using Limner.Library.Images;
using Limner.Library.Metadata;
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
/// <param name="LeftOut">Those of them that the folder's settings leave out by now: nobody wonders where they are.</param>
/// <param name="SidecarsGone">Sidecars that are not there any more; those that are new or changed wait to be read.</param>
/// <param name="Documents">Documents that lie there.</param>
internal sealed record Discovered(long Pending, long Settled, IReadOnlyList<long> Vanished, IReadOnlyList<long> LeftOut, long SidecarsGone, DocumentsInFolder Documents);

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
        var sidecarsGone = 0L;
        await database.WriteAsync(
            async (db, token) =>
            {
                await job.SetTotalAsync(db, settled + pending, token);
                await job.ResumeAsync(db, earlier.Done, earlier.Failed, "Looking for pictures", token);
            },
            cancellation);

        var exclude = ExcludeGlobs.FromJson(folder.Exclude);
        var walker = new FolderWalker(folder.Path, folder.Recursive, exclude);
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
                var change = isUnsettled ? null : Compare(file, entry, retryFailed, earlier.Since.ToUnixTimeMilliseconds());
                change ??= HasOtherSidecar(file, entry, retryFailed) && !IsUnsettledSidecar(file, entry) ? Change.Sidecar : null;
                if (change is not null)
                {
                    batch.Add(new Difference(file.Id, entry, change.Value));
                    pending -= change != Change.Sidecar && file.State == ImageFileState.Pending ? 1 : 0;
                    sidecarsGone += file.Sidecar is not null && entry.Sidecar is null && !entry.IsSidecarUnknown ? 1 : 0;
                }
            }

            if (batch.Count == BatchSize)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();
        var vanished = FindVanished(known, walker.Unlisted, path => unasked && watched.IsUnsettled(folder.Id, path)).ToList();
        return new Discovered(
            pending, settled, vanished.ConvertAll(file => file.Value.Id), [.. vanished.Where(file => exclude.LeavesOut(file.Key, folder.Recursive)).Select(file => file.Value.Id)], sidecarsGone,
            new DocumentsInFolder(walker.Documents, path => IsUnlisted(walker.Unlisted, path) || (unasked ? watched.IsUnsettled(folder.Id, path) : watched.IsBeingWritten(folder.Id, path))));

        bool IsUnsettledSidecar(KnownFile file, FoundEntry entry)
        {
            var name = (entry.Sidecar ?? file.Sidecar)!.Name;
            var path = entry.RelativePath[..^entry.Name.Length] + name;
            return unasked ? watched.IsUnsettled(folder.Id, path) : watched.IsBeingWritten(folder.Id, path);
        }

        async Task FlushAsync()
        {
            var toRead = batch.Count(difference => difference.Change == Change.Read);
            pending += toRead;
            settled += batch.Count(difference => difference.Change is Change.Return or Change.Refuse);
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
            ImageFileState.Pending => unchanged && !file.HasVanished ? null : Change.Read,
            ImageFileState.Ready => !unchanged ? Change.Read : file.HasVanished ? Change.Return : null,
            ImageFileState.Missing => unchanged ? Change.Return : Change.Read,
            _ => unchanged && !MayRetry(file, entry, retryFailed, since) && !file.HasVanished ? null : Change.Read,
        };
    }

    private static bool HasOtherSidecar(KnownFile file, FoundEntry entry, bool retryFailed)
        => entry.Refusal is null && !entry.IsSidecarUnknown && (file.Sidecar != entry.Sidecar || (file.SidecarFailed && retryFailed));

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

    private static IEnumerable<KeyValuePair<string, KnownFile>> FindVanished(Dictionary<string, KnownFile> known, List<string> unlisted, Func<string, bool> isUnsettled)
        => known
            .Where(file => !file.Value.Seen && file.Value.State != ImageFileState.Missing
                && !IsUnlisted(unlisted, file.Key)
                && !isUnsettled(file.Key));

    private static bool IsUnlisted(List<string> unlisted, string path)
        => unlisted.Exists(directory => path.StartsWith(directory, StringComparison.Ordinal) && path.Length > directory.Length && path[directory.Length] == '/');

    private async Task<Dictionary<string, KnownFile>> LoadKnownAsync(long folderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        var rows =
            from file in db.Set<ImageFileRow>()
            where file.FolderId == folderId
            join row in db.Set<SidecarRow>() on file.Id equals row.FileId into beside
            from sidecar in beside.DefaultIfEmpty()
            select new
            {
                file.Id, file.RelativePath, file.Size, file.ModifiedAt, file.State, file.ErrorCode, file.SeenAt, HasVanished = file.VanishedAt != null,
                Sidecar = sidecar == null ? null : new { sidecar.Name, sidecar.Size, sidecar.ModifiedAt, sidecar.State },
            };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            known.Add(row.RelativePath, new KnownFile
            {
                Id = row.Id,
                Size = row.Size,
                ModifiedAt = row.ModifiedAt.ToUnixTimeMilliseconds(),
                SeenAt = row.SeenAt.ToUnixTimeMilliseconds(),
                State = row.State,
                Sidecar = row.Sidecar is { } sidecar ? new FoundSidecar(sidecar.Name, sidecar.Size, sidecar.ModifiedAt) : null,
                SidecarFailed = row.Sidecar?.State == SidecarState.Failed,
                HasVanished = row.HasVanished,

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
                var newPaths = batch.Where(difference => difference.FileId == 0).Select(difference => difference.Entry.RelativePath).ToList();

                // An upload may have put a file here since the scan began, with its row.
                var uploaded = await db.Set<ImageFileRow>().Where(file => file.FolderId == folder.Id && newPaths.Contains(file.RelativePath))
                    .Select(file => file.RelativePath).ToListAsync(token);
                var images = new HashSet<long>();
                var changed = new List<(ImageFileRow File, FoundEntry Entry)>(batch.Count);
                foreach (var (fileId, entry, change) in batch)
                {
                    if (!rows.TryGetValue(fileId, out var row))
                    {
                        if (uploaded.Contains(entry.RelativePath, StringComparer.Ordinal))
                        {
                            continue;
                        }

                        row = new ImageFileRow { FolderId = folder.Id, RelativePath = entry.RelativePath, Name = entry.Name };
                        db.Add(row);
                    }

                    changed.Add((row, entry));
                    if (change == Change.Sidecar)
                    {
                        continue;
                    }

                    if (row.Size != entry.Size || row.ModifiedAt != entry.ModifiedAt)
                    {
                        // Other bytes have done no harm yet.
                        row.Attempts = 0;
                    }

                    row.Size = entry.Size;
                    row.ModifiedAt = entry.ModifiedAt;
                    row.VanishedAt = null;
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
                images.UnionWith(await SaveSidecarsAsync(db, changed, token));
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

    /// <summary>What lies beside these files now: what is new or changed is to be read, what is gone says nothing any more.</summary>
    /// <returns>The images of which something else is known now.</returns>
    private static async Task<IReadOnlyList<long>> SaveSidecarsAsync(LimnerDb db, List<(ImageFileRow File, FoundEntry Entry)> files, CancellationToken cancellation)
    {
        var ids = files.ConvertAll(item => item.File.Id);
        var rows = await db.Set<SidecarRow>().Where(row => EF.Parameter(ids).Contains(row.FileId)).ToDictionaryAsync(row => row.FileId, cancellation);
        var bereft = new List<long>();
        foreach (var (file, entry) in files.Where(item => item.Entry.Refusal is null && !item.Entry.IsSidecarUnknown))
        {
            var row = rows.GetValueOrDefault(file.Id);
            if (entry.Sidecar is not { } found)
            {
                if (row is not null)
                {
                    db.Remove(row);
                    bereft.AddRange(file.ImageId is { } image ? [image] : []);
                }

                continue;
            }

            if (row is null)
            {
                row = new SidecarRow { FileId = file.Id, Name = found.Name };
                db.Add(row);
            }
            else if (row.State != SidecarState.Failed && (row.Name, row.Size, row.ModifiedAt) == (found.Name, found.Size, found.ModifiedAt))
            {
                continue;
            }

            (row.Name, row.Size, row.ModifiedAt) = (found.Name, found.Size, found.ModifiedAt);
            (row.State, row.ErrorCode, row.ErrorDetail) = (SidecarState.Pending, null, null);
        }

        var changed = await ImageValues.RefreshAsync(db, bereft, cancellation);
        if (changed.Count > 0)
        {
            await db.PublishAsync(new ImagesChanged(changed), cancellation);
        }

        return changed;
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

        /// <summary>Missing or away before, and back as it was.</summary>
        Return,

        /// <summary>Listed with a reason, not read.</summary>
        Refuse,

        /// <summary>Itself as it was, and with another sidecar, or one more or less.</summary>
        Sidecar,
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
        public FoundSidecar? Sidecar;
        public bool SidecarFailed;
        public bool Seen;
        public bool HasVanished;
    }
}
