using System.Text.Json.Serialization;
using Limner.Accounts;
using Limner.Generation.Output;
using Limner.Generation.Queue;
using Limner.Imaging;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Json;
using Limner.Kernel.Paging;
using Limner.Library;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Limner.Generation.Endpoints;

/// <summary>What is done with several.</summary>
[JsonConverter(typeof(ExactEnumConverter))]
internal enum GenerationAction
{
    /// <summary>Those that have not ended.</summary>
    Cancel,

    /// <summary>With all their pictures; what was taken into the library stays there.</summary>
    Delete,
}

/// <param name="Ids">1 to 500 of one's own; others are passed over.</param>
internal sealed record GenerationBulkBody(IReadOnlyList<string> Ids, GenerationAction Action);

/// <param name="Count">How many it was done with.</param>
internal sealed record GenerationBulkView(int Count);

/// <summary>One's own generations and their pictures.</summary>
internal static class GenerationEndpoints
{
    private const string Newest = "-id";
    private const int MaxIds = 500;
    private const int SmallestPreview = 16;
    private const int LargestPreview = 1024;
    private const int PreviewQuality = 80;

    public static void Map(IEndpointRouteBuilder api)
    {
        var list = api.MapGroup("/generations").WithTags("Generation").ProducesProblem(StatusCodes.Status401Unauthorized);
        list.MapGet("", ListAsync).WithName("ListGenerations").WithSummary("Your generations, newest first").ProducesProblem(StatusCodes.Status400BadRequest);
        list.MapPost("/bulk", BulkAsync).WithName("ChangeGenerations").WithSummary("Cancel or delete several").WithMetadata(RequiredPermission.Generate)
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var one = list.MapGroup("/{id}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("", GetAsync).WithName("GetGeneration").WithSummary("One of your generations");
        one.MapDelete("", DeleteAsync).WithName("DeleteGeneration").WithSummary("Delete it with all its pictures; if it is being painted, it stops").WithMetadata(RequiredPermission.Generate);
        one.MapPost("/cancel", CancelAsync).WithName("CancelGeneration").WithSummary("Stop it, within one step if it is being painted").WithMetadata(RequiredPermission.Generate)
            .ProducesProblem(StatusCodes.Status409Conflict);
        one.MapGet("/preview", PreviewAsync).WithName("GetGenerationPreview").WithSummary("What is being painted looks like so far: one pixel for eight by eight, in most models")
            .Produces(StatusCodes.Status200OK, contentType: "image/webp");
        one.MapGet("/images/{number}", PictureAsync).WithName("GetGenerationImage").WithSummary("A painted picture; with size (16 to 1024) a preview of that longer side")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"])
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest);
        one.MapPost("/images/{number}/keep", KeepAsync).WithName("KeepGenerationImage").WithSummary("Take a painted picture into your library, with the prompt as its caption")
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
    }

    /// <param name="state"><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c>, <c>cancelled</c>, or <c>unfinished</c> for the first two.</param>
    private static async Task<Ok<Page<GenerationView>>> ListAsync(
        IDatabase database, GenerationViewer viewer, ICurrentUser user, CancellationToken cancellation, string? state = null, int? limit = null, string? cursor = null)
    {
        if (!Cursor.TryDecode(cursor, Newest, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor does not belong to this list.", "cursor"));
        }

        var userId = user.Id;
        await using var db = database.Read();
        var matching = Filter(db.Set<GenerationRow>().AsNoTracking().Where(row => row.OwnerId == userId), state);
        var total = await matching.LongCountAsync(cancellation);
        if (after is not null)
        {
            matching = matching.Where(row => row.Id < after.Id);
        }

        var length = PageLimits.Clamp(limit);
        var rows = await matching.OrderByDescending(row => row.Id).Take(length + 1).ToListAsync(cancellation);
        var next = rows.Count > length ? new Cursor(Newest, null, rows[length - 1].Id).Encode() : null;
        return TypedResults.Ok(new Page<GenerationView>(await viewer.ViewAsync(db, userId, [.. rows.Take(length)], cancellation), next, total));
    }

    private static async Task<Ok<GenerationView>> GetAsync(string id, IDatabase database, GenerationViewer viewer, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await FindAsync(db, user.Id, id, cancellation);
        return TypedResults.Ok((await viewer.ViewAsync(db, user.Id, [row], cancellation))[0]);
    }

    private static async Task<NoContent> DeleteAsync(string id, GenerationQueue queue, ICurrentUser user, CancellationToken cancellation)
        => await queue.DeleteAsync(user.Id, [Parse(id)], cancellation) == 1 ? TypedResults.NoContent() : throw GenerationQueue.NotThere();

    private static async Task<Accepted<GenerationView>> CancelAsync(string id, GenerationQueue queue, GenerationEnds ends, ICurrentUser user, CancellationToken cancellation)
    {
        var number = Parse(id);
        await queue.CancelAsync(user.Id, number, cancellation);
        var (view, _) = await ends.ViewAsync(user.Id, number, 0, cancellation);
        return TypedResults.Accepted($"/api/v1/generations/{id}", view);
    }

    private static async Task<Ok<GenerationBulkView>> BulkAsync(GenerationBulkBody body, GenerationQueue queue, ICurrentUser user, CancellationToken cancellation)
    {
        if (body.Ids.Count is 0 or > MaxIds)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"1 to {MaxIds} generations.", "ids"));
        }

        var ids = body.Ids.Select(id => PublicId.TryParse(IdPrefixes.Generation, id, out var number) ? number : -1).Where(number => number >= 0).Distinct().ToList();
        return TypedResults.Ok(new GenerationBulkView(
            await (body.Action == GenerationAction.Cancel ? queue.CancelAsync(user.Id, ids, cancellation) : queue.DeleteAsync(user.Id, ids, cancellation))));
    }

    private static async Task<IResult> PreviewAsync(string id, IDatabase database, RunningPaintings running, ICurrentUser user, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await FindAsync(db, user.Id, id, cancellation);
        return running.Find(row.Id)?.Preview() is { File: var file }
            ? TypedResults.Bytes(file, "image/webp")
            : throw new LimnerException(ErrorCatalogue.NotFound, "There is no preview of it.");
    }

    /// <param name="size">Longer side of a preview, in pixels; the picture itself where none is said.</param>
    /// <param name="download">True: as a file with a name.</param>
    private static async Task<IResult> PictureAsync(
        string id, string number, int? size, bool? download, IDatabase database, GenerationFiles files, PictureDecoder decoder, HttpContext http, ICurrentUser user, CancellationToken cancellation)
    {
        if (size is < SmallestPreview or > LargestPreview)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"It must be from {SmallestPreview} to {LargestPreview} pixels.", "size"));
        }

        GenerationRow row;
        GenerationImageRow image;
        await using (var db = database.Read())
        {
            (row, image) = await FindImageAsync(db, user.Id, id, number, cancellation);
        }

        // What was painted never changes; deleting it is what ends it.
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        var file = await files.ReadAsync(row.Directory, PaintedPictures.NameOf(image.Number, row.Format), cancellation);
        var tag = new EntityTagHeaderValue(size is null ? $"\"{image.Sha256}\"" : $"\"{image.Sha256}-{size}\"");
        return size is { } side
            ? TypedResults.Bytes(await Task.Run(() => decoder.RenderPreview(file, side, PreviewFormat.Webp, PreviewQuality, cancellation), cancellation), "image/webp", entityTag: tag)
            : TypedResults.Bytes(file, image.MediaType, download == true ? NameOf(row, image) : null, entityTag: tag);
    }

    private static async Task<Ok<GenerationView>> KeepAsync(
        string id, string number, IDatabase database, GenerationFiles files, IPictureFiling filing, GenerationEnds ends, ICurrentUser user, CancellationToken cancellation)
    {
        var userId = user.Id;
        GenerationRow row;
        GenerationImageRow image;
        await using (var db = database.Read())
        {
            (row, image) = await FindImageAsync(db, userId, id, number, cancellation);
        }

        // Once more where it is kept already finds the same bytes there, and keeps no second.
        var file = await files.ReadAsync(row.Directory, PaintedPictures.NameOf(image.Number, row.Format), cancellation);
        var filed = await filing.FileAsync(userId, $"Paintings/{NameOf(row, image)}", file, cancellation);
        await database.WriteAsync(
            (db, token) => db.Set<GenerationImageRow>().Where(kept => kept.GenerationId == row.Id && kept.Number == image.Number)
                .ExecuteUpdateAsync(set => set.SetProperty(kept => kept.KeptFileId, filed.FileId).SetProperty(kept => kept.KeptImageId, filed.ImageId), token),
            CancellationToken.None);
        var (view, _) = await ends.ViewAsync(userId, row.Id, 0, cancellation);
        return TypedResults.Ok(view);
    }

    private static string NameOf(GenerationRow row, GenerationImageRow image) => $"{RunningPaintings.PublicIdOf(row.Id)}-{PaintedPictures.NameOf(image.Number + 1, row.Format)}";

    private static IQueryable<GenerationRow> Filter(IQueryable<GenerationRow> rows, string? state) => state switch
    {
        null or "" => rows,
        "queued" => rows.Where(row => row.State == QueueState.Queued),
        "running" => rows.Where(row => row.State == QueueState.Running),
        "done" => rows.Where(row => row.State == QueueState.Done),
        "failed" => rows.Where(row => row.State == QueueState.Failed),
        "cancelled" => rows.Where(row => row.State == QueueState.Cancelled),
        "unfinished" => rows.Where(row => row.FinishedAt == null),
        _ => throw new LimnerException(ErrorCatalogue.Validation.With("It is one of queued, running, done, failed, cancelled, unfinished.", "state")),
    };

    private static async Task<GenerationRow> FindAsync(LimnerDb db, long userId, string id, CancellationToken cancellation)
    {
        var number = Parse(id);
        return await db.Set<GenerationRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == number && row.OwnerId == userId, cancellation) ?? throw GenerationQueue.NotThere();
    }

    private static async Task<(GenerationRow Row, GenerationImageRow Image)> FindImageAsync(LimnerDb db, long userId, string id, string number, CancellationToken cancellation)
    {
        var row = await FindAsync(db, userId, id, cancellation);
        return int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var place)
            && await db.Set<GenerationImageRow>().AsNoTracking().FirstOrDefaultAsync(image => image.GenerationId == row.Id && image.Number == place, cancellation) is { } image
            ? (row, image)
            : throw new LimnerException(ErrorCatalogue.NotFound, "No such picture.");
    }

    private static long Parse(string id) => PublicId.TryParse(IdPrefixes.Generation, id, out var number) ? number : throw GenerationQueue.NotThere();
}
