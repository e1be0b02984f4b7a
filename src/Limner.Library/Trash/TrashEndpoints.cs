using System.Globalization;
using Limner.Accounts;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Library.Thumbnails;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Library.Trash;

internal static class TrashEndpoints
{
    private const string RemovedOrder = "-removed_at";
    private const string PurgedOrder = "-purged_at";
    private const int ChunkSize = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapDelete("/images/{id}", MoveAsync).WithTags("Images").WithName("RemoveImage").WithSummary("Move your image to the trash; its files are not touched");
        var trash = api.MapGroup("/trash").WithTags("Trash");
        trash.MapGet("/", ListAsync).WithName("ListTrash").WithSummary("Your removed images, the last removed first");
        trash.MapDelete("/", EmptyAsync).WithName("EmptyTrash").WithSummary("Purge everything in your trash").RequireRateLimiting(RateLimits.Expensive).DisableRequestTimeout();
        trash.MapPost("/restore", RestoreAllAsync).WithName("RestoreTrash").WithSummary("Restore everything in your trash").RequireRateLimiting(RateLimits.Expensive).DisableRequestTimeout();
        trash.MapGet("/removals", ListRemovalsAsync).WithName("ListRemovals").WithSummary("Images you purged, which scans pass over for that");
        trash.MapDelete("/removals/{id}", ForgetAsync).WithName("ForgetRemoval").WithSummary("Forget that an image was purged: its file is read as a new one");
        trash.MapGet("/{id}/thumbnail", GetThumbnailAsync).WithName("GetTrashThumbnail").WithSummary("A small preview of a removed image")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp", additionalContentTypes: "image/jpeg").Produces(StatusCodes.Status304NotModified);
        trash.MapPost("/{id}/restore", RestoreAsync).WithName("RestoreImage").WithSummary("Take an image out of the trash, as it was");
        trash.MapDelete("/{id}", PurgeAsync).WithName("PurgeImage").WithSummary("Purge an image in the trash: all that is known of it goes, its originals stay");
    }

    private static async Task<NoContent> MoveAsync(string id, IDatabase database, IImageTrash trash, Visibility visibility, ICurrentUser user, CancellationToken cancellation)
    {
        var (userId, imageId) = (user.Id, ParseId(id));
        await database.WriteAsync(
            async (db, token) =>
            {
                if ((await trash.MoveAsync(db, userId, [imageId], token)).Count == 0)
                {
                    throw await visibility.VisibleTo(db, userId).AnyAsync(image => image.Id == imageId, token)
                        ? new LimnerException(ErrorCatalogue.Authorization, "Only the image's owner may remove it.")
                        : NoImage();
                }
            },
            cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<TrashedImageView>>> ListAsync(
        [FromQuery] int? limit, [FromQuery] string? cursor, IDatabase database, IOptionsMonitor<LibraryOptions> options, ICurrentUser user, CancellationToken cancellation)
    {
        var after = Decode(cursor, RemovedOrder);
        var length = PageLimits.Clamp(limit);
        await using var db = database.Read();
        var inTrash = ImageTrash.InTrashOf(db, user.Id);
        var total = await inTrash.LongCountAsync(cancellation);
        if (after is { } last)
        {
            inTrash = inTrash.Where(image => image.RemovedAt <= last.Time && (image.RemovedAt < last.Time || image.Id < last.Id));
        }

        var rows = await inTrash.OrderByDescending(image => image.RemovedAt).ThenByDescending(image => image.Id).Take(length + 1)
            .Select(image => new
            {
                image.Id,
                image.Name,
                RemovedAt = image.RemovedAt!.Value,
                Content = db.Set<ContentRow>().First(content => content.Id == image.ContentId),
                ErasesFiles = db.Set<ImageFileRow>().Any(file => file.ImageId == image.Id && file.Owned),
            })
            .ToListAsync(cancellation);
        var time = options.CurrentValue.TrashTime;
        var items = rows.Take(length).Select(row => new TrashedImageView(
            PublicId.Format(IdPrefixes.Image, row.Id), row.Name, row.Content.Width, row.Content.Height, Convert.ToBase64String(row.Content.ThumbHash), row.RemovedAt, row.RemovedAt + time, row.ErasesFiles));
        var next = rows.Count > length ? Encode(RemovedOrder, rows[length - 1].RemovedAt, rows[length - 1].Id) : null;
        return TypedResults.Ok(new Page<TrashedImageView>([.. items], next, total));
    }

    private static async Task<Ok<TrashOutcome>> EmptyAsync(IDatabase database, IImageTrash trash, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(new TrashOutcome(await ForAllAsync(database, user.Id, trash.PurgeAsync, cancellation)));

    private static async Task<Ok<TrashOutcome>> RestoreAllAsync(IDatabase database, IImageTrash trash, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(new TrashOutcome(await ForAllAsync(database, user.Id, trash.RestoreAsync, cancellation)));

    private static async Task<Ok<Page<RemovalView>>> ListRemovalsAsync(
        [FromQuery] int? limit, [FromQuery] string? cursor, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        var after = Decode(cursor, PurgedOrder);
        var length = PageLimits.Clamp(limit);
        await using var db = database.Read();
        var userId = user.Id;
        var purged = db.Set<ImageRow>().AsNoTracking().Where(image => image.OwnerId == userId && image.RemovedAt != null && image.PurgedAt != null);
        var total = await purged.LongCountAsync(cancellation);
        if (after is { } last)
        {
            purged = purged.Where(image => image.PurgedAt <= last.Time && (image.PurgedAt < last.Time || image.Id < last.Id));
        }

        var rows = await purged.OrderByDescending(image => image.PurgedAt).ThenByDescending(image => image.Id).Take(length + 1)
            .Select(image => new
            {
                image.Id,
                image.Name,
                PurgedAt = image.PurgedAt!.Value,
                File = db.Set<ImageFileRow>().Where(file => file.ImageId == image.Id && file.State != ImageFileState.Missing).OrderBy(file => file.Id)
                    .Join(db.Set<FolderRow>(), file => file.FolderId, folder => folder.Id, (file, folder) => new { file.RelativePath, FolderId = folder.Id, FolderName = folder.Name })
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        var items = rows.Take(length).Select(row => new RemovalView(
            PublicId.Format(IdPrefixes.Image, row.Id), row.Name, row.PurgedAt, row.File is null ? null : FolderView.PublicIdOf(row.File.FolderId), row.File?.FolderName, row.File?.RelativePath));
        var next = rows.Count > length ? Encode(PurgedOrder, rows[length - 1].PurgedAt, rows[length - 1].Id) : null;
        return TypedResults.Ok(new Page<RemovalView>([.. items], next, total));
    }

    private static async Task<PreviewResult> GetThumbnailAsync(
        string id, HttpRequest request, IDatabase database, PreviewRenderer previews, ICurrentUser user, CancellationToken cancellation)
    {
        var imageId = ParseId(id);
        string sha256;
        await using (var db = database.Read())
        {
            sha256 = await ImageTrash.InTrashOf(db, user.Id).Where(image => image.Id == imageId)
                .Select(image => db.Set<ContentRow>().First(content => content.Id == image.ContentId).Sha256)
                .FirstOrDefaultAsync(cancellation) ?? throw NoImage();
        }

        var key = new PreviewKey(sha256, PreviewSizes.Small, PreviewFormats.Choose(request.Headers.Accept, PreviewSizes.Small));
        return new PreviewResult(await previews.GetAsync(imageId, key, cancellation), mayBeKept: false);
    }

    private static Task<NoContent> RestoreAsync(string id, IDatabase database, IImageTrash trash, ICurrentUser user, CancellationToken cancellation)
        => ForOneAsync(id, database, user.Id, trash.RestoreAsync, cancellation);

    private static Task<NoContent> PurgeAsync(string id, IDatabase database, IImageTrash trash, ICurrentUser user, CancellationToken cancellation)
        => ForOneAsync(id, database, user.Id, trash.PurgeAsync, cancellation);

    private static Task<NoContent> ForgetAsync(string id, IDatabase database, IImageTrash trash, ICurrentUser user, CancellationToken cancellation)
        => ForOneAsync(id, database, user.Id, trash.ForgetRemovalAsync, cancellation);

    private static async Task<NoContent> ForOneAsync(string id, IDatabase database, long userId, Work work, CancellationToken cancellation)
    {
        var imageId = ParseId(id);
        await database.WriteAsync(
            async (db, token) =>
            {
                if ((await work(db, userId, [imageId], token)).Count == 0)
                {
                    throw await ImageTrash.InTrashOf(db, userId).AnyAsync(image => image.Id == imageId, token)
                        ? new LimnerException(ErrorCatalogue.Conflict, "Another image of yours has the same bytes.")
                        : NoImage();
                }
            },
            cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>In transactions of a bounded size: one after the other, so that others can write in between.</summary>
    private static async Task<int> ForAllAsync(IDatabase database, long userId, Work work, CancellationToken cancellation)
    {
        var (last, changed) = (0L, 0);
        while (true)
        {
            var (next, count) = await database.WriteAsync(
                async (db, token) =>
                {
                    var ids = await ImageTrash.InTrashOf(db, userId).Where(image => image.Id > last).OrderBy(image => image.Id).Take(ChunkSize).Select(image => image.Id).ToListAsync(token);
                    return ids.Count == 0 ? ((long?)null, 0) : (ids[^1], (await work(db, userId, ids, token)).Count);
                },
                cancellation);
            if (next is null)
            {
                return changed;
            }

            (last, changed) = (next.Value, changed + count);
        }
    }

    private static (DateTimeOffset Time, long Id)? Decode(string? text, string order)
    {
        if (!Cursor.TryDecode(text, order, out var cursor))
        {
            throw WrongCursor();
        }

        if (cursor is null)
        {
            return null;
        }

        return long.TryParse(cursor.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? (DateTimeOffset.FromUnixTimeMilliseconds(time), cursor.Id)
            : throw WrongCursor();
    }

    private static string Encode(string order, DateTimeOffset time, long id) => new Cursor(order, time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), id).Encode();

    private static LimnerException WrongCursor() => new(ErrorCatalogue.Validation.With("The cursor is not one of this list.", "cursor"));

    private static long ParseId(string id) => PublicId.TryParse(IdPrefixes.Image, id, out var number) ? number : throw NoImage();

    private static LimnerException NoImage() => new(ErrorCatalogue.NotFound, "No such image.");

    private delegate Task<IReadOnlyList<long>> Work(LimnerDb db, long userId, IReadOnlyCollection<long> imageIds, CancellationToken cancellation);
}
