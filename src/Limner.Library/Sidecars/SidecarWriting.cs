using System.Security.Cryptography;
using Limner.Imaging.Metadata;
using Limner.Jobs;
using Limner.Kernel.Errors;
using Limner.Library.Images;
using Limner.Library.Metadata;
using Limner.Library.Scanning;
using Limner.Safety.Paths;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Library.Sidecars;

internal sealed record SidecarWritingPayload(long FolderId);

/// <summary>
/// Writes what people say of pictures into the sidecars beside them, for folders whose owner wants that; never into a picture. Looks at every marked file,
/// compares what its sidecar says with what it should say, and writes only what differs, so that it may run as often as it likes. What it is about
/// to write is in the database first: a crash at any moment leaves the old sidecar or the new one, and the next run clears up and goes on.
/// </summary>
internal sealed class SidecarWriting(
    IDatabase database, MetadataReader metadata, IEnumerable<ISidecarKeywords> keywords, IOptionsMonitor<LibraryOptions> options, ILiveFeed live, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "write_sidecars";

    private const int BatchSize = 50;
    private const int MostAttempts = 3;

    public string Kind => JobKind;

    public async Task RunAsync(JobContext job, CancellationToken cancellation)
    {
        var folderId = job.Payload<SidecarWritingPayload>().FolderId;

        // Somebody who types does not stop after the first field.
        await Task.Delay(options.CurrentValue.SidecarDelay, clock, cancellation);
        await ClearUpAsync(folderId, cancellation);
        var (written, last) = (0L, 0L);
        LimnerException? problem = null;
        try
        {
            while (await FindAsync(folderId, last, cancellation) is { Count: > 0 } batch)
            {
                var done = await WriteAsync(folderId, batch, job, cancellation);
                written += done.Count(settled => settled.Found is not null);
                problem ??= done.Select(settled => settled.Problem).FirstOrDefault(failure => failure is not null);
                last = batch[^1].Id;
            }
        }
        catch (LimnerException exception)
        {
            problem = exception;
        }

        job.FoundNothingToDo = written == 0 && problem is null;
        await ShowProblemAsync(folderId, problem?.Failure is not { } failure ? null : failure.Detail is { } detail ? $"{failure.Error.Title}. {detail}" : failure.Error.Title, cancellation);
        if (problem is not null)
        {
            throw problem;
        }
    }

    private async Task<List<MarkedFile>> FindAsync(long folderId, long after, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await (
            from mark in db.Set<SidecarMarkRow>()
            join file in db.Set<ImageFileRow>() on mark.FileId equals file.Id
            join folder in db.Set<FolderRow>() on file.FolderId equals folder.Id
            where file.FolderId == folderId && file.Id > after && folder.WriteSidecars && file.State == ImageFileState.Ready && file.ImageId != null
            join row in db.Set<SidecarRow>() on file.Id equals row.FileId into beside
            from sidecar in beside.DefaultIfEmpty()
            join write in db.Set<SidecarWriteRow>() on file.Id equals write.FileId into writes
            from own in writes.DefaultIfEmpty()
            orderby file.Id
            select new MarkedFile(file.Id, file.ImageId!.Value, folder.OwnerId, folder.Path, file.RelativePath, mark.MarkedAt, sidecar == null ? null : sidecar.Name, own == null ? null : own.Own))
            .Take(BatchSize).ToListAsync(cancellation);
    }

    private async Task<List<Settled>> WriteAsync(long folderId, List<MarkedFile> batch, JobContext job, CancellationToken cancellation)
    {
        var wishes = await FindWishesAsync(batch, cancellation);
        var done = new List<Settled>();
        foreach (var file in batch)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                done.Add(await SettleAsync(folderId, file, wishes[file.ImageId], cancellation));
            }
            catch (LimnerException exception) when (!EndsAll(exception.Failure.Error))
            {
                // One that cannot be read, is too large or is no file must not keep the others from being written. It stays marked.
                done.Add(new Settled(file, OwnWords.None, Found: null, Stated: null) { Problem = new LimnerException(exception.Failure.Error, $"The sidecar of {file.RelativePath}.", exception) });
            }
        }

        await database.WriteAsync((db, token) => SaveAsync(db, done, job, token), cancellation);
        return done;
    }

    /// <summary>What would fail every other file too: there is no use in going on.</summary>
    private static bool EndsAll(ErrorDefinition error)
        => error == ErrorCatalogue.FolderNotFound || error == ErrorCatalogue.FolderUnreadable || error == ErrorCatalogue.FolderReadOnly || error == ErrorCatalogue.StorageFull;

    private async Task<Dictionary<long, SidecarWish>> FindWishesAsync(List<MarkedFile> batch, CancellationToken cancellation)
    {
        var ids = batch.Select(file => file.ImageId).Distinct().ToList();
        var ownerId = batch[0].OwnerId;
        await using var db = database.Read();
        var edits = await db.Set<ImageEditRow>().Where(edit => EF.Parameter(ids).Contains(edit.ImageId)).ToDictionaryAsync(edit => edit.ImageId, cancellation);
        var ratings = await db.Set<ImageMarkRow>().Where(mark => mark.UserId == ownerId && mark.Rating != null && EF.Parameter(ids).Contains(mark.ImageId))
            .ToDictionaryAsync(mark => mark.ImageId, mark => mark.Rating, cancellation);
        var tags = new Dictionary<long, SidecarKeywords>();
        foreach (var source in keywords)
        {
            foreach (var (image, said) in await source.FindAsync(db, ids, cancellation))
            {
                tags[image] = said;
            }
        }

        return ids.ToDictionary(id => id, id =>
        {
            var edit = edits.GetValueOrDefault(id);
            return new SidecarWish(edit?.Title, edit?.Description, ratings.GetValueOrDefault(id), tags.GetValueOrDefault(id));
        });
    }

    /// <summary>Makes one sidecar say what it should. What another program writes meanwhile is read again and kept.</summary>
    private async Task<Settled> SettleAsync(long folderId, MarkedFile file, SidecarWish wish, CancellationToken cancellation)
    {
        var own = file.Own is null ? OwnWords.None : MetadataJson.ReadOwn(file.Own);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var source = file.Sidecar ?? file.OwnName;
            var name = source != file.OwnName && await IsSharedAsync(folderId, file, cancellation) ? file.OwnName : source;
            var before = Read(file, source);
            SidecarPlan plan;
            SidecarDocument document;
            try
            {
                plan = SidecarPlan.Make(before is null ? DescriptiveMetadata.None : metadata.ReadSidecar(before).Words, wish, own);
                if (!plan.ChangesAnything)
                {
                    return new Settled(file, plan.Own, Found: null, Stated: null);
                }

                document = before is null ? SidecarDocument.Create() : SidecarDocument.Load(before, metadata);
            }
            catch (LimnerException)
            {
                // What is no XMP is not written over; the file shows why its sidecar says nothing.
                return new Settled(file, own, Found: null, Stated: null);
            }

            plan.Apply(document);
            var after = document.ToBytes();
            await database.WriteAsync((db, token) => NoteAsync(db, file, name, plan.Own, after, token), cancellation);
            if (SidecarFile.Replace(file.Root, file.Directory, name, name == source ? before : null, after))
            {
                return new Settled(file, plan.Own, Look(file, name), metadata.ReadSidecar(after));
            }
        }

        // Somebody is busy with it. Their last word makes the watch or the next scan look at it, and the picture is marked again when its values change.
        return new Settled(file, own, Found: null, Stated: null);
    }

    /// <summary>Whether <c>photo.xmp</c> speaks for other pictures too: then what is said of this one goes into a sidecar of its own, beginning as a copy.</summary>
    private async Task<bool> IsSharedAsync(long folderId, MarkedFile file, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var prefix = file.Directory.Length == 0 ? "" : file.Directory + "/";
        var others = await (
            from other in db.Set<ImageFileRow>()
            where other.FolderId == folderId && other.Id != file.Id && other.RelativePath.StartsWith(prefix)
            join sidecar in db.Set<SidecarRow>() on other.Id equals sidecar.FileId
            where sidecar.Name == file.Sidecar
            select other.RelativePath).ToListAsync(cancellation);
        return others.Exists(path => path.LastIndexOf('/') == prefix.Length - 1);
    }

    private static byte[]? Read(MarkedFile file, string name)
    {
        try
        {
            using var stream = new RootedFiles(file.Root).OpenRead(file.PathOf(name));
            if (stream.Length > MetadataReader.LargestSidecar)
            {
                throw new LimnerException(ErrorCatalogue.SidecarTooLarge);
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (LimnerException exception) when (exception.Failure.Error == ErrorCatalogue.FileMissing)
        {
            return null;
        }
        catch (EndOfStreamException exception)
        {
            throw new LimnerException(ErrorCatalogue.FileChanging, inner: exception);
        }
    }

    /// <returns>Its bytes, none where there is no sidecar; null where there is one that cannot be read.</returns>
    private static SidecarBytes? ReadIfItCanBe(MarkedFile file, string name)
    {
        try
        {
            return new SidecarBytes(Read(file, name));
        }
        catch (LimnerException exception) when (!EndsAll(exception.Failure.Error))
        {
            return null;
        }
    }

    private static FoundSidecar Look(MarkedFile file, string name)
    {
        using var handle = new RootedFiles(file.Root).OpenHandle(file.PathOf(name));
        return new FoundSidecar(name, RandomAccess.GetLength(handle), FolderWalker.ModifiedAt(() => File.GetLastWriteTimeUtc(handle)));
    }

    private static async Task NoteAsync(LimnerDb db, MarkedFile file, string name, OwnWords own, byte[] sidecar, CancellationToken cancellation)
    {
        var (none, json, hash) = (MetadataJson.Write(OwnWords.None), MetadataJson.Write(own), Convert.ToHexStringLower(SHA256.HashData(sidecar)));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO sidecar_writes (file_id, name, own, next, next_sha256) SELECT id, {name}, {none}, {json}, {hash} FROM image_files WHERE id = {file.Id}
            ON CONFLICT (file_id) DO UPDATE SET name = excluded.name, next = excluded.next, next_sha256 = excluded.next_sha256
            """,
            cancellation);
    }

    private async Task SaveAsync(LimnerDb db, List<Settled> all, JobContext job, CancellationToken cancellation)
    {
        var batch = all.FindAll(settled => settled.Problem is null);
        var ids = batch.ConvertAll(settled => settled.File.Id);
        var sidecars = await db.Set<SidecarRow>().AsTracking().Where(row => EF.Parameter(ids).Contains(row.FileId)).ToDictionaryAsync(row => row.FileId, cancellation);
        var writes = await db.Set<SidecarWriteRow>().AsTracking().Where(row => EF.Parameter(ids).Contains(row.FileId)).ToDictionaryAsync(row => row.FileId, cancellation);
        var there = (await db.Set<ImageFileRow>().Where(file => EF.Parameter(ids).Contains(file.Id)).Select(file => file.Id).ToListAsync(cancellation)).ToHashSet();
        foreach (var (file, own, found, stated) in batch.Where(settled => there.Contains(settled.File.Id)))
        {
            if (writes.TryGetValue(file.Id, out var write))
            {
                (write.Own, write.Next, write.NextSha256) = (MetadataJson.Write(own), null, null);
                if (own.IsNone)
                {
                    db.Remove(write);
                }
            }

            if (found is null)
            {
                continue;
            }

            if (!sidecars.TryGetValue(file.Id, out var row))
            {
                row = new SidecarRow { FileId = file.Id, Name = found.Name };
                db.Add(row);
            }

            (row.Name, row.Size, row.ModifiedAt, row.State, row.ErrorCode, row.ErrorDetail) = (found.Name, found.Size, found.ModifiedAt, SidecarState.Ready, null, null);
            row.Apply(stated! with { Words = own.Without(stated!.Words) });
        }

        // Marked again meanwhile: looked at again.
        foreach (var file in batch.Select(settled => settled.File))
        {
            await db.Set<SidecarMarkRow>().Where(mark => mark.FileId == file.Id && mark.MarkedAt <= file.MarkedAt).ExecuteDeleteAsync(cancellation);
        }

        var changed = await ImageValues.RefreshAsync(db, batch.Select(settled => settled.File.ImageId), cancellation);
        if (changed.Count > 0)
        {
            await db.PublishAsync(new ImagesChanged(changed), cancellation);
        }

        await job.AdvanceAsync(db, batch.Count, all.Count - batch.Count, "Writing sidecars", cancellation);
    }

    /// <summary>What a crash left half-done: a file of its own beside the sidecar, and the question whether the sidecar is the old one or the new one.</summary>
    private async Task ClearUpAsync(long folderId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var left = await (
            from write in db.Set<SidecarWriteRow>()
            where write.Next != null
            join file in db.Set<ImageFileRow>() on write.FileId equals file.Id
            where file.FolderId == folderId
            join folder in db.Set<FolderRow>() on file.FolderId equals folder.Id
            select new { Write = write, File = new MarkedFile(file.Id, 0, folder.OwnerId, folder.Path, file.RelativePath, DateTimeOffset.UnixEpoch, null, null) }).ToListAsync(cancellation);
        foreach (var item in left)
        {
            SidecarFile.Clear(item.File.Root, item.File.Directory, item.Write.Name);
            if (ReadIfItCanBe(item.File, item.Write.Name) is not { } sidecar)
            {
                // Settled when it can be read again; until then nothing is written over it.
                continue;
            }

            var own = MetadataJson.Write(item.Write.OwnIn(sidecar.Bytes));
            await database.WriteAsync(
                (writing, token) => writing.Set<SidecarWriteRow>().Where(row => row.FileId == item.File.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Own, own).SetProperty(row => row.Next, (string?)null).SetProperty(row => row.NextSha256, (string?)null), token),
                cancellation);
        }
    }

    private Task ShowProblemAsync(long folderId, string? problem, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                var changed = await db.Set<FolderRow>().Where(row => row.Id == folderId && row.SidecarProblem != problem)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.SidecarProblem, problem), token);
                if (changed > 0)
                {
                    var audience = await db.AudienceOfFolderAsync(folderId, token);
                    db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folderId)));
                }
            },
            cancellation);

    private sealed record MarkedFile(long Id, long ImageId, long OwnerId, string Root, string RelativePath, DateTimeOffset MarkedAt, string? Sidecar, string? Own)
    {
        public string Directory => Path.GetDirectoryName(RelativePath) ?? "";

        public string OwnName => Path.GetFileName(RelativePath) + ".xmp";

        public string PathOf(string name) => Directory.Length == 0 ? name : $"{Directory}/{name}";
    }

    private readonly record struct SidecarBytes(byte[]? Bytes);

    /// <param name="Found">The sidecar as it lies there now; null: it was not written.</param>
    private sealed record Settled(MarkedFile File, OwnWords Own, FoundSidecar? Found, StatedMetadata? Stated)
    {
        public LimnerException? Problem { get; init; }
    }
}
