using Limner.Accounts;
using Limner.Jobs;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library.Scanning;
using Limner.Library.Sharing;
using Limner.Library.Sidecars;
using Limner.Library.Watching;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Folders;

/// <summary>What may be changed of a folder; what is left out stays as it is.</summary>
internal sealed record FolderChange(string? Name, bool? Recursive, IReadOnlyList<string>? Exclude, bool? Watch, bool? WriteSidecars);

/// <summary>Why one file of a folder is not in the gallery.</summary>
/// <param name="FileId"><c>fil_…</c></param>
/// <param name="Path">Below the folder.</param>
/// <param name="Size">Bytes.</param>
internal sealed record FailureView(string FileId, string Path, string Code, string Title, string? Detail, string Remedy, DateTimeOffset ModifiedAt, long Size);

internal static class FolderEndpoints
{
    private const string FailureOrder = "path";

    public static void Map(IEndpointRouteBuilder api)
    {
        var folders = api.MapGroup("/folders").WithTags("Folders");
        folders.MapGet("/", ListAsync).WithName("ListFolders").WithSummary("Your folders and those shared with you, by name");
        folders.MapPost("/", AddAsync).WithName("AddFolder").WithSummary("Add a directory of the server and scan it, for yourself or for another person; the answer is what its owner sees")
            .RequireRateLimiting(RateLimits.Expensive)
            .WithMetadata(RequiredPermission.Administer);
        folders.MapGet("/browse", Browse).WithName("BrowseDirectories").WithSummary("Directories of the server, for choosing a folder")
            .WithMetadata(RequiredPermission.Administer);
        folders.MapGet("/{id}", GetAsync).WithName("GetFolder").WithSummary("One folder");
        folders.MapPatch("/{id}", ChangeAsync).WithName("ChangeFolder").WithSummary("Rename a folder or change what of it is scanned");
        folders.MapDelete("/{id}", RemoveAsync).WithName("RemoveFolder").WithSummary("Take a folder out of the library; its originals are not touched");
        folders.MapPost("/{id}/scan", ScanAsync).WithName("ScanFolder").WithSummary("Scan now, trying failed files again; answers with the scan already under way if there is one")
            .RequireRateLimiting(RateLimits.Expensive);
        folders.MapGet("/{id}/directories", ListDirectoriesAsync).WithName("ListSubdirectories").WithSummary("The directories in a folder, or in a directory of it, that hold images you see");
        folders.MapPost("/{id}/gone", AcceptAbsenceAsync).WithName("AcceptFolderAbsence").WithSummary("Say that the files of your folder that are away are gone: their images become missing")
            .RequireRateLimiting(RateLimits.Expensive)
            .DisableRequestTimeout();
        folders.MapPost("/{id}/failures/retry", RetryAllAsync).WithName("RetryFolderFailures").WithSummary("Read all files again that could not be read, those that are left alone included")
            .RequireRateLimiting(RateLimits.Expensive);
        folders.MapPost("/{id}/failures/{file_id}/retry", RetryOneAsync).WithName("RetryFolderFailure").WithSummary("Read one file again that could not be read")
            .RequireRateLimiting(RateLimits.Expensive);
        folders.MapGet("/{id}/failures", ListFailuresAsync).WithName("ListFolderFailures").WithSummary("What could not be read, with the reason of each");
    }

    private static async Task<Ok<Page<FolderView>>> ListAsync(IDatabase database, FolderQueries queries, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var folders = await queries.ListAsync(db, Viewer.From(user), cancellation);
        return TypedResults.Ok(new Page<FolderView>(folders, NextCursor: null, folders.Count));
    }

    private static async Task<Created<FolderView>> AddAsync(
        NewFolder folder, IDatabase database, IFolderRegistration registration, FolderQueries queries, IAccounts accounts, ICurrentUser user, CancellationToken cancellation)
    {
        var userId = user.Id;
        var ownerId = folder.OwnerId is null ? userId : PublicId.TryParse(IdPrefixes.User, folder.OwnerId, out var given) ? given : throw NoOwner();
        var checkedFolder = registration.Check(folder);
        var view = await database.WriteAsync(
            async (db, token) =>
            {
                if (ownerId != userId && !((await accounts.FindAsync(db, [ownerId], token)).GetValueOrDefault(ownerId) is { IsEnabled: true, MayWrite: true }))
                {
                    throw NoOwner();
                }

                var id = await registration.AddAsync(db, ownerId, userId, checkedFolder, token);
                return (await queries.FindAsync(db, new Viewer(ownerId, MayWrite: true), id, token))!;
            },
            cancellation);
        return TypedResults.Created($"/api/v1/folders/{view.Id}", view);
    }

    private static Ok<DirectoryListing> Browse(string? path) => TypedResults.Ok(DirectoryBrowser.List(path));

    private static async Task<Ok<FolderView>> GetAsync(string id, IDatabase database, FolderQueries queries, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return TypedResults.Ok(await queries.FindAsync(db, Viewer.From(user), FolderGate.ParseId(id), cancellation) ?? throw FolderGate.NoFolder());
    }

    private static async Task<Ok<FolderView>> ChangeAsync(
        string id, FolderChange change, IDatabase database, FolderGate gate, FolderQueries queries, SidecarMarks sidecars, IJobQueue jobs, ILiveFeed live, TimeProvider clock, ICurrentUser user, CancellationToken cancellation)
    {
        var viewer = Viewer.From(user);
        var folderId = FolderGate.ParseId(id);
        var name = FolderRegistration.CheckName(change.Name);
        var exclude = change.Exclude is null ? null : ExcludeGlobs.ToJson(change.Exclude);
        var view = await database.WriteAsync(
            async (db, token) =>
            {
                await gate.RequireAsync(db, viewer.UserId, folderId, FolderAccess.Owner, token);
                var folder = await db.Set<FolderRow>().AsTracking().SingleAsync(row => row.Id == folderId, token);
                var selectsOthers = (exclude ?? folder.Exclude) != folder.Exclude || (change.Recursive ?? folder.Recursive) != folder.Recursive;
                if (folder.Managed && (selectsOthers || (change.Watch ?? folder.Watch) != folder.Watch))
                {
                    throw new LimnerException(ErrorCatalogue.FolderManaged, "Its name is all that can be changed.");
                }

                var renamed = (name ?? folder.Name) != folder.Name;
                folder.Name = name ?? folder.Name;
                folder.Recursive = change.Recursive ?? folder.Recursive;
                folder.Exclude = exclude ?? folder.Exclude;
                folder.Watch = change.Watch ?? folder.Watch;
                folder.UpdatedAt = clock.GetUtcNow();
                var beginsToWrite = change.WriteSidecars == true && !folder.WriteSidecars;
                folder.WriteSidecars = change.WriteSidecars ?? folder.WriteSidecars;
                folder.SidecarProblem = folder.WriteSidecars ? folder.SidecarProblem : null;
                await db.SaveChangesAsync(token);
                if (beginsToWrite)
                {
                    await sidecars.MarkAllAsync(db, folder, token);
                }

                await db.PublishAsync(new FoldersChanged(), token);
                if (selectsOthers)
                {
                    // A scan under way goes by what it began with; its successor goes on where it stops.
                    await jobs.CancelForSubjectAsync(db, FolderView.PublicIdOf(folderId), token);
                    await jobs.EnqueueAsync(db, ScanJob.For(folder, retryFailed: false), token);
                }

                if (renamed)
                {
                    // A folder's name is searched for.
                    var images = await db.Set<ImageFileRow>().Where(file => file.FolderId == folderId && file.ImageId != null)
                        .Select(file => file.ImageId!.Value).Distinct().ToListAsync(token);
                    await Images.ImageAvailability.RefreshAsync(db, images, publishUnchanged: true, clock.GetUtcNow(), token);
                }

                var audience = await db.AudienceOfFolderAsync(folderId, token);
                db.AfterCommit(() => live.FolderChanged(audience, FolderView.PublicIdOf(folderId)));
                return (await queries.FindAsync(db, viewer, folderId, token))!;
            },
            cancellation);
        return TypedResults.Ok(view);
    }

    private static async Task<NoContent> RemoveAsync(string id, FolderRemoval removal, ICurrentUser user, CancellationToken cancellation)
    {
        await removal.RemoveAsync(user.Id, FolderGate.ParseId(id), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted<JobView>> ScanAsync(string id, IDatabase database, FolderGate gate, IJobQueue jobs, ICurrentUser user, CancellationToken cancellation)
    {
        var viewer = Viewer.From(user);
        var folderId = FolderGate.ParseId(id);
        var (job, isOwner) = await database.WriteAsync(
            async (db, token) =>
            {
                var folder = await gate.RequireAsync(db, viewer.UserId, folderId, FolderAccess.Edit, token);
                var jobId = await jobs.EnqueueAsync(db, ScanJob.For(folder, retryFailed: true), token);
                var view = (await jobs.FindAsync(db, jobId, token))!;
                return folder.OwnerId == viewer.UserId ? (view, true) : (FolderQueries.AsSeenByOthers(view), false);
            },
            cancellation);

        // The scan is the owner's job: others follow it by the folder.
        return TypedResults.Accepted(isOwner ? $"/api/v1/jobs/{job.Id}" : $"/api/v1/folders/{FolderView.PublicIdOf(folderId)}", job);
    }

    private static async Task<Ok<Page<SubdirectoryView>>> ListDirectoriesAsync(
        string id,
        [FromQuery] string? path,
        [FromQuery] int? limit,
        [FromQuery] string? cursor,
        IDatabase database,
        FolderGate gate,
        FolderDirectories directories,
        ICurrentUser user,
        CancellationToken cancellation)
    {
        var folderId = FolderGate.ParseId(id);
        var within = DirectoryPath.Parse(path, "path");
        await using var db = database.Read();
        await gate.RequireAsync(db, user.Id, folderId, FolderAccess.View, cancellation);
        return TypedResults.Ok(await directories.ListAsync(db, user.Id, folderId, within, PageLimits.Clamp(limit), cursor, cancellation));
    }

    private static async Task<Ok<FolderView>> AcceptAbsenceAsync(
        string id, IDatabase database, FolderGate gate, FolderQueries queries, VanishedFiles vanished, ICurrentUser user, CancellationToken cancellation)
    {
        var viewer = Viewer.From(user);
        var folderId = FolderGate.ParseId(id);
        FolderRow folder;
        await using (var db = database.Read())
        {
            folder = await gate.RequireAsync(db, viewer.UserId, folderId, FolderAccess.Owner, cancellation);
        }

        if (folder.Absence is not null)
        {
            await vanished.AcceptAsync(folder, cancellation);
        }

        await using var read = database.Read();
        return TypedResults.Ok(await queries.FindAsync(read, viewer, folderId, cancellation) ?? throw FolderGate.NoFolder());
    }

    private static Task<Accepted<JobView>> RetryAllAsync(string id, IDatabase database, FolderGate gate, IJobQueue jobs, TimeProvider clock, ICurrentUser user, CancellationToken cancellation)
        => RetryAsync(id, files => files, database, gate, jobs, clock, user, cancellation);

    private static Task<Accepted<JobView>> RetryOneAsync(
        string id, [FromRoute(Name = "file_id")] string fileId, IDatabase database, FolderGate gate, IJobQueue jobs, TimeProvider clock, ICurrentUser user, CancellationToken cancellation)
    {
        var file = PublicId.TryParse(IdPrefixes.File, fileId, out var number) ? number : -1;
        return RetryAsync(id, files => files.Where(row => row.Id == file), database, gate, jobs, clock, user, cancellation);
    }

    /// <summary>Files that were left alone for what they did get one more chance each.</summary>
    private static async Task<Accepted<JobView>> RetryAsync(
        string id, Func<IQueryable<ImageFileRow>, IQueryable<ImageFileRow>> choose, IDatabase database, FolderGate gate, IJobQueue jobs, TimeProvider clock, ICurrentUser user, CancellationToken cancellation)
    {
        var viewer = Viewer.From(user);
        var folderId = FolderGate.ParseId(id);
        var (job, isOwner) = await database.WriteAsync(
            async (db, token) =>
            {
                var folder = await gate.RequireAsync(db, viewer.UserId, folderId, FolderAccess.Edit, token);
                var failed = choose(db.Set<ImageFileRow>().Where(file => file.FolderId == folderId && file.State == ImageFileState.Failed));
                await failed.Where(file => file.Attempts >= FileToRead.MaxAttempts).ExecuteUpdateAsync(set => set.SetProperty(file => file.Attempts, FileToRead.MaxAttempts - 1), token);
                var images = await failed.Where(file => file.ImageId != null).Select(file => file.ImageId!.Value).Distinct().ToListAsync(token);
                var count = await failed.ExecuteUpdateAsync(
                    set => set.SetProperty(file => file.State, ImageFileState.Pending).SetProperty(file => file.ErrorCode, (string?)null).SetProperty(file => file.ErrorDetail, (string?)null), token);
                if (count == 0)
                {
                    throw new LimnerException(ErrorCatalogue.NotFound, "No such failure.");
                }

                await Images.ImageAvailability.RefreshAsync(db, images, publishUnchanged: false, clock.GetUtcNow(), token);
                var jobId = await jobs.EnqueueAsync(db, ScanJob.For(folder, retryFailed: false), token);
                var view = (await jobs.FindAsync(db, jobId, token))!;
                return folder.OwnerId == viewer.UserId ? (view, true) : (FolderQueries.AsSeenByOthers(view), false);
            },
            cancellation);
        return TypedResults.Accepted(isOwner ? $"/api/v1/jobs/{job.Id}" : $"/api/v1/folders/{FolderView.PublicIdOf(folderId)}", job);
    }

    private static async Task<Ok<Page<FailureView>>> ListFailuresAsync(
        string id, [FromQuery] int? limit, [FromQuery] string? cursor, IDatabase database, FolderGate gate, ICurrentUser user, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, FailureOrder, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor is not one of this list.", "cursor"));
        }

        var folderId = FolderGate.ParseId(id);
        await using var db = database.Read();
        await gate.RequireAsync(db, user.Id, folderId, FolderAccess.Edit, cancellation);
        var length = PageLimits.Clamp(limit);
        var failed = db.Set<ImageFileRow>().Where(file => file.FolderId == folderId && file.State == ImageFileState.Failed);
        var rows = await failed
            .Where(file => after == null || string.Compare(file.RelativePath, after.Key) > 0)
            .OrderBy(file => file.RelativePath)
            .Take(length + 1)
            .ToListAsync(cancellation);
        var total = await failed.LongCountAsync(cancellation);
        var next = rows.Count > length ? new Cursor(FailureOrder, rows[length - 1].RelativePath, rows[length - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<FailureView>([.. rows.Take(length).Select(View)], next, total));
    }

    private static FailureView View(ImageFileRow file)
    {
        var error = ErrorCatalogue.Find(file.ErrorCode!);
        return new FailureView(PublicId.Format(IdPrefixes.File, file.Id), file.RelativePath, file.ErrorCode!, error.Title, file.ErrorDetail, error.Remedy, file.ModifiedAt, file.Size);
    }

    private static LimnerException NoOwner() => new(ErrorCatalogue.Validation.With("A folder belongs to a member or an administrator.", "owner_id"));
}
